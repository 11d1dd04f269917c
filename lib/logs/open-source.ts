import { type FileHandle, open, readdir, readFile, rename, rm, stat, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { LogStream } from "@/lib/core/log-cursor";
import { checksum, factsOf, type Packed, readIndex, unpack } from "./block";
import { FACTS, fileName, headLine, readHead, type SourceFacts, sortedFiles, type TailHead } from "./files";
import type { Mark } from "./position";
import { marksAfter, wholeRecords } from "./record";

export const PRIVATE = 0o600;

/** What limits and lists need to know of a segment. */
export interface Segment {
  n: number;
  lines: number;
  from: string;
  to: string;
  /** Of its blocks and of its index. */
  packed: number;
  index: number;
}

export interface OpenTail {
  head: TailHead;
  /** Whole lines in it. */
  lines: number;
  /** Bytes of the file. */
  bytes: number;
  from: string;
  to: string;
}

/** A source as it lies on the disk. */
export interface StoredSource {
  facts: SourceFacts;
  folder: string;
  segments: Segment[];
  tail: OpenTail | null;
}

const missing = (error: unknown): null => {
  if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
  throw error;
};

/** A write that is whole or was not. */
export async function writeWhole(file: string, text: string): Promise<void> {
  await writeFile(`${file}.new`, text, { mode: PRIVATE });
  await rename(`${file}.new`, file);
}

/** Looks at a folder without changing it; null for one that is no source. */
export async function lookAtSource(folder: string): Promise<StoredSource | null> {
  const text = await readFile(join(folder, FACTS), "utf8").catch(missing);
  const names = await readdir(folder).catch(missing);
  if (text === null || names === null) return null;
  const { segments, tails } = sortedFiles(names);
  const source: StoredSource = { facts: JSON.parse(text) as SourceFacts, folder, segments: [], tail: null };
  for (const n of segments) {
    const segment = await segmentAt(folder, n);
    if (segment !== null) source.segments.push(segment);
  }
  const end = endOf(source.segments);
  for (const n of tails) {
    const bytes = await readFile(join(folder, fileName(n, "tail"))).catch(missing);
    const tail = bytes && tailIn(bytes);
    if (tail && tail.head.n + tail.lines >= end) source.tail = tail;
  }
  return source;
}

async function segmentAt(folder: string, n: number): Promise<Segment | null> {
  const text = await readFile(join(folder, fileName(n, "index")), "utf8").catch(missing);
  const packed = await stat(join(folder, fileName(n, "blocks"))).catch(missing);
  return text === null || packed === null ? null : segmentOf(n, readIndex(text), packed.size, Buffer.byteLength(text));
}

function segmentOf(n: number, entries: readonly Packed[], packed: number, index: number): Segment {
  const lines = entries.reduce((sum, entry) => sum + entry.lines, 0);
  return { n, lines, from: entries[0]?.from ?? "", to: entries.at(-1)?.to ?? "", packed, index };
}

export const endOf = (segments: readonly Segment[]): number => {
  const last = segments.at(-1);
  return last === undefined ? 0 : last.n + last.lines;
};

function tailIn(bytes: Buffer): OpenTail | null {
  const read = readHead(bytes);
  if (read === null) return null;
  const { head, length } = read;
  const whole = wholeRecords(bytes.subarray(length));
  const { lines, from, to } = factsOf(bytes.subarray(length, length + whole), head.n, head.after);
  return { head, lines, bytes: length + whole, from, to };
}

/** A source ready to be written on: what a killed server or machine left half done is put right. */
export interface OpenedSource {
  segments: Segment[];
  tail: OpenTail;
  marks: Map<LogStream, Mark>;
}

export async function openSource(folder: string): Promise<OpenedSource> {
  const { segments: numbers, tails } = sortedFiles(await readdir(folder));
  const segments: Segment[] = [];
  for (const [at, n] of numbers.entries()) {
    const segment = at === numbers.length - 1 ? await repairSegment(folder, n) : await segmentAt(folder, n);
    if (segment !== null && segment.lines > 0) segments.push(segment);
  }
  const end = endOf(segments);
  const opened = await openTail(folder, tails, end);
  const tail = opened ?? (await newTail(folder, { n: end, after: segments.at(-1)?.to ?? "", marks: await lastMarks(folder, segments) }));
  if (opened === null) return { segments, tail, marks: new Map(tail.head.marks) };
  const bytes = await readFile(join(folder, fileName(tail.head.n, "tail")));
  const marks = marksAfter(tail.head.marks, bytes.subarray(readHead(bytes)?.length ?? 0));
  if (tail.head.n >= end) return { segments, tail, marks };
  // Packed already, and not yet followed by a new tail.
  const next = await newTail(folder, { n: end, after: tail.to, marks });
  await rm(join(folder, fileName(tail.head.n, "tail")), { force: true });
  return { segments, tail: next, marks };
}

/** The tail that goes on where the segments end, cut to its last whole line; older ones are removed. */
async function openTail(folder: string, numbers: readonly number[], end: number): Promise<OpenTail | null> {
  let found: OpenTail | null = null;
  for (const n of [...numbers].reverse()) {
    const file = join(folder, fileName(n, "tail"));
    const bytes = await readFile(file);
    const tail = tailIn(bytes);
    // A tail that begins after the end follows lines that the limits took away, or a segment that is lost.
    if (found !== null || tail === null || tail.head.n + tail.lines < end) await rm(file);
    else {
      found = tail;
      if (bytes.length > tail.bytes) await truncate(file, tail.bytes);
    }
  }
  return found;
}

/** Believes the entries of an index as far as their blocks are there, and cuts off what follows. */
async function repairSegment(folder: string, n: number): Promise<Segment | null> {
  const [index, blocks] = [join(folder, fileName(n, "index")), join(folder, fileName(n, "blocks"))];
  const text = await readFile(index, "utf8");
  const size = (await stat(blocks).catch(missing))?.size ?? 0;
  let entries = readIndex(text).filter(({ offset, length }) => offset + length <= size);
  const last = entries.at(-1);
  if (last !== undefined && !(await isWhole(blocks, last))) entries = entries.slice(0, -1);
  const packed = entries.at(-1);
  const end = packed === undefined ? 0 : packed.offset + packed.length;
  const lengths = text.split("\n").slice(0, entries.length);
  const indexBytes = lengths.reduce((sum, line) => sum + Buffer.byteLength(line) + 1, 0);
  if (entries.length === 0) {
    await rm(index, { force: true });
    await rm(blocks, { force: true });
    return null;
  }
  if (size > end) await truncate(blocks, end);
  if (Buffer.byteLength(text) > indexBytes) await truncate(index, indexBytes);
  return segmentOf(n, entries, end, indexBytes);
}

async function isWhole(blocks: string, entry: Packed): Promise<boolean> {
  return (await readPacked(blocks, entry)) !== null;
}

async function readPacked(blocks: string, entry: Packed): Promise<Buffer | null> {
  const handle = await open(blocks, "r");
  try {
    return await packedAt(handle, entry);
  } finally {
    await handle.close();
  }
}

async function packedAt(handle: FileHandle, { offset, length, crc }: Packed): Promise<Buffer | null> {
  const bytes = Buffer.alloc(length);
  const { bytesRead } = await handle.read(bytes, 0, length, offset);
  return bytesRead === length && checksum(bytes) === crc ? bytes : null;
}

/** Where the streams stood at the end of the segments, when no tail says so: only what the last block itself shows. */
async function lastMarks(folder: string, segments: readonly Segment[]): Promise<Map<LogStream, Mark>> {
  const segment = segments.at(-1);
  if (segment === undefined) return new Map();
  const entry = readIndex(await readFile(join(folder, fileName(segment.n, "index")), "utf8")).at(-1);
  const packed = entry && (await readPacked(join(folder, fileName(segment.n, "blocks")), entry));
  const records = entry && packed ? unpack(packed, entry) : null;
  return records === null ? new Map() : marksAfter(new Map(), records);
}

export async function newTail(folder: string, head: TailHead): Promise<OpenTail> {
  const line = headLine(head);
  await writeWhole(join(folder, fileName(head.n, "tail")), line);
  return { head: { ...head, marks: new Map(head.marks) }, lines: 0, bytes: line.length, from: "", to: head.after };
}
