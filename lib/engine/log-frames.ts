import type { LogChunk } from "./port";

/** Head of a frame: stream number, three zeros, length of the payload (big endian). */
const HEADER = 8;
const NEWLINE = 10;
/** `2006-01-02T15:04:05.000000000Z ` before every piece the engine writes. */
const STAMP = 31;
/** A line without an end is cut here, so that memory stays bounded. */
const LONGEST_LINE = 1024 * 1024;

/** Where `bytes` may be cut at or before `end` without splitting a UTF-8 character. */
function characterBoundary(bytes: Buffer, end: number): number {
  let at = end;
  while (at > 0 && at > end - 4 && ((bytes[at] ?? 0) & 0xc0) === 0x80) at -= 1;
  return at;
}

type Stream = LogChunk["stream"];

/**
 * Turns framed bytes of the engine's log into whole lines, many per chunk. The json-file driver splits lines at 16 KiB and gives
 * every piece its own time: pieces are joined again and keep the first piece's.
 */
export class FrameLines {
  #rest: Buffer = Buffer.alloc(0);
  readonly #open: Record<Stream, Buffer[]> = { stdout: [], stderr: [] };

  /** Lines completed by `chunk`. The buffers it returns are the caller's. */
  *take(chunk: Buffer): Generator<LogChunk> {
    const bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    const out = Buffer.allocUnsafe(bytes.length);
    let from = 0;
    let filled = 0;
    let given = 0;
    let lines = 0;
    let current: Stream = "stdout";
    while (bytes.length - from >= HEADER) {
      const end = from + HEADER + bytes.readUInt32BE(from + 4);
      if (end > bytes.length) break;
      const stream: Stream = bytes[from] === 2 ? "stderr" : "stdout";
      const open = this.#open[stream];
      const whole = end > from + HEADER && bytes[end - 1] === NEWLINE;
      if (whole && open.length === 0) {
        if (stream !== current && lines > 0) {
          yield { stream: current, bytes: out.subarray(given, filled), lines };
          given = filled;
          lines = 0;
        }
        current = stream;
        filled += bytes.copy(out, filled, from + HEADER, end);
        lines += 1;
      } else {
        if (lines > 0) yield { stream: current, bytes: out.subarray(given, filled), lines };
        given = filled;
        lines = 0;
        current = stream;
        const joined = this.#piece(stream, bytes.subarray(from + HEADER, end), whole);
        if (joined !== null) yield { stream, bytes: joined, lines: 1 };
      }
      from = end;
    }
    // A copy: the chunk it points into is the socket's.
    this.#rest = from === bytes.length ? Buffer.alloc(0) : Buffer.from(bytes.subarray(from));
    if (lines > 0) yield { stream: current, bytes: out.subarray(given, filled), lines };
  }

  /** Lines that never got their end, given one. */
  *finish(): Generator<LogChunk> {
    for (const stream of ["stdout", "stderr"] as const) {
      const bytes = this.#close(stream, Buffer.from("\n"));
      if (bytes.length > 1) yield { stream, bytes, lines: 1 };
    }
  }

  #piece(stream: Stream, payload: Buffer, whole: boolean): Buffer | null {
    const open = this.#open[stream];
    const piece = Buffer.from(open.length === 0 ? payload : payload.subarray(STAMP));
    if (whole) return this.#close(stream, piece);
    open.push(piece);
    const length = open.reduce((sum, part) => sum + part.length, 0);
    if (length < LONGEST_LINE) return null;
    const all = Buffer.concat(open);
    const cut = characterBoundary(all, all.length - 4);
    // What follows is a line of its own, with the same time.
    this.#open[stream] = [Buffer.concat([all.subarray(0, STAMP), all.subarray(cut)])];
    return Buffer.concat([all.subarray(0, cut), Buffer.from("\n")]);
  }

  #close(stream: Stream, last: Buffer): Buffer {
    const bytes = Buffer.concat([...this.#open[stream], last]);
    this.#open[stream] = [];
    return bytes;
  }
}

/** The log of a container with a terminal: no frames, one stream. */
export class RawLines {
  #rest: Buffer[] = [];

  *take(chunk: Buffer): Generator<LogChunk> {
    const end = chunk.lastIndexOf(NEWLINE) + 1;
    if (end > 0) {
      const bytes = Buffer.concat([...this.#rest, chunk.subarray(0, end)]);
      this.#rest = [];
      yield { stream: "stdout", bytes, lines: countLines(bytes) };
    }
    if (end < chunk.length) this.#rest.push(Buffer.from(chunk.subarray(end)));
    if (this.#rest.length > 0 && this.#rest.reduce((sum, part) => sum + part.length, 0) > LONGEST_LINE) yield* this.finish();
  }

  *finish(): Generator<LogChunk> {
    if (this.#rest.length === 0) return;
    const bytes = Buffer.concat([...this.#rest, Buffer.from("\n")]);
    this.#rest = [];
    yield { stream: "stdout", bytes, lines: 1 };
  }
}

function countLines(bytes: Buffer): number {
  let lines = 0;
  for (let at = bytes.indexOf(NEWLINE); at !== -1; at = bytes.indexOf(NEWLINE, at + 1)) lines += 1;
  return lines;
}
