import { isOfStack, stacksIn, textOf } from "@/lib/export/read-export";
import { readTar, type TarFile } from "@/lib/export/read-tar";
import { TarRefusal } from "@/lib/export/tar-refusal";
import { count, nameList } from "@/lib/format/names";
import { mergeFiles } from "./merge-files";
import { readEnv } from "./read-env";
import { isOfInterest, type NamedText, pickFromArchive, type SortedFiles, sortFiles } from "./sort-files";
import { refuse, type SourceResult, type TextResult } from "./source";
import { fromExport } from "./stacks-of-export";

const MOST_TEXT_BYTES = 256 * 1024;
const MOST_FILES = 4;
const MOST_TAR_BYTES = 4 * 1024 * 1024;
const LIMITS = { bytes: 32 * 1024 * 1024, fileBytes: 1024 * 1024, entries: 4_000 };
const TAR = /\.(?:tar|tgz|tar\.gz)$/i;

/** Files as a person chose or dropped them: a compose file, two that belong together, a `.env` beside them, or a tar with all of it. */
export async function readFiles(environment: string, files: readonly File[]): Promise<SourceResult> {
  const [first] = files;
  if (!first) return refuse("There was no file in what was dropped.");
  if (files.length > MOST_FILES) return refuse("These are too many files. Drop one or two compose files, or a tar.");
  if (/\.(?:zip|7z|rar)$/i.test(first.name)) return refuse("Of archives only tar and tar.gz are read. `tar -czf stack.tar.gz *.yml` packs the files.");
  try {
    if (files.length > 1 || !TAR.test(first.name)) return await toSource(environment, sortFiles(await Promise.all(files.map(readText))));
    const archive = await readTar(await bytesOf(first), LIMITS, (path) => isOfInterest(path) || isOfStack(path));
    return fromExport(stacksIn(archive)) ?? (await toSource(environment, sortArchive(archive)));
  } catch (error) {
    if (error instanceof TarRefusal) return refuse(error.message);
    throw error;
  }
}

async function readText(file: File): Promise<NamedText> {
  if (TAR.test(file.name)) throw new TarRefusal("Drop a tar alone: it brings its files along.");
  if (file.size > MOST_TEXT_BYTES) throw new TarRefusal(`\`${file.name}\` is larger than 256 KiB, which no compose file needs.`);
  const text = decoded(file.name, new Uint8Array(await file.arrayBuffer()));
  if (text.includes("\0")) throw new TarRefusal(`\`${file.name}\` is not a text.`);
  return { name: file.name, text };
}

/** Letters of another encoding would be lost without a word. */
function decoded(name: string, bytes: Uint8Array): string {
  const encoding = bytes[0] === 0xff && bytes[1] === 0xfe ? "utf-16le" : "utf-8";
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    throw new TarRefusal(`\`${name}\` is not ${bytes.includes(0) ? "a text" : "in UTF-8. Save it in that encoding, and open it again"}.`);
  }
}

async function bytesOf(file: File): Promise<Uint8Array> {
  if (file.size > MOST_TAR_BYTES) throw new TarRefusal("The archive is larger than 4 MiB. Pack only the compose files.");
  return new Uint8Array(await file.arrayBuffer());
}

const sortArchive = (archive: readonly TarFile[]): SortedFiles =>
  pickFromArchive(archive.filter(({ path }) => isOfInterest(path)).map((file) => ({ name: file.path, text: textOf(file) })));

async function toSource(environment: string, { compose, rancher, env, others }: SortedFiles): Promise<TextResult> {
  if (compose.length === 0) return refuse(nothingFound(rancher, env, others));
  if (compose.every(({ text }) => text.trim() === ""))
    return refuse(`${nameList(compose.map(({ name }) => name))} ${compose.length > 1 ? "are" : "is"} empty.`);
  const merged = await mergeFiles(environment, compose);
  if (!merged.ok) return refuse(merged.reason);
  const notes: string[] = [];
  if (merged.merged) notes.push(`${nameList(compose.map(({ name }) => name))} were merged into one file; comments and anchors are gone.`);
  if (others.length > 0) notes.push(`Left out: ${nameList(others.slice(0, 5))}${others.length > 5 ? ` and ${others.length - 5} more` : ""}.`);
  const read = env ? readEnv(env.text) : { variables: {}, skipped: 0 };
  if (env)
    notes.push(
      `${count(Object.keys(read.variables).length, "variable")} came from \`${env.name}\`${read.skipped > 0 ? `; ${count(read.skipped, "line")} of it not understood` : ""}.`,
    );
  return { ok: true, source: { text: merged.text, ...(rancher && { rancherText: rancher.text }), name: "", variables: read.variables, notes } };
}

function nothingFound(rancher: NamedText | null, env: NamedText | null, others: readonly string[]): string {
  if (rancher) return `\`${rancher.name}\` needs the compose file that belongs to it. Drop both together.`;
  if (env) return `\`${env.name}\` holds variables only. Drop it together with a compose file, or paste it under Variables.`;
  return others.length > 0 ? `There is no compose file among ${nameList(others.slice(0, 5))}.` : "There is no compose file in it.";
}
