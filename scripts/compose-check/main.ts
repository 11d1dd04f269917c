import { readFileSync, statSync } from "node:fs";
import { type CheckedFile, checkFile, unreadableFile } from "@/lib/compose/check-file";
import { readWorld, type World } from "@/lib/compose/world";

const USAGE = "Usage: npm run --silent compose:check -- [--context world.json] FILE...";
/** Far more than any policy reads; a file beyond it is not even opened. */
const MOST_BYTES = 4 * 1024 * 1024;

/** The command line was not understood: told in one line, exit code 2. */
class Misuse extends Error {}

/** One JSON line for each file; the exit code is 1 when any is refused. */
export function main(words: string[], say: (line: string) => void, complain: (line: string) => void): number {
  try {
    const { context, files } = readWords(words);
    const world = worldOf(context);
    const answers = files.map((file) => check(file, world));
    for (const answer of answers) say(JSON.stringify(answer));
    return answers.every(({ accepted }) => accepted) ? 0 : 1;
  } catch (error) {
    complain(error instanceof Misuse ? error.message : `Something is wrong with the check itself: ${oneLine(error)}.`);
    return 2;
  }
}

function readWords(words: string[]): { context: string | null; files: string[] } {
  let context: string | null = null;
  const files: string[] = [];
  const rest = [...words];
  let plain = false;
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    if (plain || !word.startsWith("-") || word === "-") files.push(word);
    else if (word === "--") plain = true;
    else if (word === "--help" || word === "-h") throw new Misuse(USAGE);
    else if (word === "--context") {
      const file = rest.shift();
      if (file === undefined) throw new Misuse(`--context needs a file. ${USAGE}`);
      context = file;
    } else if (word.startsWith("--context=")) context = word.slice("--context=".length);
    else throw new Misuse(`${word} is not an option here. ${USAGE}`);
  }
  if (files.length === 0) throw new Misuse(USAGE);
  return { context, files };
}

function worldOf(context: string | null): World {
  let value: unknown = {};
  if (context !== null) {
    const text = textOf(context);
    if (typeof text !== "string") throw new Misuse(`${context}: ${text.trouble}`);
    try {
      value = JSON.parse(text);
    } catch (error) {
      throw new Misuse(`${context}: this is not JSON (${oneLine(error)}).`);
    }
  }
  const world = readWorld(value);
  if (typeof world === "string") throw new Misuse(`${context}: ${world}`);
  return world;
}

const oneLine = (error: unknown): string => (error instanceof Error ? error.message : "unknown").replaceAll(/\s+/g, " ").slice(0, 200);

function check(file: string, world: World): CheckedFile {
  const text = textOf(file);
  return typeof text === "string" ? checkFile(file, text, world) : unreadableFile(file, text.trouble);
}

const REASONS: Record<string, string> = {
  ENOENT: "There is no such file.",
  EACCES: "You may not read this file.",
  EISDIR: "This is a directory; name a file.",
  ELOOP: "A chain of links leads nowhere.",
  ENAMETOOLONG: "There is no such file.",
};

function textOf(file: string): string | { trouble: string } {
  try {
    if (file === "-") return decode(readFileSync(0));
    const { size } = statSync(file);
    if (size > MOST_BYTES) return { trouble: `The file has ${Math.ceil(size / 1024)} KiB, which is far more than is read.` };
    return decode(readFileSync(file));
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? "";
    return { trouble: REASONS[code] ?? `This file cannot be read (${code || "unknown"}).` };
  }
}

function decode(bytes: Buffer): string | { trouble: string } {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return { trouble: "This is not a text in UTF-8." };
  }
}
