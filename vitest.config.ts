import { availableParallelism } from "node:os";
import { join } from "node:path";
import { defineConfig } from "vitest/config";

// An odd zone on purpose: a hidden assumption about UTC fails here. Set before any worker starts, so that Date sees it.
process.env.TZ = "Asia/Kathmandu";

const integration = "**/*.integration.test.ts";
const faults = "**/*.faults.test.ts";
const architecture = "lib/architecture.test.ts";

export default defineConfig({
  // Outside of Next nothing is in a browser, so nothing has to be kept out of it.
  resolve: {
    alias: {
      "@": import.meta.dirname,
      "server-only": "next/dist/compiled/server-only/empty.js",
      "fast-check": join(import.meta.dirname, "lib/testing/chance.ts"),
    },
  },
  test: {
    setupFiles: ["lib/testing/setup.ts"],
    restoreMocks: true,
    // Half of the time a test waits: two go well on two cores, where vitest itself would take one.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    // A test that weighs memory throws away first what nobody holds.
    execArgv: ["--expose-gc"],
    expect: { poll: { timeout: 60_000, interval: 10 } },
    projects: [
      {
        extends: true,
        test: {
          name: "unit",
          // Ends what would never end, and measures nothing: a machine that is busy takes twenty times as long.
          testTimeout: 180_000,
          hookTimeout: 180_000,
          include: ["{components,lib}/**/*.test.{ts,tsx}", "scripts/**/*.test.mjs"],
          exclude: [integration, faults, architecture],
        },
      },
      { extends: true, test: { name: "architecture", include: [architecture] } },
      { extends: true, test: { name: "faults", include: [faults], exclude: ["node_modules/**"], env: { SPINDLE_TEST_SEED: "any" } } },
      {
        extends: true,
        test: {
          name: "integration",
          include: [integration],
          exclude: ["node_modules/**"],
          fileParallelism: false,
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
