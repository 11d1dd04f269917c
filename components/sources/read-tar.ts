import type { NamedText } from "./sort-files";

export const MOST_TAR_BYTES = 2 * 1024 * 1024;
const MOST_UNPACKED = 16 * 1024 * 1024;
const MOST_ENTRIES = 1000;
const BLOCK = 512;

/** What a tar may be refused for; a sentence for people. */
export class TarProblem extends Error {}

export const isGzip = (bytes: Uint8Array): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b;

/** Unpacks in memory and stops at the limit: a small archive can hold a very large file. */
export async function gunzip(bytes: Uint8Array): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let size = 0;
  const stream = new Blob([bytes as BlobPart]).stream().pipeThrough(new DecompressionStream("gzip"));
  const reader = stream.getReader();
  try {
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      size += part.value.length;
      if (size > MOST_UNPACKED) throw new TarProblem("The archive holds more than 16 MiB. Pack only the compose files.");
      parts.push(part.value);
    }
  } catch (error) {
    if (error instanceof TarProblem) throw error;
    throw new TarProblem("The archive is damaged: it could not be unpacked.");
  } finally {
    await reader.cancel().catch(() => {});
  }
  const whole = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** The small text files of a tar (ustar, GNU and pax names). Nothing is written anywhere; names are only names. */
export function readTar(bytes: Uint8Array, wanted: (name: string) => boolean, mostBytes: number): NamedText[] {
  const files: NamedText[] = [];
  let longName: string | null = null;
  let at = 0;
  for (let entries = 0; at + BLOCK <= bytes.length; entries += 1) {
    const header = bytes.subarray(at, at + BLOCK);
    if (header.every((byte) => byte === 0)) return files;
    if (!checksumFits(header)) throw new TarProblem("This is not a tar archive, or it is damaged.");
    if (entries >= MOST_ENTRIES) throw new TarProblem(`The archive has more than ${MOST_ENTRIES} entries. Pack only the compose files.`);
    const size = numberAt(header, 124, 12);
    const body = bytes.subarray(at + BLOCK, at + BLOCK + size);
    if (body.length < size) throw new TarProblem("The archive ends too early: it is damaged.");
    const type = String.fromCharCode(header[156] ?? 0);
    if (type === "L") longName = textOf(body).replace(/\0.*$/s, "");
    else if (type === "x") longName = /(?:^|\n)\d+ path=([^\n]*)\n/.exec(textOf(body))?.[1] ?? longName;
    else {
      const name = (longName ?? nameOf(header)).replace(/^(?:\.\/)+/, "");
      if ((type === "0" || type === "\0") && size <= mostBytes && wanted(name)) files.push({ name, text: textOf(body) });
      longName = null;
    }
    at += BLOCK + Math.ceil(size / BLOCK) * BLOCK;
  }
  throw new TarProblem(at === 0 ? "This is not a tar archive." : "The archive ends too early: it is damaged.");
}

const textOf = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
const fieldAt = (header: Uint8Array, from: number, length: number): string => textOf(header.subarray(from, from + length)).replace(/\0.*$/s, "");
const numberAt = (header: Uint8Array, from: number, length: number): number => Number.parseInt(fieldAt(header, from, length).trim() || "0", 8) || 0;

function nameOf(header: Uint8Array): string {
  const prefix = fieldAt(header, 257, 5) === "ustar" ? fieldAt(header, 345, 155) : "";
  return prefix === "" ? fieldAt(header, 0, 100) : `${prefix}/${fieldAt(header, 0, 100)}`;
}

/** The sum of all bytes, its own field counted as spaces. */
function checksumFits(header: Uint8Array): boolean {
  const sum = header.reduce((total, byte, index) => total + (index >= 148 && index < 156 ? 32 : byte), 0);
  return sum === numberAt(header, 148, 8);
}
