import { closeSync, existsSync, openSync, readSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { type CheckedFile, checkFile, unreadableFile } from "@/lib/compose/check-file";
import { readWorld, unreadKeys, type World } from "@/lib/compose/world";

const USAGE = "Usage: npm run --silent compose:check -- [--context world.json] FILE [--with FILE]...";
const HELP = `${USAGE}
Prints one JSON line for each FILE. --with names a file that belongs to the FILE before it and gets no line of its own: its issues stand in that line, with its
name as "file". A rancher-compose.yml is read beside docker-compose.yml, any other file is laid over it, in the order they are named. A rancher-compose.yml
that is a FILE itself is read with the docker-compose.yml of its folder and has a line of its own, as has that one.`;
/** Far more than any policy reads. */
const MOST_BYTES = 4 * 1024 * 1024;

/** The command line was not understood: told in one line, exit code 2. */
class Misuse extends Error {}

/** One JSON line for each file; the exit code is 1 when any is refused. */
export function main(words: string[], say: (line: string) => void, complain: (line: string) => void): number {
  try {
    const { context, files } = readWords(words);
    const world = worldOf(context, complain);
    let refused = 0;
    for (const named of files) {
      const answer = named.others.length > 0 ? check(named, world) : checkAsPair(named.file, files, world);
      say(JSON.stringify(answer));
      if (!answer.accepted) refused += 1;
    }
    return refused === 0 ? 0 : 1;
  } catch (error) {
    complain(error instanceof Misuse ? error.message : `Something is wrong with the check itself: ${oneLine(error)}.`);
    return 2;
  }
}

interface Named {
  file: string;
  /** Of `--with`. */
  others: string[];
}

function readWords(words: string[]): { context: string | null; files: Named[] } {
  let context: string | null = null;
  const files: Named[] = [];
  const belongs = (other: string | undefined): void => {
    const last = files.at(-1);
    if (other === undefined || !last) throw new Misuse(`--with needs a file, and stands behind the one that it belongs to. ${USAGE}`);
    last.others.push(other);
  };
  const about = (file: string): void => {
    if (context !== null) throw new Misuse(`--context is there twice, and files are judged in one. ${USAGE}`);
    context = file;
  };
  const rest = [...words];
  let plain = false;
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    if (plain || !word.startsWith("-") || word === "-") files.push({ file: word, others: [] });
    else if (word === "--") plain = true;
    else if (word === "--help" || word === "-h") throw new Misuse(HELP);
    else if (word === "--with") belongs(rest.shift());
    else if (word.startsWith("--with=")) belongs(word.slice("--with=".length));
    else if (word === "--context") {
      const file = rest.shift();
      if (file === undefined) throw new Misuse(`--context needs a file. ${USAGE}`);
      about(file);
    } else if (word.startsWith("--context=")) about(word.slice("--context=".length));
    else throw new Misuse(`${word} is not an option here. ${USAGE}`);
  }
  if (files.length === 0) throw new Misuse(USAGE);
  if (files.some(({ others }) => others.some(isRancher) && others.length > 1))
    throw new Misuse("One file takes a rancher-compose.yml or further compose files, not both. Merge the compose files first.");
  return { context, files };
}

function worldOf(context: string | null, complain: (line: string) => void): World {
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
  const odd = unreadKeys(value);
  if (odd.length > 0) complain(`${context}: ${oneLineOf(odd.join(", "))} ${odd.length === 1 ? "is" : "are"} not read. Is it a slip of the pen?`);
  return world;
}

const oneLineOf = (text: string): string => text.replaceAll(/[\s\p{C}]+/gu, " ").slice(0, 200);

const oneLine = (error: unknown): string => oneLineOf(error instanceof Error ? error.message : "unknown");

const isRancher = (file: string): boolean => /^rancher-compose/i.test(basename(file));

function check({ file, others }: Named, world: World): CheckedFile {
  const text = textOf(file);
  if (typeof text !== "string") return unreadableFile(file, text.trouble);
  const read: { name: string; text: string }[] = [];
  for (const name of others) {
    const other = textOf(name);
    if (typeof other !== "string") return unreadableFile(file, `${name}: ${other.trouble}`);
    read.push({ name, text: other });
  }
  const rancher = read.find(({ name }) => isRancher(name)) ?? null;
  return checkFile(file, text, world, { rancher, over: rancher ? [] : read });
}

/** A pair that was named file by file, as a shell's `*` does, is one stack: both lines say the same, each seen from its own file. */
function checkAsPair(file: string, files: Named[], world: World): CheckedFile {
  const named = files.filter(({ others }) => others.length === 0).map((one) => one.file);
  const [docker, rancher] = isRancher(file)
    ? [dockerBeside(file, named), file]
    : [file, named.find((one) => isRancher(one) && dockerBeside(one, named) === file)];
  if (docker === undefined || rancher === undefined) return check({ file, others: [] }, world);
  const both = check({ file: docker, others: [rancher] }, world);
  if (file === docker) return both;
  return { ...both, file, issues: both.issues.map(({ file: other, ...issue }) => (other === undefined ? { ...issue, file: docker } : issue)) };
}

/** The docker-compose.yml that belongs to a rancher-compose.yml, by name and folder. */
function dockerBeside(rancher: string, named: string[]): string | undefined {
  const folder = dirname(rancher);
  const name = basename(rancher).replace(/^rancher/i, "docker");
  const isIt = (file: string) => resolve(dirname(file)) === resolve(folder) && sameName(basename(file), name);
  const beside = ["yml", "yaml"].map((end) => join(folder, name.replace(/ya?ml$/i, end)));
  return named.find(isIt) ?? beside.find((file) => existsSync(file));
}

const sameName = (one: string, other: string): boolean => one.replace(/\.ya?ml$/i, "") === other.replace(/\.ya?ml$/i, "");

const REASONS: Record<string, string> = {
  ENOENT: "There is no such file.",
  EACCES: "You may not read this file.",
  EISDIR: "This is a directory; name a file.",
  ELOOP: "A chain of links leads nowhere.",
  ENAMETOOLONG: "There is no such file.",
};

function textOf(file: string): string | { trouble: string } {
  try {
    const bytes = bytesOf(file);
    return bytes.length > MOST_BYTES ? { trouble: `The file has more than ${MOST_BYTES / 1024 ** 2} MiB, which is far more than is read.` } : decode(bytes);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? "";
    return { trouble: REASONS[code] ?? `This file cannot be read (${code || "unknown"}).` };
  }
}

/** A pipe and a device have no size: no more is taken than shows that there is too much. */
function bytesOf(file: string): Buffer {
  const from = file === "-" ? 0 : openSync(file, "r");
  try {
    const pieces: Buffer[] = [];
    for (let length = 0; length <= MOST_BYTES; ) {
      const piece = Buffer.allocUnsafe(64 * 1024);
      const count = readSync(from, piece);
      if (count === 0) break;
      length += count;
      pieces.push(piece.subarray(0, count));
    }
    return Buffer.concat(pieces);
  } finally {
    if (from !== 0) closeSync(from);
  }
}

function decode(bytes: Buffer): string | { trouble: string } {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return { trouble: "This is not a text in UTF-8." };
  }
}
