import type { KeptPosition } from "@/lib/core/kept-logs";
import { BlockText } from "./block-text";
import { Heap } from "./heap";
import { type Found, type FoundGap, type LineTest, linesIn, mayHave } from "./line-test";
import type { Block, Reading } from "./read-source";

export interface WalkSettings {
  test: LineTest;
  backward: boolean;
  /** Where to begin; null is the very end that the direction comes from. */
  edge: KeptPosition | null;
  /** The line at the edge is part of it. */
  inclusive?: boolean;
  /** Ends after so many lines, or so many characters. */
  most: number;
  mostChars: number;
  /** No block is opened after this moment; one that brings the walk forward always is. */
  until: number;
  now: () => number;
}

/** A line that was come by, with its block. */
export interface Come extends Found {
  key: string;
  block: BlockText;
}

export interface Walked {
  lines: Come[];
  gaps: (FoundGap & { key: string })[];
  /** Where to go on, the line there not included; null at the end of all. */
  next: KeptPosition | null;
  looked: { lines: number; bytes: number };
}

/** Order of lines of several sources: time, then source, then number. */
type Place = { at: string; key: string; n: number };
const compare = (one: Place, other: Place): number =>
  one.key === other.key ? one.n - other.n : one.at < other.at ? -1 : one.at > other.at ? 1 : one.key < other.key ? -1 : 1;

/** One source on the way: what is next of it, or where the next block that has yet to be opened begins. */
interface Way extends Place {
  before: string | undefined;
  blocks: Block[];
  /** Of the block that is open, or comes next. */
  index: number;
  open: { block: BlockText; lines: Found[]; at: number } | null;
}

/** Goes along the lines of all sources in their order, opening no more blocks than it must. */
export function walk(readings: readonly Reading[], settings: WalkSettings): Walked {
  const { backward, edge, test, most, mostChars, until, now } = settings;
  const done: Walked = { lines: [], gaps: [], next: null, looked: { lines: 0, bytes: 0 } };
  const sign = backward ? -1 : 1;
  const from: Place | null = edge && { at: edge.time, key: edge.source, n: settings.inclusive ? edge.n - sign / 2 : edge.n };
  const beyond = (place: Place): boolean => from === null || sign * compare(place, from) > 0;
  const ways = new Heap<Way>((one, other) => sign * compare(one, other) < 0);
  for (const { key, blocks, before } of readings) {
    const way: Way = {
      key,
      before,
      blocks: blocks.filter((block) => mayHave(test, block) && (before === undefined || block.from < before) && beyond(farEnd(key, block, backward))),
      index: 0,
      open: null,
      at: "",
      n: 0,
    };
    if (backward) way.blocks.reverse();
    if (toBlock(way, backward)) ways.push(way);
  }
  let chars = 0;
  let opened = 0;
  for (let way = ways.first; way !== undefined; way = ways.first) {
    const last = done.lines.at(-1);
    if (last !== undefined && (done.lines.length >= most || chars >= mostChars)) {
      done.next = { time: last.at, source: last.key, n: last.n };
      break;
    }
    if (way.open === null) {
      if (opened > 0 && now() > until) {
        done.next = placeBefore(way, backward);
        break;
      }
      // Blocks around the edge are opened anew each time; only what follows them is a step forward.
      if (enter(way, done, settings, beyond)) opened += 1;
    } else {
      const line = way.open.lines[way.open.at];
      if (line !== undefined) {
        done.lines.push({ ...line, key: way.key, block: way.open.block });
        chars += line.end - line.start;
      }
      way.open.at += 1;
    }
    if (forward(way, backward)) ways.sink();
    else ways.drop();
  }
  const end: Place | null = done.next && { at: done.next.time, key: done.next.source, n: done.next.n };
  done.gaps = done.gaps.filter((gap) => end === null || sign * compare({ ...gap, n: gap.n - 0.5 }, end) < 0);
  return done;
}

const nearEnd = (key: string, block: Block, backward: boolean): Place =>
  backward ? { at: block.to, key, n: block.n + Math.max(0, block.lines - 1) } : { at: block.from, key, n: block.n };
const farEnd = (key: string, block: Block, backward: boolean): Place => nearEnd(key, block, !backward);

/** Stands the way before its next block; false when there is none. */
function toBlock(way: Way, backward: boolean): boolean {
  const block = way.blocks[way.index];
  way.open = null;
  if (block === undefined) return false;
  Object.assign(way, nearEnd(way.key, block, backward));
  return true;
}

/** Opens the block that the way stands before; says whether all of it lies ahead. */
function enter(way: Way, done: Walked, { test, backward }: WalkSettings, beyond: (place: Place) => boolean): boolean {
  const block = way.blocks[way.index];
  if (block === undefined) return false;
  const opened = block.open();
  const { lines, gaps } = linesIn(block, opened, test);
  done.looked.lines += block.lines;
  done.looked.bytes += block.bytes;
  const { key, before } = way;
  const whole = beyond(nearEnd(key, block, backward));
  const early = before === undefined ? lines : lines.filter(({ at }) => at < before);
  const wanted = whole ? early : early.filter(({ at, n }) => beyond({ at, key, n }));
  if (backward) wanted.reverse();
  for (const gap of gaps) if (beyond({ at: gap.at, key, n: gap.n - 0.5 })) done.gaps.push({ ...gap, key });
  way.open = { block: opened ?? new BlockText(""), lines: wanted, at: 0 };
  return whole;
}

/** Stands the way before its next line, or block; false at its end. */
function forward(way: Way, backward: boolean): boolean {
  const line = way.open?.lines[way.open.at];
  if (line === undefined) {
    way.index += 1;
    return toBlock(way, backward);
  }
  way.at = line.at;
  way.n = line.n;
  return true;
}

/** Just before the block that a way stands at, in the direction of the walk: all that was come by lies on the other side. */
function placeBefore({ at, key, n }: Place, backward: boolean): KeptPosition {
  if (backward) return { time: at, source: key, n: n + 1 };
  // No number is below 0.
  return n > 0 ? { time: at, source: key, n: n - 1 } : { time: at, source: keyBefore(key), n: 0 };
}

const LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/** Before this key, and after every other that is before it: all are of one length. */
export function keyBefore(key: string): string {
  const last = LETTERS.indexOf(key.at(-1) ?? "");
  return last > 0 ? `${key.slice(0, -1)}${LETTERS[last - 1]}z` : key.slice(0, -1);
}
