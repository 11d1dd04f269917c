// `npm start` (production) and `npm run dev` (hot reload): brings what is missing, then becomes the server.
import { pathToFileURL } from "node:url";
import { ensureBuild, ensureWorker } from "./ensure/build.mjs";
import { ensureDatabaseClient } from "./ensure/database-client.mjs";
import { ensureDemoImages } from "./ensure/demo-images.mjs";
import { ensureEngine } from "./ensure/engine.mjs";
import { prepareEnvironment, requireFreePort, requireNode } from "./ensure/environment.mjs";
import { ensurePackages } from "./ensure/packages.mjs";
import { root, StepFailed } from "./ensure/step.mjs";

const dev = process.argv.includes("--dev");

try {
  requireNode();
  process.chdir(root);
  prepareEnvironment();
  await requireFreePort();
  await ensurePackages();
  const engine = await engineOrAdvice();
  if (engine) await ensureDemoImages(engine);
  await ensureDatabaseClient();
  await (dev ? ensureWorker() : ensureBuild());
} catch (error) {
  if (!(error instanceof StepFailed)) throw error;
  console.error(error.message);
  process.exit(1);
}

// In this process, not in a child of it: signals, the exit code and `kill -9` reach the server itself, and no orphan keeps the port.
process.env.NODE_ENV = dev ? "development" : "production";
process.env.NEXT_TELEMETRY_DISABLED = "1";
if (process.env.npm_lifecycle_event) endWithNpm(process.ppid);
if (dev) await import("tsx");
await import(pathToFileURL(`${root}${dev ? "server.ts" : "dist/server.mjs"}`).href);

/** Spindle starts without an engine too: it shows that on every page and goes on by itself when the engine comes. */
async function engineOrAdvice() {
  try {
    return await ensureEngine();
  } catch (error) {
    if (!(error instanceof StepFailed)) throw error;
    console.warn(`${error.message}\nSpindle starts without it and connects as soon as it answers.`);
    return null;
  }
}

/** npm hands a SIGTERM to the shell between it and this process; the shell dies of it without a word, so its end is the signal. */
function endWithNpm(shell) {
  setInterval(() => {
    if (process.ppid !== shell) process.kill(process.pid, "SIGTERM");
  }, 500).unref();
}
