import { inWords, TarRefusal } from "./tar-refusal";
import { unpacked } from "./unpack";

/** A file of a tar. Links, devices and paths that lead elsewhere never become one. */
export interface TarFile {
  path: string;
  bytes: Uint8Array;
}

export interface TarLimits {
  /** Of the whole, unpacked. */
  bytes: number;
  fileBytes: number;
  entries: number;
}

export const TAR_LIMITS: TarLimits = { bytes: 64 * 1024 * 1024, fileBytes: 1024 * 1024, entries: 5_000 };

const BLOCK = 512;
const MOST_HEADER_BYTES = 64 * 1024;
const DAMAGED = "This is not a tar archive, or it is damaged.";

/**
 * Reads a tar or tar.gz of modest size: the headers of ustar, GNU and pax. The same in a browser and on the server. What is not `wanted` is passed over,
 * whatever it is; what is must be a plain file of modest size, and no path may lead out. Throws TarRefusal.
 */
export async function readTar(bytes: Uint8Array, limits: TarLimits = TAR_LIMITS, wanted: (path: string) => boolean = () => true): Promise<TarFile[]> {
  const files: TarFile[] = [];
  for (const { path, type, body } of entriesOf(await unpacked(bytes, limits.bytes), limits)) {
    if (type === "5" || !wanted(path)) continue;
    if (!["0", "7"].includes(type)) throw new TarRefusal(`${path} in the archive is not a plain file.`);
    if (body.length > limits.fileBytes) throw new TarRefusal(`${path} in the archive is larger than ${inWords(limits.fileBytes)}.`);
    files.push({ path, bytes: body.slice() });
  }
  return files;
}

interface Entry {
  path: string;
  type: string;
  body: Uint8Array;
}

function* entriesOf(tar: Uint8Array, limits: TarLimits): Generator<Entry> {
  /** What an extended header says of the entry behind it. */
  let said: Said = {};
  let count = 0;
  for (let at = 0; at + BLOCK <= tar.length; ) {
    const header = tar.subarray(at, at + BLOCK);
    if (header.every((byte) => byte === 0)) return;
    requireSum(header);
    count += 1;
    if (count > limits.entries) throw new TarRefusal(`The archive has more than ${limits.entries} entries.`);
    const size = numberAt(header, 124, 12);
    const body = tar.subarray(at + BLOCK, at + BLOCK + size);
    if (body.length < size) throw new TarRefusal("The archive is damaged: it ends in the middle of a file.");
    const type = text(header, 156, 1) || "0";
    if ("xgLK".includes(type)) said = { ...said, ...saidBy(type, body) };
    else {
      if (said.size !== undefined && said.size !== String(size)) throw new TarRefusal(DAMAGED);
      yield { path: tidy(said.path ?? nameOf(header)), type: said.sparse ? "S" : type, body };
      said = {};
    }
    at += BLOCK + Math.ceil(size / BLOCK) * BLOCK;
  }
  // Cut off between two files: what came after would be missed by nobody.
  throw new TarRefusal(tar.length === 0 ? DAMAGED : "The archive is damaged: its end is missing.");
}

interface Said {
  path?: string;
  size?: string;
  sparse?: boolean;
}

function saidBy(type: string, body: Uint8Array): Said {
  if (body.length > MOST_HEADER_BYTES) throw new TarRefusal(DAMAGED);
  if (type === "L") return { path: text(body, 0, body.length) };
  if (type !== "x") return {};
  const records = recordsOf(body);
  return {
    ...(records.path !== undefined && { path: records.path }),
    ...(records.size !== undefined && { size: records.size }),
    ...(Object.keys(records).some((key) => key.startsWith("GNU.sparse.")) && { sparse: true }),
  };
}

/** `27 path=a name\n`: the number counts the whole line, so that a value may hold anything. */
function recordsOf(body: Uint8Array): Record<string, string | undefined> {
  const records: Record<string, string> = Object.create(null);
  for (let at = 0; at < body.length; ) {
    const space = body.indexOf(0x20, at);
    const digits = space === -1 ? "" : decode(body.subarray(at, space));
    const end = at + Number(digits);
    if (!/^[1-9]\d{0,5}$/.test(digits) || end > body.length || end <= space || body[end - 1] !== 0x0a) throw new TarRefusal(DAMAGED);
    const [key = "", ...value] = decode(body.subarray(space + 1, end - 1)).split("=");
    records[key] = value.join("=");
    at = end;
  }
  return records;
}

function requireSum(header: Uint8Array): void {
  const told = numberAt(header, 148, 8);
  const sum = header.reduce((total, byte, index) => total + (index >= 148 && index < 156 ? 32 : byte), 0);
  if (sum !== told) throw new TarRefusal(DAMAGED);
}

/** GNU writes times where POSIX has the beginning of a long path. */
function nameOf(header: Uint8Array): string {
  const prefix = text(header, 257, 6) === "ustar" && header[263] === 0x30 ? text(header, 345, 155) : "";
  return (prefix === "" ? "" : `${prefix}/`) + text(header, 0, 100);
}

/** Relative, without dots, and spelled as on every system. */
function tidy(path: string): string {
  const parts = path
    .replace(/^(?:\.\/+)+/, "")
    .replace(/\/+$/, "")
    .split("/");
  const only = parts.length === 1 && ["", "."].includes(parts[0] ?? "");
  const strange = path.startsWith("/") || /[\\\p{C}]/u.test(path) || /^[a-zA-Z]:/.test(path) || parts.some((part) => part === ".." || (part === "." && !only));
  if (strange) throw new TarRefusal("A path in the archive leads out of it, or is spelled in a way that not every system has.");
  return parts.join("/");
}

const decode = (bytes: Uint8Array): string => new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);

function text(bytes: Uint8Array, from: number, length: number): string {
  const field = bytes.subarray(from, from + length);
  const end = field.indexOf(0);
  return decode(end === -1 ? field : field.subarray(0, end));
}

/** Octal, as every size here is: the binary form is for files of 8 GiB and more. */
function numberAt(header: Uint8Array, from: number, length: number): number {
  const digits = text(header, from, length).trim();
  if (!/^[0-7]{1,12}$/.test(digits)) throw new TarRefusal(DAMAGED);
  return Number.parseInt(digits, 8);
}
