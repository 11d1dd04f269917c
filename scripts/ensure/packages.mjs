import { join } from "node:path";
import { readIfThere } from "./files.mjs";
import { root, run, step } from "./step.mjs";

/** Installs exactly what package-lock.json says, unless node_modules already holds it. */
export async function ensurePackages() {
  if (isInstalled()) return;
  await step("Installing packages", () =>
    run("npm", ["ci", "--include=dev", "--no-audit", "--no-fund"], { env: { PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD: "1", CHECKPOINT_DISABLE: "1" } }),
  );
}

// Contents are compared, not dates: a fresh checkout has new dates, and a wrong "stale" would empty node_modules under a running server.
function isInstalled() {
  const wanted = readIfThere(join(root, "package-lock.json"));
  const present = readIfThere(join(root, "node_modules/.package-lock.json"));
  if (wanted === null || present === null) return false;
  const lock = JSON.parse(wanted).packages;
  const installed = JSON.parse(present).packages;
  const outdated = Object.keys(installed).some((path) => installed[path].version !== lock[path]?.version);
  const missing = Object.keys(lock).some((path) => path !== "" && !lock[path].optional && !lock[path].peer && !installed[path]);
  return !outdated && !missing;
}
