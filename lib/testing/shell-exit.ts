import { execFile } from "node:child_process";
import { mkdtempSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** The exit code of a script run by a plain shell that finds only these programs. */
export function exitOf(script: string, programs: string[] = []): Promise<number> {
  const path = mkdtempSync(join(tmpdir(), "spindle-path-"));
  for (const program of programs) symlinkSync(`/usr/bin/${program}`, join(path, program));
  return new Promise((resolve) => {
    execFile("/bin/sh", ["-c", script], { env: { PATH: path, NODE_ENV: "test" }, timeout: 10_000 }, (error) => resolve(error ? Number(error.code ?? 1) : 0));
  });
}
