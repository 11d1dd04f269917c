import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/** Static programs of Debian, and the package that brings each. */
const DEBIAN = { busybox: { path: "/bin/busybox", package: "busybox-static" }, bash: { path: "/usr/bin/bash-static", package: "bash-static" } };

/** Compiles the demo program into `folder`. Throws with what to install when there is no compiler. */
export async function compileDemo(source: string, folder: string): Promise<string> {
  const binary = join(folder, "demo");
  try {
    await run("gcc", ["-static", "-O2", "-s", "-Wall", "-Wextra", "-o", binary, source]);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    throw new Error("The test images need a C compiler: apt-get install gcc libc6-dev", { cause: error });
  }
  return binary;
}

/** Path of a static program of Debian, installed when it is missing and this process may; null when it cannot be had. */
export async function debianProgram(name: keyof typeof DEBIAN): Promise<string | null> {
  const program = DEBIAN[name];
  if (!(await isStatic(program.path))) await run("apt-get", ["install", "-y", "--no-install-recommends", program.package]).catch(() => undefined);
  return (await isStatic(program.path)) ? program.path : null;
}

/** A program that needs libraries would not start in an image that holds nothing else. */
async function isStatic(path: string): Promise<boolean> {
  if (!existsSync(path)) return false;
  const needs = await run("ldd", [path]).then(
    ({ stdout }) => stdout,
    (error: { stdout?: string; stderr?: string }) => `${error.stdout ?? ""}${error.stderr ?? ""}`,
  );
  return /not a dynamic executable|statically linked/.test(needs);
}

/** Names that busybox answers to. */
export async function appletNames(busybox: string): Promise<string[]> {
  return (await run(busybox, ["--list"])).stdout.split("\n").filter((name) => name !== "" && name !== "busybox");
}
