import type { LogChunk } from "@/lib/engine/port";
import type { LogCursor, LogStream } from "./protocol";

/** Engine chunks are whole lines `<RFC 3339 with nanoseconds> <text>\n`; these functions read the moments without making a string of the text. */

const NEWLINE = 10;
const SPACE = 32;

/** Moments compare as strings once the fraction has nine digits; engines leave trailing zeros out. */
function canonical(moment: string): string {
  if (moment.length === 30) return moment;
  const [whole = "", fraction = ""] = moment.replace("Z", "").split(".");
  return `${whole}.${fraction.padEnd(9, "0")}Z`;
}

export const momentOf = (ms: number): string => canonical(new Date(ms).toISOString());

/** Moment of the line that begins at `from`. */
export function momentAt(bytes: Buffer, from: number): string {
  const space = bytes.indexOf(SPACE, from);
  return canonical(bytes.toString("latin1", from, space < 0 ? bytes.length : Math.min(space, from + 40)));
}

/** One nanosecond earlier, because engines differ on whether `since` includes its own moment. */
export function justBefore(moment: string): string {
  const exact = canonical(moment);
  const nanos = BigInt(exact.slice(20, 29));
  if (nanos > 0n) return `${exact.slice(0, 20)}${String(nanos - 1n).padStart(9, "0")}Z`;
  return `${new Date(Date.parse(`${exact.slice(0, 19)}Z`) - 1000).toISOString().slice(0, 19)}.999999999Z`;
}

interface Mark {
  at: string;
  lines: number;
}

/** Where the streams of one container have been read to; says what of a chunk is new. */
export class LogPosition {
  readonly #read = new Map<LogStream, Mark>();
  /** Marks a reopened stream has yet to pass. */
  readonly #behind = new Map<LogStream, Mark>();

  constructor(cursors: LogCursor[] = []) {
    for (const cursor of cursors) this.#read.set(cursor.stream, { at: canonical(cursor.at), lines: cursor.lines });
    this.rewind();
  }

  /** From where the engine must be read again to miss nothing; null when nothing was read yet. */
  get since(): string | null {
    const moments = [...this.#read.values()].map((mark) => mark.at).sort();
    return moments[0] === undefined ? null : justBefore(moments[0]);
  }

  /** The stream is opened anew at `since`: what was read before comes once more and is dropped. */
  rewind(): void {
    for (const [stream, mark] of this.#read) this.#behind.set(stream, { ...mark });
  }

  /** The part of the chunk that was not read before, or null when there is none. */
  fresh(chunk: LogChunk): LogChunk | null {
    const behind = this.#behind.get(chunk.stream);
    const rest = behind === undefined ? chunk : this.#past(chunk, behind);
    if (rest !== null) this.#advance(rest);
    return rest;
  }

  #past(chunk: LogChunk, behind: Mark): LogChunk | null {
    let from = 0;
    let dropped = 0;
    while (from < chunk.bytes.length) {
      const at = momentAt(chunk.bytes, from);
      if (at > behind.at || (at === behind.at && behind.lines === 0)) {
        this.#behind.delete(chunk.stream);
        return { stream: chunk.stream, bytes: chunk.bytes.subarray(from), lines: chunk.lines - dropped };
      }
      if (at === behind.at) behind.lines -= 1;
      const end = chunk.bytes.indexOf(NEWLINE, from);
      from = end < 0 ? chunk.bytes.length : end + 1;
      dropped += 1;
    }
    return null;
  }

  #advance(chunk: LogChunk): void {
    const { bytes } = chunk;
    let end = bytes.length - 1;
    let from = bytes.lastIndexOf(NEWLINE, end - 1) + 1;
    const at = momentAt(bytes, from);
    let lines = 1;
    while (from > 0) {
      end = from - 1;
      from = end === 0 ? 0 : bytes.lastIndexOf(NEWLINE, end - 1) + 1;
      if (momentAt(bytes, from) !== at) break;
      lines += 1;
    }
    const before = this.#read.get(chunk.stream);
    const carried = lines === chunk.lines && before?.at === at ? before.lines : 0;
    this.#read.set(chunk.stream, { at, lines: lines + carried });
  }
}
