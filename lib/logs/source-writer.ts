import { constants } from "node:fs";
import { type FileHandle, mkdir, open, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { type LogCursor, type LogStream, STREAMS } from "@/lib/core/log-cursor";
import type { LogChunk } from "@/lib/engine/port";
import { checksum, factsOf, indexLine, pack } from "./block";
import { FACTS, fileName, readHead, type SourceFacts, type TailHead } from "./files";
import { newTail, type OpenedSource, openSource, PRIVATE, type Segment, writeWhole } from "./open-source";
import { aSecondBefore, type Mark, markAfter, momentAt } from "./position";
import { gapRecord, type LeftOut, marksAfter, piecesOf, recordsOf } from "./record";

/** Lines wait this long for others to be written with them. */
const JOIN_MS = 100;
const JOIN_BYTES = 64 * 1024;
/** When the disk is behind by so much, whoever brings lines waits. */
const BEHIND_BYTES = 1024 * 1024;
/** A file that nothing was written to for so long is closed. */
const IDLE_MS = 10_000;
/** After a write that failed, lines are left out and counted for so long. */
const REST_MS = 1_000;

export interface Sizes {
  /** Records of a block, before packing. */
  block: number;
  /** Packed bytes of a segment: what the limits take away at once. */
  segment: number;
}

export interface WriterEvents {
  /** The source takes more of the disk than before. */
  grown(): void;
  failed(error: unknown): void;
}

type Piece = { records: Buffer; lines: number; gap: number };

/** The one writer of a source. Lines go to its tail; a full tail is packed into a block. */
export class SourceWriter {
  #queue: Piece[] = [];
  #queued = 0;
  #gaps = new Map<LogStream, LeftOut>();
  #writing: Promise<void> | null = null;
  #timer: NodeJS.Timeout | undefined;
  #idle: NodeJS.Timeout | undefined;
  #handle: FileHandle | null = null;
  #restUntil = 0;
  #waiting: (() => void)[] = [];
  #rolling = false;
  /** The tail is in a block, and the next one has yet to begin. */
  #packed = false;
  #next: TailHead | null = null;

  private constructor(
    readonly facts: SourceFacts,
    readonly folder: string,
    private readonly opened: OpenedSource,
    private readonly sizes: () => Sizes,
    private readonly events: WriterEvents,
  ) {}

  static async open(facts: SourceFacts, folder: string, sizes: () => Sizes, events: WriterEvents): Promise<SourceWriter> {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await writeWhole(join(folder, FACTS), JSON.stringify(facts));
    return new SourceWriter(facts, folder, await openSource(folder), sizes, events);
  }

  get segments(): Segment[] {
    return this.opened.segments;
  }
  get tail() {
    return this.opened.tail;
  }

  /** Where its container must be read on. */
  get cursors(): LogCursor[] {
    const { container } = this.facts;
    const known = [...this.opened.marks].map(([stream, mark]) => ({ container, stream, ...mark }));
    const [only] = known;
    if (only === undefined || known.length === STREAMS.length) return known;
    return [only, { container, stream: only.stream === "stdout" ? "stderr" : "stdout", at: aSecondBefore(only.at), lines: 0 }];
  }

  /** Takes lines; resolves when more may come. */
  async append(chunk: LogChunk): Promise<void> {
    if (Date.now() < this.#restUntil) return this.leaveOut(chunk);
    this.#sayGaps();
    this.#advance(chunk);
    for (const piece of piecesOf(chunk)) this.#push({ records: recordsOf(piece), lines: piece.lines, gap: 0 });
    if (this.#queued >= JOIN_BYTES) this.#write();
    else this.#soon();
    if (this.#queued > BEHIND_BYTES) await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  /** Counts lines that are not kept; that they were there is. */
  leaveOut(chunk: LogChunk): void {
    const before = this.#gaps.get(chunk.stream);
    const mark = this.#advance(chunk);
    this.#gaps.set(chunk.stream, { at: before?.at ?? momentAt(chunk.bytes, 0), lines: (before?.lines ?? 0) + chunk.lines, stream: chunk.stream, mark });
    this.#soon();
  }

  /** Everything that was taken is on the disk afterwards. */
  async flush(): Promise<void> {
    this.#sayGaps();
    while (this.#queue.length > 0 || this.#writing !== null || this.#rolling) {
      this.#write();
      await this.#writing;
    }
  }

  /** Packs what is in the tail. */
  async roll(): Promise<void> {
    this.#rolling = true;
    await this.flush();
  }

  async close(): Promise<void> {
    await this.flush();
    clearTimeout(this.#timer);
    clearTimeout(this.#idle);
    await this.#closeFile();
  }

  get busy(): boolean {
    return this.#writing !== null;
  }

  #advance(chunk: LogChunk): Mark {
    const mark = markAfter(this.opened.marks.get(chunk.stream), chunk);
    this.opened.marks.set(chunk.stream, mark);
    return mark;
  }

  #sayGaps(): void {
    if (this.#gaps.size === 0 || Date.now() < this.#restUntil) return;
    for (const gap of this.#gaps.values()) this.#push({ records: gapRecord(gap), lines: 0, gap: gap.lines });
    this.#gaps.clear();
  }

  #push(piece: Piece): void {
    this.#queue.push(piece);
    this.#queued += piece.records.length;
  }

  #soon(): void {
    this.#timer ??= setTimeout(() => {
      this.#sayGaps();
      this.#write();
      if (this.#gaps.size > 0) this.#soon();
    }, JOIN_MS).unref();
  }

  #write(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#writing !== null || (this.#queue.length === 0 && !this.#rolling)) return;
    this.#writing = this.#writeAll().finally(() => {
      this.#writing = null;
      for (const resolve of this.#waiting.splice(0)) resolve();
      if (this.#queue.length > 0) this.#write();
    });
  }

  async #writeAll(): Promise<void> {
    while (this.#queue.length > 0) {
      const pieces = this.#take();
      await this.#toTail(pieces).catch((error: unknown) => this.#lose(pieces, error));
      if (this.tail.bytes >= this.sizes().block) await this.#packNow();
      if (this.#queued <= BEHIND_BYTES / 2) for (const resolve of this.#waiting.splice(0)) resolve();
    }
    if (this.#rolling) await this.#packNow();
    this.#rolling = false;
  }

  async #packNow(): Promise<void> {
    try {
      await this.#pack();
      if (this.#packed) await this.#renew();
    } catch (error) {
      this.events.failed(error);
      this.#restUntil = Date.now() + REST_MS;
    }
  }

  /** As much as fits the block. */
  #take(): Piece[] {
    const pieces: Piece[] = [];
    let bytes = this.tail.bytes;
    while (this.#queue.length > 0 && (pieces.length === 0 || bytes < this.sizes().block)) {
      const piece = this.#queue.shift();
      if (piece === undefined) break;
      pieces.push(piece);
      bytes += piece.records.length;
      this.#queued -= piece.records.length;
    }
    return pieces;
  }

  async #toTail(pieces: readonly Piece[]): Promise<void> {
    if (this.#packed) await this.#renew();
    const records = Buffer.concat(pieces.map((piece) => piece.records));
    const { tail } = this.opened;
    const handle = await this.#file();
    const { bytesWritten } = await handle.write(records, 0, records.length, tail.bytes);
    if (bytesWritten !== records.length) throw new Error(`only ${bytesWritten} of ${records.length} bytes of a log were written`);
    tail.bytes += records.length;
    tail.lines += pieces.reduce((sum, piece) => sum + piece.lines, 0);
    tail.from ||= records.toString("latin1", 1, 31);
    const last = records.lastIndexOf(10, records.length - 2) + 1;
    const to = records.toString("latin1", last + 1, last + 31);
    if (to > tail.to) tail.to = to;
  }

  async #file(): Promise<FileHandle> {
    clearTimeout(this.#idle);
    this.#idle = setTimeout(() => this.#writing ?? void this.#closeFile(), IDLE_MS).unref();
    this.#handle ??= await open(this.#tailFile(), "r+");
    return this.#handle;
  }

  async #closeFile(): Promise<void> {
    const handle = this.#handle;
    this.#handle = null;
    await handle?.close().catch(() => undefined);
  }

  /** The tail becomes a block: first the block, then its entry, and only then the tail may go. */
  async #pack(): Promise<void> {
    const { tail, segments } = this.opened;
    if (this.#packed || tail.lines === 0) return;
    const all = await readFile(this.#tailFile());
    const records = all.subarray(readHead(all)?.length ?? 0, tail.bytes);
    const facts = factsOf(records, tail.head.n, tail.head.after);
    const packed = await pack(records);
    const segment = this.#segment(facts);
    const line = indexLine({ ...facts, offset: segment.packed, length: packed.length, crc: checksum(packed) });
    await writeAt(join(this.folder, fileName(segment.n, "blocks")), packed, segment.packed);
    await writeAt(join(this.folder, fileName(segment.n, "index")), Buffer.from(line), segment.index);
    segment.packed += packed.length;
    segment.index += Buffer.byteLength(line);
    segment.lines += facts.lines;
    segment.to = facts.to;
    if (segments.at(-1) !== segment) segments.push(segment);
    this.#packed = true;
    this.#next = { n: facts.n + facts.lines, after: facts.to, marks: marksAfter(tail.head.marks, records) };
    this.events.grown();
  }

  #segment({ n, from, to }: { n: number; from: string; to: string }): Segment {
    const last = this.segments.at(-1);
    const goesOn = last !== undefined && last.packed < this.sizes().segment && last.n + last.lines === n;
    return goesOn ? last : { n, lines: 0, from, to, packed: 0, index: 0 };
  }

  async #renew(): Promise<void> {
    if (this.#next === null) return;
    await this.#closeFile();
    const old = this.#tailFile();
    this.opened.tail = await newTail(this.folder, this.#next);
    this.#packed = false;
    this.#next = null;
    await rm(old, { force: true });
  }

  #tailFile(): string {
    return join(this.folder, fileName(this.tail.head.n, "tail"));
  }

  /** A disk that is full or broken costs lines, counted, and never more than that. */
  async #lose(pieces: readonly Piece[], error: unknown): Promise<void> {
    this.events.failed(error);
    this.#restUntil = Date.now() + REST_MS;
    const lost = [...pieces, ...this.#queue];
    this.#queue = [];
    this.#queued = 0;
    await this.#closeFile();
    const lines = lost.reduce((sum, piece) => sum + piece.lines + piece.gap, 0);
    const at = lost[0]?.records.toString("latin1", 1, 31) ?? "";
    for (const [stream, mark] of this.opened.marks) {
      const before = this.#gaps.get(stream);
      this.#gaps.set(stream, { at: before?.at ?? at, lines: before?.lines ?? 0, stream, mark });
    }
    const [first] = this.#gaps.values();
    if (first) first.lines += lines;
    this.#soon();
  }
}

/** What lies there is written over: a write that failed half way is done again from its beginning. */
async function writeAt(file: string, bytes: Buffer, at: number): Promise<void> {
  const handle = await open(file, constants.O_WRONLY | constants.O_CREAT, PRIVATE);
  try {
    const { bytesWritten } = await handle.write(bytes, 0, bytes.length, at);
    if (bytesWritten !== bytes.length) throw new Error(`only ${bytesWritten} of ${bytes.length} bytes were written to ${file}`);
  } finally {
    await handle.close();
  }
}
