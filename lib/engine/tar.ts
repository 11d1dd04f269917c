/** A file to be put into a container. */
export interface TarFile {
  /** Absolute path inside the container. */
  path: string;
  content: Buffer;
  uid: number;
  gid: number;
  mode: number;
}

const BLOCK = 512;

/** A plain, uncompressed tar of the files, as the engine unpacks it at `/`. Directories that are missing are made by the engine. */
export function tarOf(files: TarFile[]): Buffer {
  const parts = files.flatMap((file) => [...longName(file), header(nameOf(file), { ...file, size: file.content.length }, "0"), padded(file.content)]);
  return Buffer.concat([...parts, tarEnd()]);
}

/** Before the bytes of one file that comes as a stream. `name` is plain ASCII of at most 100 signs, chosen by Spindle. */
export const fileHeader = (name: string, size: number, modifiedAt: number): Buffer =>
  header(name, { size, uid: 0, gid: 0, mode: 0o644, at: Math.max(0, Math.floor(modifiedAt / 1000)) }, "0");

/** What fills the last block of a file. */
export const blanksAfter = (size: number): Buffer => Buffer.alloc((BLOCK - (size % BLOCK)) % BLOCK);

export const tarEnd = (): Buffer => Buffer.alloc(2 * BLOCK);

const nameOf = ({ path }: TarFile): string => path.replace(/^\/+/, "");

/** Beyond 100 bytes the name comes as a file of its own before the file. */
function longName(file: TarFile): Buffer[] {
  const name = Buffer.from(`${nameOf(file)}\0`);
  if (name.length <= 100) return [];
  return [header("././@LongLink", { size: name.length, uid: 0, gid: 0, mode: 0o644 }, "L"), padded(name)];
}

function padded(content: Buffer): Buffer {
  return Buffer.concat([content, blanksAfter(content.length)]);
}

interface Head {
  size: number;
  uid: number;
  gid: number;
  mode: number;
  /** Seconds; without it a fixed time, so that the same files are the same bytes. */
  at?: number;
}

function header(name: string, { size, uid, gid, mode, at = 0 }: Head, type: string): Buffer {
  const block = Buffer.alloc(BLOCK);
  block.write(name, 0, 100, "utf8");
  block.write(digits(mode, 8), 100, "ascii");
  number(block, uid, 108);
  number(block, gid, 116);
  block.write(digits(size, 12), 124, "ascii");
  block.write(digits(at, 12), 136, "ascii");
  block.write("        ", 148, "ascii");
  block.write(type, 156, "ascii");
  block.write("ustar\0", 257, "ascii");
  block.write("00", 263, "ascii");
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148, "ascii");
  return block;
}

const digits = (value: number, width: number): string => `${value.toString(8).padStart(width - 1, "0")}\0`;

/** Numbers of people beyond seven octal digits are written in binary, as GNU tar does. */
function number(block: Buffer, value: number, at: number): void {
  if (value <= 0o7777777) {
    block.write(digits(value, 8), at, "ascii");
    return;
  }
  block.writeUInt8(0x80, at);
  block.writeUIntBE(value, at + 2, 6);
}
