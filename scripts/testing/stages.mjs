import { spawn } from "node:child_process";
import { join } from "node:path";
import { readIfThere } from "../ensure/files.mjs";
import { root, StepFailed } from "../ensure/step.mjs";
import { countPlaywright, countVitest } from "./counts.mjs";

/** Folder of the machine-readable reports, emptied by each run. */
export const reports = join(root, "test-results/reports");

/**
 * The bookkeeping of one run. `stage(name, work, possible)` runs a stage, prints its outcome and duration and resolves
 * to whether it passed; a stage that crashed, or that an earlier failure made impossible, counts as one failure. `total()`
 * also names every failure, because a log that is kept may be only the end of what was printed.
 */
export function stages() {
  let passed = 0;
  let failed = 0;
  const failures = [];

  async function stage(name, work, possible = true) {
    console.log(`\n== ${name}`);
    const started = Date.now();
    const count = possible ? await work().catch(crashed) : { passed: 0, failed: 1, note: "not run: what it needs failed above" };
    passed += count.passed;
    failed += count.failed;
    if (count.failed > 0) failures.push(...(count.failures?.length ? count.failures : [{ name, why: summary(count) }]));
    console.log(`== ${name}: ${summary(count)} (${((Date.now() - started) / 1000).toFixed(1)} s)`);
    return count.failed === 0;
  }

  return { stage, total: () => ({ passed, failed, failures }) };
}

/** A stage that only makes something ready: nothing to count when it works, one failure when it does not. */
export function preparation(...steps) {
  return async () => {
    for (const prepare of steps) await prepare();
    return { passed: 0, failed: 0, note: "ready" };
  };
}

/** A stage that is one check: passed when the command ends with 0. */
export function command(program, ...args) {
  return async () => {
    const code = await show(program === "node" ? process.execPath : program, args);
    return code === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1, note: `ended with ${code}` };
  };
}

/** The tests of one vitest project, counted one by one. */
export function vitest(project) {
  const file = join(reports, `${project}.json`);
  return async () => {
    const args = ["node_modules/vitest/vitest.mjs", "run", "--project", project, "--reporter=default", "--reporter=json", `--outputFile.json=${file}`];
    const code = await show(process.execPath, args);
    return countVitest(readIfThere(file), code);
  };
}

/** The browser tests, counted one by one. */
export function playwright() {
  const file = join(reports, "browser.json");
  return async () => {
    const code = await show(process.execPath, ["node_modules/@playwright/test/cli.js", "test", "--reporter=list,json"], { PLAYWRIGHT_JSON_OUTPUT_NAME: file });
    return countPlaywright(readIfThere(file), code);
  };
}

function show(program, args, env = {}) {
  return new Promise((resolve) => {
    const child = spawn(program, args, { cwd: root, stdio: ["ignore", "inherit", "inherit"], env: { ...process.env, ...env } });
    child.on("error", (error) => resolve(error.code));
    child.on("exit", (code, signal) => resolve(code ?? signal));
  });
}

function crashed(error) {
  console.log(error instanceof StepFailed ? error.message : error);
  return { passed: 0, failed: 1, note: "did not work" };
}

function summary({ passed, failed, skipped = 0, note }) {
  const counts = [`${passed} passed`, `${failed} failed`, ...(skipped > 0 ? [`${skipped} skipped`] : [])].join(", ");
  if (!note) return counts;
  return passed + failed === 0 ? note : `${counts}; ${note}`;
}
