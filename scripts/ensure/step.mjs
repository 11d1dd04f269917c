import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

/** The repository's root, with a trailing slash. */
export const root = fileURLToPath(new URL("../../", import.meta.url));

/** A step that did not work, with a message made for the person at the console. */
export class StepFailed extends Error {}

/** Runs `work` and says so in one line with its duration, but only when it takes longer than 3 s. */
export async function step(what, work) {
  const started = Date.now();
  const timer = setTimeout(() => process.stdout.write(`${what} ... `), 3000);
  let outcome = "failed after";
  try {
    const result = await work();
    outcome = "done in";
    return result;
  } finally {
    clearTimeout(timer);
    const seconds = (Date.now() - started) / 1000;
    if (seconds > 3) process.stdout.write(`${outcome} ${seconds.toFixed(0)} s\n`);
  }
}

/** Runs a command at the repository's root in silence; when it fails, throws StepFailed with the end of what it printed. */
export async function run(command, args, { env = {}, ...options } = {}) {
  const { code, output } = await capture(command, args, { env: { ...process.env, ...env }, ...options });
  if (code === 0) return output;
  const tail = output.trim().split("\n").slice(-25).join("\n");
  throw new StepFailed(`\`${[command, ...args].join(" ")}\` ended with ${code}:\n${tail}`);
}

function capture(command, args, options) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd: root, stdio: ["ignore", "pipe", "pipe"], ...options });
    let output = "";
    const keep = (bytes) => {
      output = (output + bytes).slice(-64 * 1024);
    };
    child.stdout.on("data", keep);
    child.stderr.on("data", keep);
    child.on("error", (error) => resolve({ code: error.code ?? "ENOENT", output: error.message }));
    child.on("close", (code, signal) => resolve({ code: code ?? signal, output }));
  });
}
