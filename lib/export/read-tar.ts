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

/** Why a tar was not taken. */
export class TarRefusal extends Error {}

const BLOCK = 512;
/** Extended headers: of the tools that pack, not files. A long name in one is of no use here, for ours are short. */
const HEADERS = new Set(["x", "g", "L", "K"]);

/** Reads a tar or tar.gz of modest size. The same in a browser and on the server; throws TarRefusal for anything that is not plainly files and folders. */
export async function readTar(bytes: Uint8Array, limits: TarLimits = TAR_LIMITS): Promise<TarFile[]> {
  const tar = await unpacked(bytes, limits.bytes);
  const files: TarFile[] = [];
  let entries = 0;
  for (let at = 0; at + BLOCK <= tar.length; ) {
    const header = tar.subarray(at, at + BLOCK);
    if (header.every((byte) => byte === 0)) break;
    requireSum(header);
    entries += 1;
    if (entries > limits.entries) throw new TarRefusal(`It has more than ${limits.entries} entries.`);
    const size = numberAt(header, 124, 12);
    const type = text(header, 156, 1) || "0";
    const end = at + BLOCK + size;
    if (end > tar.length) throw new TarRefusal("It ends in the middle of a file.");
    if (!HEADERS.has(type)) {
      const path = pathOf(header);
      if (type === "0" || type === "7") {
        if (size > limits.fileBytes) throw new TarRefusal(`${path} is larger than ${limits.fileBytes} bytes.`);
        files.push({ path, bytes: tar.slice(at + BLOCK, end) });
      } else if (type !== "5") throw new TarRefusal(`${path} is not a plain file.`);
    }
    at += BLOCK + Math.ceil(size / BLOCK) * BLOCK;
  }
  return files;
}

async function unpacked(bytes: Uint8Array, limit: number): Promise<Uint8Array> {
  if (bytes.length > limit) throw new TarRefusal(`It is larger than ${limit} bytes.`);
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  const source = new Blob([bytes as Uint8Array<ArrayBuffer>]).stream().pipeThrough(new DecompressionStream("gzip"));
  const reader = source.getReader();
  const pieces: Uint8Array[] = [];
  let length = 0;
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) {
      length += next.value.length;
      // A small file may unpack to more than there is memory.
      if (length > limit) throw new TarRefusal(`It unpacks to more than ${limit} bytes.`);
      pieces.push(next.value);
    }
  } catch (error) {
    await reader.cancel().catch(() => undefined);
    throw error instanceof TarRefusal ? error : new TarRefusal("It is damaged: it cannot be unpacked.");
  }
  const whole = new Uint8Array(length);
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}

function requireSum(header: Uint8Array): void {
  const told = numberAt(header, 148, 8);
  const sum = header.reduce((total, byte, index) => total + (index >= 148 && index < 156 ? 32 : byte), 0);
  if (sum !== told) throw new TarRefusal("It is not a tar archive, or a damaged one.");
}

/** Relative, without dots, and spelled as on every system. */
function pathOf(header: Uint8Array): string {
  const prefix = text(header, 257, 5) === "ustar" ? text(header, 345, 155) : "";
  const path = (prefix === "" ? "" : `${prefix}/`) + text(header, 0, 100);
  const parts = path
    .replace(/^(?:\.\/)+/, "")
    .replace(/\/$/, "")
    .split("/");
  const strange = path.startsWith("/") || /[\\\p{C}]/u.test(path) || /^[a-zA-Z]:/.test(path) || parts.some((part) => part === ".." || part === ".");
  if (strange) throw new TarRefusal("A path in it leads out of it.");
  return parts.join("/");
}

function text(header: Uint8Array, from: number, length: number): string {
  const field = header.subarray(from, from + length);
  const end = field.indexOf(0);
  return new TextDecoder().decode(end === -1 ? field : field.subarray(0, end));
}

/** Octal, as every size here is: the binary form is for files of 8 GiB and more. */
function numberAt(header: Uint8Array, from: number, length: number): number {
  const digits = text(header, from, length).trim();
  if (!/^[0-7]{1,12}$/.test(digits)) throw new TarRefusal("It is not a tar archive, or a damaged one.");
  return Number.parseInt(digits, 8);
}
