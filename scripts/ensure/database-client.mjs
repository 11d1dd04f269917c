import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fingerprint, readIfThere, withLock } from "./files.mjs";
import { root, run, step } from "./step.mjs";

const generated = join(root, "lib/generated");
const stamp = join(generated, ".fingerprint");
const inputs = ["prisma", "prisma.config.ts", "package-lock.json"];
const skip = (file) => !/\.(prisma|ts|json)$/.test(file);

/** Generates the Prisma client, unless the one there was made from this very schema. */
export async function ensureDatabaseClient() {
  await withLock(join(root, "dist/.client-lock"), async () => {
    const wanted = fingerprint(inputs, skip);
    if (existsSync(generated) && readIfThere(stamp) === wanted) return;
    await step("Generating the database client", () =>
      run(process.execPath, [join(root, "node_modules/prisma/build/index.js"), "generate"], {
        env: {
          CHECKPOINT_DISABLE: "1",
          PRISMA_HIDE_UPDATE_MESSAGE: "1",
          // `generate` never runs the schema engine, yet Prisma downloads it when this names no program.
          PRISMA_SCHEMA_ENGINE_BINARY: process.env.PRISMA_SCHEMA_ENGINE_BINARY ?? process.execPath,
        },
      }),
    );
    writeFileSync(stamp, wanted);
  });
}
