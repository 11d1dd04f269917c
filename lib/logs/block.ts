import { isAscii } from "node:buffer";
import { constants, crc32, deflateRaw, inflateRawSync } from "node:zlib";
import { LOG_LEVELS, type LogLevel } from "@/lib/core/log-level";
import { LevelReader } from "./block-text";
import { MOMENT, readGap } from "./record";

/** Counts of error, warn, info, debug and none. */
export type LevelCounts = [number, number, number, number, number];

/** What the index knows of a block without opening it. */
export interface BlockFacts {
  /** Number of its first line. */
  n: number;
  lines: number;
  /** First and last moment, none earlier than those before it in the source. */
  from: string;
  to: string;
  /** No line in it is earlier than the one before. */
  ordered: boolean;
  /** Lines that were left out in it. */
  gaps: number;
  /** Of its records. */
  bytes: number;
  levels: LevelCounts;
  /** Minutes since the epoch with their counts; null for blocks that cover many. */
  minutes: [minute: number, counts: LevelCounts][] | null;
}

/** Where a block lies in its segment. */
export interface Packed extends BlockFacts {
  offset: number;
  length: number;
  crc: number;
}

const MOST_MINUTES = 16;

export const levelNumber = (level: LogLevel | null): number => (level === null ? LOG_LEVELS.length : LOG_LEVELS.indexOf(level));

/** As text, a character a byte where that is enough. */
export const textOf = (bytes: Buffer): string => bytes.toString(isAscii(bytes) ? "latin1" : "utf8");

/** Looks through records once. `after`: the moment that no line may lie before. */
export function factsOf(records: Buffer, n: number, after: string): BlockFacts {
  const text = textOf(records);
  const facts: BlockFacts = { n, lines: 0, from: "", to: after, ordered: true, gaps: 0, bytes: records.length, levels: [0, 0, 0, 0, 0], minutes: [] };
  const levels = new LevelReader();
  let minute = "";
  let counts: LevelCounts = [0, 0, 0, 0, 0];
  for (let from = 0; from < text.length; ) {
    const end = text.indexOf("\n", from);
    const at = text.slice(from + 1, from + 1 + MOMENT);
    if (at < facts.to) facts.ordered = false;
    else facts.to = at;
    if (facts.from === "") facts.from = facts.to;
    const level = levelNumber(levels.next(text, from, end));
    if (text[from] === "G") facts.gaps += readGap(text.slice(from, end))?.lines ?? 0;
    else {
      facts.lines += 1;
      facts.levels[level] = (facts.levels[level] ?? 0) + 1;
      const its = facts.to.slice(0, 16);
      if (its !== minute && facts.minutes !== null) {
        minute = its;
        counts = [0, 0, 0, 0, 0];
        if (facts.minutes.push([Date.parse(`${its}Z`) / 60_000, counts]) > MOST_MINUTES) facts.minutes = null;
      }
      counts[level] = (counts[level] ?? 0) + 1;
    }
    from = end + 1;
  }
  return facts;
}

/** Level 3: as fast to open as any, and near to the smallest. */
export const pack = (records: Buffer): Promise<Buffer> =>
  new Promise((resolve, reject) => deflateRaw(records, { level: 3, memLevel: 9 }, (error, packed) => (error ? reject(error) : resolve(packed))));

export const checksum = (packed: Buffer): number => crc32(packed);

/** The records of a block; null where what lies there is not what was written. */
export function unpack(packed: Buffer, { crc, bytes }: Pick<Packed, "crc" | "bytes">): Buffer | null {
  if (crc32(packed) !== crc) return null;
  const records = inflateRawSync(packed, { chunkSize: Math.max(constants.Z_MIN_CHUNK, bytes + 64) });
  return records.length === bytes ? records : null;
}

export const indexLine = ({ n, lines, from, to, ordered, gaps, bytes, levels, minutes, offset, length, crc }: Packed): string =>
  `${JSON.stringify([n, lines, from, to, ordered ? 1 : 0, gaps, bytes, offset, length, crc, levels, minutes])}\n`;

/** The entries of an index, up to the first that is not whole. */
export function readIndex(text: string): Packed[] {
  const found: Packed[] = [];
  for (let from = 0; ; ) {
    const end = text.indexOf("\n", from);
    const entry = end === -1 ? null : readEntry(text.slice(from, end));
    if (entry === null) return found;
    found.push(entry);
    from = end + 1;
  }
}

function readEntry(line: string): Packed | null {
  try {
    const parts: unknown = JSON.parse(line);
    if (!Array.isArray(parts) || parts.length !== 12) return null;
    const [n, lines, from, to, ordered, gaps, bytes, offset, length, crc, levels, minutes] = parts as [
      ...[number, number, string, string, number, number, number, number, number, number],
      LevelCounts,
      Packed["minutes"],
    ];
    return { n, lines, from, to, ordered: ordered === 1, gaps, bytes, offset, length, crc, levels, minutes };
  } catch {
    return null;
  }
}
