import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { verdictSentence } from "@/lib/format/audit-sentences";
import { verifyAudit } from "@/lib/registry/verify-audit";

const USAGE = `npm run audit:verify -- [--data FOLDER | --database FILE] [--expect NUMBER HASH]

Checks every row of the audit log. Reads only; the server may run or not. Exit code 0: whole; 1: not; 2: could not be checked.
Note the last number and hash somewhere else: --expect then shows whether anything was cut off at the end since.`;

class UsageError extends Error {}

/** The exit code. */
export async function main(args: string[], say: (line: string) => void, complain: (line: string) => void): Promise<number> {
  try {
    const { file, kept } = read(args);
    if (!existsSync(file)) throw new UsageError(`There is no database at ${file}.`);
    const verdict = await verifyAudit(file, { kept });
    (verdict.sound ? say : complain)(verdictSentence(verdict));
    if (verdict.rows > 0) say(`Last sound row: ${verdict.end.number} ${verdict.end.hash}`);
    return verdict.sound ? 0 : 1;
  } catch (error) {
    complain(error instanceof Error ? error.message : String(error));
    if (error instanceof UsageError) complain(`\n${USAGE}`);
    return 2;
  }
}

function read(args: string[]): { file: string; kept: { number: number; hash: string } | null } {
  let file = join(resolve(process.env.SPINDLE_DATA ?? "data"), "spindle.db");
  let kept: { number: number; hash: string } | null = null;
  const rest = [...args];
  // npm starts scripts in the folder of the package; files are named from where the person stands.
  const named = (path: string) => resolve(process.env.INIT_CWD ?? ".", path);
  for (let option = rest.shift(); option !== undefined; option = rest.shift()) {
    const value = rest.shift();
    if (option === "--data" && value) file = join(named(value), "spindle.db");
    else if (option === "--database" && value) file = named(value);
    else if (option === "--expect" && /^\d+$/.test(value ?? "") && /^[0-9a-f]{64}$/.test(rest[0] ?? ""))
      kept = { number: Number(value), hash: rest.shift() ?? "" };
    else throw new UsageError(`"${[option, value].filter(Boolean).join(" ")}" is not understood.`);
  }
  return { file, kept };
}
