import { join } from "node:path";
import { defineConfig } from "@playwright/test";

const flags = ["--no-sandbox", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

export default defineConfig({
  testDir: "e2e",
  outputDir: "test-results/browser",
  globalSetup: "./e2e/start-server.ts",
  // Two halve the time; on CI, where nobody waits, one leaves the browser and the containers a core each.
  workers: process.env.CI ? 1 : 2,
  retries: 0,
  forbidOnly: Boolean(process.env.CI),
  // They end what would never end, and measure nothing: what has to be quick says so itself.
  timeout: 240_000,
  expect: { timeout: 30_000 },
  reporter: "list",
  use: {
    browserName: "chromium",
    launchOptions: { executablePath: join(import.meta.dirname, "scripts/testing/chromium.sh"), args: flags },
    viewport: { width: 1280, height: 800 },
    // What fades or glides is another page for a sixth of a second: pale words to axe, a button that moves to a click.
    contextOptions: { reducedMotion: "reduce" },
    locale: "en-GB",
    timezoneId: "Europe/Berlin",
    trace: "retain-on-failure",
    screenshot: "only-on-failure",
    video: "off",
  },
});
