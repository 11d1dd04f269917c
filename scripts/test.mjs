// `npm test`: brings what is missing, runs every stage even when an earlier one failed, and ends with `N passed, N failed`.
import { mkdirSync, rmSync } from "node:fs";
import { ensureBrowser } from "./ensure/browser.mjs";
import { ensureBuild } from "./ensure/build.mjs";
import { ensureDatabaseClient } from "./ensure/database-client.mjs";
import { ensureDirectory } from "./ensure/directory.mjs";
import { ensureEngine } from "./ensure/engine.mjs";
import { requireNode } from "./ensure/environment.mjs";
import { ensurePackages } from "./ensure/packages.mjs";
import { root } from "./ensure/step.mjs";
import { sweepEngine } from "./testing/leftovers.mjs";
import { command, playwright, preparation, reports, stages, vitest } from "./testing/stages.mjs";

process.chdir(root);
process.env.NEXT_TELEMETRY_DISABLED = "1";
process.env.CHECKPOINT_DISABLE = "1";
rmSync(reports, { recursive: true, force: true });
mkdirSync(reports, { recursive: true });

const { stage, total } = stages();

const ready = await stage("packages", preparation(requireNode, ensurePackages));
if (ready) {
  const engine = await stage("engine", preparation(ensureEngine));
  const browser = await stage("browser", preparation(useBrowser));
  await stage("directory", preparation(ensureDirectory));
  await stage("database client", preparation(ensureDatabaseClient));
  if (engine) await stage("leftovers", preparation(sweepEngine));

  await stage("lock file", command("node", "scripts/complete-lock.mjs", "--check"));
  await stage("verify", command("npm", "run", "--silent", "verify"));
  await stage("unit tests", vitest("unit"));
  const images = engine && (await stage("test images", command("npm", "run", "--silent", "images")));
  const built = await stage("build", preparation(ensureBuild));
  await stage("integration tests", vitest("integration"), images);
  await stage("browser tests", playwright(), images && browser && built);
  if (engine) await stage("clean up", preparation(sweepEngine));
}

const { passed, failed, failures } = total();
process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
for (const { name, why } of failures) console.log(`\nFAILED ${name}\n${why.split("\n").slice(0, 12).join("\n")}`);
console.log(`\n${passed} passed, ${failed} failed`);

async function useBrowser() {
  process.env.CHROMIUM = await ensureBrowser();
}
