import { pathOfBytes } from "@/lib/core/file-path";
import { type FileEntry, type FileKind, type FileListing, MOST_LISTED } from "@/lib/core/files";

const KINDS: Record<string, FileKind> = { f: "file", d: "directory", l: "link", o: "other" };
const UNKNOWN = { opens: false, size: null, modifiedAt: null, mode: null, uid: null, gid: null };

/**
 * What lib/engine/file-scripts.ts says of a directory. Read as Latin-1, one sign a byte, so that a name may hold any byte; a name ends at its slash.
 * A last line that was cut off says nothing.
 */
export function parseListing(said: Buffer): Omit<FileListing, "path"> {
  const text = said.toString("latin1");
  const flags = /^H([a-z]*)\n/.exec(text)?.[1] ?? "";
  const entries = new Map<string, FileEntry>();
  const opening = new Set<string>();
  const line = /(?:L|K([fdlo])|([0-9a-f]+) (\d+) (-?\d+) (\d+) (\d+)) \.\/([^/]*)\/\n/y;
  line.lastIndex = text.indexOf("\n") + 1;
  for (let match = line.exec(text); match !== null; match = line.exec(text)) {
    const [, kind, mode, size, seconds, uid, gid, letters = ""] = match;
    const name = pathOfBytes(Buffer.from(letters, "latin1"));
    if (mode !== undefined) entries.set(name, { name, opens: false, ...stated(mode, Number(size), Number(seconds), Number(uid), Number(gid)) });
    else if (kind !== undefined) entries.set(name, { ...UNKNOWN, name, kind: KINDS[kind] ?? "other" });
    else opening.add(name);
  }
  const all = [...entries.values()].map((entry) => (entry.kind === "link" && opening.has(entry.name) ? { ...entry, opens: true } : entry));
  return { entries: all.sort(inOrder).slice(0, MOST_LISTED), truncated: all.length > MOST_LISTED, writable: flags.includes("w"), hasTar: flags.includes("t") };
}

function stated(mode: string, size: number, seconds: number, uid: number, gid: number) {
  const bits = Number.parseInt(mode, 16);
  return { kind: kindOf(bits & 0o170000), size, modifiedAt: seconds * 1000, mode: bits & 0o7777, uid, gid };
}

function kindOf(type: number): FileKind {
  if (type === 0o100000) return "file";
  if (type === 0o040000) return "directory";
  return type === 0o120000 ? "link" : "other";
}

const isFolder = ({ kind, opens }: FileEntry): boolean => kind === "directory" || opens;

/** Folders first, then by name. */
const inOrder = (one: FileEntry, other: FileEntry): number =>
  Number(isFolder(other)) - Number(isFolder(one)) || one.name.localeCompare(other.name, "en", { numeric: true });
