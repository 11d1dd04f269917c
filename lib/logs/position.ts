import { type LogCursor, type LogStream, STREAMS } from "@/lib/core/log-cursor";
import { canonical } from "@/lib/core/log-time";
import type { LogChunk } from "@/lib/engine/port";

/** Engine chunks are whole lines `<RFC 3339 with nanoseconds> <text>\n`; these functions read the moments without making a string of the text. */

const NEWLINE = 10;
const SPACE = 32;

export const momentOf = (ms: number): string => canonical(new Date(ms).toISOString());

/** Moment of the line that begins at `from`. */
export function momentAt(bytes: Buffer, from: number): string {
  const space = bytes.indexOf(SPACE, from);
  return canonical(bytes.toString("latin1", from, space < 0 ? bytes.length : Math.min(space, from + 40)));
}

/** Moment of the last of some lines. */
export const lastMoment = (bytes: Buffer): string => momentAt(bytes, lastLine(bytes));

/** Moments are texts, so Math.min has no say. */
export function earlierOf(one: string, other: string): string {
  if (one < other) return one;
  return other;
}

/** One nanosecond earlier, because engines differ on whether `since` includes its own moment. */
export function justBefore(moment: string): string {
  const exact = canonical(moment);
  const nanos = BigInt(exact.slice(20, 29));
  if (nanos > 0n) return `${exact.slice(0, 20)}${String(nanos - 1n).padStart(9, "0")}Z`;
  return `${aSecondBefore(exact).slice(0, 19)}.999999999Z`;
}

/** The first line of a stream that was silent so far can be a moment older than the last of the other, and come behind it. */
export const aSecondBefore = (exact: string): string => `${new Date(Date.parse(`${exact.slice(0, 19)}Z`) - 1000).toISOString().slice(0, 19)}${exact.slice(19)}`;

/** How far a stream was read: its last moment, and how many lines of that very moment. */
export interface Mark {
  at: string;
  lines: number;
}

/** The mark after lines that are all new. */
export function markAfter(before: Mark | undefined, { bytes, lines: all }: Pick<LogChunk, "bytes" | "lines">): Mark {
  let from = lastLine(bytes);
  const at = momentAt(bytes, from);
  let lines = 1;
  while (from > 0) {
    from = lastLine(bytes.subarray(0, from));
    if (momentAt(bytes, from) !== at) break;
    lines += 1;
  }
  return { at, lines: lines + (lines === all && before?.at === at ? before.lines : 0) };
}

/** How far ahead of our own clock an engine's may be. */
const SKEW_MS = 5_000;

/**
 * Where the streams of one container have been read to; says what of a chunk is new. Lines come a second time when a log is reopened, and when
 * the engine turns its log file over under a reader (20.10 then begins the old file again, or sends its last line twice): a stream's moments never go
 * back by themselves, and no two equal lines are written within a nanosecond.
 */
export class LogPosition {
  readonly #read = new Map<LogStream, Mark>();
  /** Marks that repeated lines have yet to pass. */
  readonly #behind = new Map<LogStream, Mark>();
  /** The last line of each stream, in full. */
  readonly #last = new Map<LogStream, Buffer>();

  constructor(
    cursors: LogCursor[] = [],
    private readonly now: () => number = Date.now,
    /** The log is read from its very beginning. */
    private readonly whole = false,
  ) {
    for (const cursor of cursors) this.#read.set(cursor.stream, { at: canonical(cursor.at), lines: cursor.lines });
    this.rewind();
  }

