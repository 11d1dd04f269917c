import { bytesOfPath } from "./file-path";

const BLOCK = 512;
/** As many bytes as a name has in its header. */
const NAME = 100;

export interface TarHead {
  size: number;
  mode: number;
  uid?: number;
  gid?: number;
  /** Seconds; without it a fixed time, so that the same files are the same bytes. */
  at?: number;
}

/** What stands before the bytes of a file, or for a folder. A name that is too long comes as a file of its own before it, as GNU tar does. */
export function tarHead(name: string, head: TarHead, kind: "file" | "folder" = "file"): Uint8Array<ArrayBuffer> {
  const bytes = bytesOfPath(kind === "folder" ? `${name}/` : name);
  const own = header(bytes.subarray(0, NAME), head, kind === "file" ? "0" : "5");
  if (bytes.length < NAME) return own;
  const long = joined([bytes, Uint8Array.of(0)]);
  return joined([header(bytesOfPath("././@LongLink"), { size: long.length, mode: 0o644 }, "L"), long, tarBlanks(long.length), own]);
}

/** What fills the last block of a file. */
export const tarBlanks = (size: number): Uint8Array<ArrayBuffer> => new Uint8Array((BLOCK - (size % BLOCK)) % BLOCK);

export const tarEnd = (): Uint8Array<ArrayBuffer> => new Uint8Array(2 * BLOCK);

function header(name: Uint8Array, { size, mode, uid = 0, gid = 0, at = 0 }: TarHead, type: string): Uint8Array<ArrayBuffer> {
  const block = new Uint8Array(BLOCK);
  const write = (text: string, offset: number) => block.set(bytesOfPath(text), offset);
  block.set(name, 0);
  write(digits(mode, 8), 100);
  block.set(person(uid), 108);
  block.set(person(gid), 116);
  write(digits(size, 12), 124);
  write(digits(at, 12), 136);
  write("        ", 148);
  write(type, 156);
  write("ustar\0", 257);
  write("00", 263);
  const sum = block.reduce((total, byte) => total + byte, 0);
  write(`${sum.toString(8).padStart(6, "0")}\0 `, 148);
  return block;
}

const digits = (value: number, width: number): string => `${value.toString(8).padStart(width - 1, "0")}\0`;

/** Beyond seven octal digits in binary, as GNU tar does. */
function person(id: number): Uint8Array {
  if (id <= 0o7777777) return bytesOfPath(digits(id, 8));
  const bytes = new Uint8Array(8);
  bytes[0] = 0x80;
  new DataView(bytes.buffer).setUint32(4, id);
  return bytes;
}

function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
