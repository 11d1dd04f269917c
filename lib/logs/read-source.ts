import { closeSync, openSync, readdirSync, readFileSync, readSync, statSync } from "node:fs";
import { join } from "node:path";
import { type BlockFacts, factsOf, type Packed, readIndex, textOf, unpack } from "./block";
import { BlockText } from "./block-text";
import { fileName, readHead, sortedFiles } from "./files";
import { wholeRecords } from "./record";

/** A stretch of a source's lines, in a file or, of its tail, in memory. Only read in a thread of its own: nothing here waits for others. */
export interface Block extends BlockFacts {
  /** Its text; null where what lies on the disk is not what was written, or was taken away by the limits. */
  open(): BlockText | null;
}

export interface Reading {
  key: string;
  blocks: Block[];
  /** Only lines earlier than this moment. */
  before?: string | undefined;
}

const TRIES = 5;

/** The lines of a source as they are now, though it is written on: the tail is read before the index, so that nothing can fall between them. */
export function readSource(key: string, folder: string): Reading {
  let blocks: Block[] = [];
  for (let tries = 0; tries < TRIES; tries += 1) {
    const { segments, tails } = sortedFiles(namesIn(folder));
    const newest = tails.at(-1);
    const tail = newest === undefined ? null : tailBlock(join(folder, fileName(newest, "tail")));
    blocks = segments.flatMap((n) => packedBlocks(folder, n));
    const last = blocks.at(-1);
    const end = last === undefined ? 0 : last.n + last.lines;
    if (tail === null) {
      // Replaced by the next while it was looked for.
      if (newest !== undefined) continue;
      break;
    }
    if (tail.n > end && segments.length > 0 && tries + 1 < TRIES) continue;
    if (tail.n >= end && (tail.lines > 0 || tail.gaps > 0)) blocks.push(tail);
    break;
  }
  return { key, blocks };
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function contents(file: string): Buffer | null {
  try {
    return readFileSync(file);
  } catch {
    return null;
  }
}

function tailBlock(file: string): Block | null {
  const bytes = contents(file);
  const read = bytes && readHead(bytes);
  if (!bytes || !read) return null;
  const { head, length } = read;
  const records = bytes.subarray(length, length + wholeRecords(bytes.subarray(length)));
  return { ...factsOf(records, head.n, head.after), open: () => new BlockText(textOf(records)) };
}

/** Indexes only grow, so one of the same size is the same. */
const indexes = new Map<string, { size: number; changed: number; blocks: Block[] }>();
const MOST_INDEXES = 500;

function packedBlocks(folder: string, n: number): Block[] {
  const index = join(folder, fileName(n, "index"));
  try {
    const { size, mtimeMs: changed } = statSync(index);
    const known = indexes.get(index);
    if (known?.size === size && known.changed === changed) return known.blocks;
    const file = join(folder, fileName(n, "blocks"));
    const blocks = readIndex(readFileSync(index, "utf8")).map((entry) => ({ ...entry, open: () => opened(file, entry) }));
    indexes.delete(index);
    indexes.set(index, { size, changed, blocks });
    for (const oldest of indexes.keys()) if (indexes.size > MOST_INDEXES) indexes.delete(oldest);
    return blocks;
  } catch {
    return [];
  }
}

/** Texts of the blocks that were opened last: a page begins in the block where the one before it ended. */
const texts = new Map<Packed, BlockText>();
const MOST_TEXTS = 4;

function opened(file: string, entry: Packed): BlockText | null {
  const text = texts.get(entry) ?? openBlock(file, entry);
  texts.delete(entry);
  if (text !== null) texts.set(entry, text);
  for (const oldest of texts.keys()) if (texts.size > MOST_TEXTS) texts.delete(oldest);
  return text;
}

function openBlock(file: string, entry: Packed): BlockText | null {
  try {
    const handle = openSync(file, "r");
    try {
      const packed = Buffer.allocUnsafe(entry.length);
      if (readSync(handle, packed, 0, entry.length, entry.offset) !== entry.length) return null;
      const records = unpack(packed, entry);
      return records && new BlockText(textOf(records));
    } finally {
      closeSync(handle);
    }
  } catch {
    return null;
  }
}