  /** From where the engine must be read again to miss nothing; null when nothing was read yet. */
  get since(): string | null {
    const moments = [...this.#read.values()].map((mark) => mark.at).sort();
    if (moments[0] === undefined) return null;
    return this.whole && this.#read.size < STREAMS.length ? aSecondBefore(moments[0]) : justBefore(moments[0]);
  }

  /** The stream is opened anew at `since`: what was read before comes once more and is dropped. */
  rewind(): void {
    for (const [stream, mark] of this.#read) this.#behind.set(stream, { ...mark });
  }

  /** Whether this chunk holds something later than all that was read of its stream. */
  isLater(chunk: LogChunk): boolean {
    return lastMoment(chunk.bytes) > (this.#read.get(chunk.stream)?.at ?? "");
  }

  /** The part of the chunk that was not read before, or null when there is none. */
  fresh(chunk: LogChunk): LogChunk | null {
    const first = momentAt(chunk.bytes, 0);
    const mark = this.#read.get(chunk.stream);
    const follows = mark === undefined || first > mark.at || (first === mark.at && !this.#isLast(chunk.stream, firstLine(chunk.bytes)));
    const inOrder = follows && goesOn(chunk.bytes);
    // A clock that was set back looks the same, but then what was read lies in the future.
    const clockSetBack = mark !== undefined && mark.at > momentOf(this.now() + SKEW_MS);
    if (this.#behind.has(chunk.stream) || !(inOrder || clockSetBack)) return this.#sift(chunk);
    this.#advance(chunk);
    return chunk;
  }

  /** Line by line, for the rare chunk in which something may come again. */
  #sift({ stream, bytes }: LogChunk): LogChunk | null {
    const kept: Buffer[] = [];
    for (let from = 0; from < bytes.length; ) {
      const end = bytes.indexOf(NEWLINE, from) + 1 || bytes.length;
      const at = momentAt(bytes, from);
      const mark = this.#read.get(stream);
      const line = bytes.subarray(from, end);
      if (!this.#isRepeated(stream, at, mark) && !this.#isLast(stream, line)) {
        kept.push(line);
        this.#last.set(stream, Buffer.from(line));
        this.#read.set(stream, { at, lines: mark?.at === at ? mark.lines + 1 : 1 });
      }
      from = end;
    }
    return kept.length === 0 ? null : { stream, bytes: Buffer.concat(kept), lines: kept.length };
  }

  #isLast(stream: LogStream, line: Buffer): boolean {
    return this.#last.get(stream)?.equals(line) ?? false;
  }

  #isRepeated(stream: LogStream, at: string, mark: Mark | undefined): boolean {
    if (mark !== undefined && at < mark.at && !this.#behind.has(stream)) this.#behind.set(stream, { ...mark });
    const behind = this.#behind.get(stream);
    if (behind === undefined) return false;
    if (at > behind.at || (at === behind.at && behind.lines === 0)) {
      this.#behind.delete(stream);
      return false;
    }
    if (at === behind.at) behind.lines -= 1;
    return true;
  }

  #advance(chunk: LogChunk): void {
    this.#last.set(chunk.stream, Buffer.from(chunk.bytes.subarray(lastLine(chunk.bytes))));
    this.#read.set(chunk.stream, markAfter(this.#read.get(chunk.stream), chunk));
  }
}

/** Whether no line is earlier than the one before, or the same once more. Looks at bytes only: every chunk of a busy log comes through here. */
function goesOn(bytes: Buffer): boolean {
  let before = 0;
  for (let from = bytes.indexOf(NEWLINE) + 1; from > 0 && from < bytes.length; ) {
    const next = bytes.indexOf(NEWLINE, from) + 1 || bytes.length;
    const order = compareMoments(bytes, from, before);
    if (order < 0 || (order === 0 && bytes.subarray(from, next).equals(bytes.subarray(before, from)))) return false;
    before = from;
    from = next;
  }
  return true;
}

const MOMENT = 30;

/** Moments with nine digits compare byte by byte; the others as what they mean. */
function compareMoments(bytes: Buffer, at: number, before: number): number {
  if (bytes[at + MOMENT] === SPACE && bytes[before + MOMENT] === SPACE) return bytes.compare(bytes, before, before + MOMENT, at, at + MOMENT);
  const [moment, earlier] = [momentAt(bytes, at), momentAt(bytes, before)];
  return moment < earlier ? -1 : moment > earlier ? 1 : 0;
}

const firstLine = (bytes: Buffer): Buffer => bytes.subarray(0, bytes.indexOf(NEWLINE) + 1 || bytes.length);

/** Where the last line begins. */
const lastLine = (bytes: Buffer): number => (bytes.length < 2 ? 0 : bytes.lastIndexOf(NEWLINE, bytes.length - 2) + 1);
