import type { LogStream } from "@/lib/core/log-cursor";
import type { LogChunk } from "@/lib/engine/port";
import { type Mark, momentAt } from "./position";

/**
 * How lines lie on the disk: `O<moment> <text>\n`, `E` for stderr, and `G<moment> <lines> <O|E> <moment> <lines>\n` for lines that were left out: how
 * many, of which stream, and its mark after the last of them. Moments have nine digits. A line's number is its place: it is written nowhere.
 */
export const MOMENT = 30;
/** Mark, moment and the space. */
export const BEFORE_TEXT = MOMENT + 2;
const NEWLINE = 10;
const SPACE = 32;
const LETTER = { stdout: 79, stderr: 69 } as const;
const GAP = 71;

/** An engine's lines as records. */
export function recordsOf({ stream, bytes, lines }: LogChunk): Buffer {
  const out = Buffer.allocUnsafe(bytes.length + lines * (1 + MOMENT) + MOMENT);
  let filled = 0;
  for (let from = 0; from < bytes.length; ) {
    const end = bytes.indexOf(NEWLINE, from) + 1 || bytes.length;
    out[filled] = LETTER[stream];
    filled += 1;
    let text = from;
    if (bytes[from + MOMENT] !== SPACE) {
      filled += out.write(wholeMoment(momentAt(bytes, from)), filled, "latin1");
      const space = bytes.indexOf(SPACE, from);
      if (space < 0 || space >= end) out[filled++] = SPACE;
      text = space < 0 || space >= end ? end - 1 : space;
    }
    filled += bytes.copy(out, filled, text, end);
    from = end;
  }
  return out.subarray(0, filled);
}

/** What a line without a readable moment gets: the earliest there is, so that nothing before it is hidden. */
const wholeMoment = (moment: string): string => (isMoment(moment) ? moment : "1970-01-01T00:00:00.000000000Z");

export const isMoment = (text: string): boolean => /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z$/.test(text);

export interface LeftOut {
  /** Of the first line that was left out. */
  at: string;
  lines: number;
  stream: LogStream;
  mark: Mark;
}

export const gapRecord = ({ at, lines, stream, mark }: LeftOut): Buffer =>
  Buffer.from(`G${at} ${lines} ${stream === "stdout" ? "O" : "E"} ${mark.at} ${mark.lines}\n`);

export function readGap(record: string): LeftOut | null {
  const match = /^G(\S{30}) (\d+) ([OE]) (\S{30}) (\d+)$/.exec(record);
  if (match === null) return null;
  const [, at = "", lines = "", letter, last = "", count = ""] = match;
  return { at, lines: Number(lines), stream: letter === "O" ? "stdout" : "stderr", mark: { at: last, lines: Number(count) } };
}

/** How much of the bytes is whole records: what a killed server or machine was in the middle of is not. */
export function wholeRecords(bytes: Buffer): number {
  let from = 0;
  for (;;) {
    const end = bytes.indexOf(NEWLINE, from) + 1;
    if (end === 0 || !isRecord(bytes, from, end)) return from;
    from = end;
  }
}

function isRecord(bytes: Buffer, from: number, end: number): boolean {
  const letter = bytes[from];
  if (letter === GAP) return readGap(bytes.toString("latin1", from, end - 1)) !== null;
  return (
    (letter === LETTER.stdout || letter === LETTER.stderr) &&
    bytes[from + 1 + MOMENT] === SPACE &&
    isMoment(bytes.toString("latin1", from + 1, from + 1 + MOMENT))
  );
}

export const streamOf = (letter: string): LogStream => (letter === "E" ? "stderr" : "stdout");

/** The marks of both streams after these records. */
export function marksAfter(marks: ReadonlyMap<LogStream, Mark>, bytes: Buffer): Map<LogStream, Mark> {
  const after = new Map(marks);
  for (let from = 0; from < bytes.length; ) {
    const end = bytes.indexOf(NEWLINE, from) + 1 || bytes.length;
    const gap = bytes[from] === GAP ? readGap(bytes.toString("latin1", from, end - 1)) : null;
    if (gap !== null) after.set(gap.stream, gap.mark);
    else {
      const stream = bytes[from] === LETTER.stderr ? "stderr" : "stdout";
      const at = bytes.toString("latin1", from + 1, from + 1 + MOMENT);
      const before = after.get(stream);
      after.set(stream, { at, lines: before?.at === at ? before.lines + 1 : 1 });
    }
    from = end;
  }
  return after;
}

const PIECE_BYTES = 64 * 1024;

/** A chunk that is no larger than what engines send at once, as one or several. */
export function* piecesOf(chunk: LogChunk): Generator<LogChunk> {
  const { stream, bytes } = chunk;
  if (bytes.length <= PIECE_BYTES) return yield chunk;
  for (let from = 0; from < bytes.length; ) {
    const near = from + PIECE_BYTES >= bytes.length ? bytes.length : bytes.lastIndexOf(NEWLINE, from + PIECE_BYTES) + 1;
    const end = near > from ? near : bytes.indexOf(NEWLINE, from) + 1 || bytes.length;
    const piece = bytes.subarray(from, end);
    yield { stream, bytes: piece, lines: countLines(piece) };
    from = end;
  }
}

function countLines(bytes: Buffer): number {
  let lines = 0;
  for (let at = bytes.indexOf(NEWLINE); at !== -1; at = bytes.indexOf(NEWLINE, at + 1)) lines += 1;
  return lines;
}
