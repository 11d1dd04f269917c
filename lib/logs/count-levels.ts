import type { KeptHistogram } from "@/lib/core/kept-logs";
import { type LevelCounts, levelNumber } from "./block";
import { type LineTest, linesIn, mayHave } from "./line-test";
import { earlierOf } from "./position";
import type { Block, Reading } from "./read-source";

const S = 1_000;
const M = 60 * S;
const H = 60 * M;
const WIDTHS = [
  100,
  200,
  500,
  S,
  2 * S,
  5 * S,
  10 * S,
  15 * S,
  30 * S,
  M,
  2 * M,
  5 * M,
  10 * M,
  15 * M,
  30 * M,
  H,
  2 * H,
  3 * H,
  6 * H,
  12 * H,
  24 * H,
  48 * H,
  168 * H,
];

const msOf = (moment: string): number => Date.parse(`${moment.slice(0, 23)}Z`);

export interface CountSettings {
  test: LineTest;
  buckets: number;
  until: number;
  now: () => number;
}

/** How many lines of each level fell into each stretch of time, newest first as far as the time reaches. Blocks are opened only where their index does not say enough. */
export function countLevels(readings: readonly Reading[], { test, buckets, until, now }: CountSettings): KeptHistogram {
  const blocks = readings.flatMap((reading) => reading.blocks).filter((block) => block.lines > 0 && mayHave(test, block));
  blocks.sort((one, other) => (one.to < other.to ? 1 : one.to > other.to ? -1 : 0));
  const from = test.since ?? blocks.reduce((least, block) => earlierOf(block.from, least), blocks[0]?.from ?? "");
  const to = test.until ?? blocks[0]?.to ?? "";
  if (blocks.length === 0) return { from, to, bucketMs: S, buckets: [] };
  const span = msOf(to) - msOf(from);
  const width = WIDTHS.find((ms) => span / ms < buckets) ?? Math.ceil(span / buckets / H) * H;
  const counted = new Map<number, LevelCounts>();
  const add = (ms: number, counts: LevelCounts) => {
    const at = Math.floor(ms / width) * width;
    const sum = counted.get(at) ?? [0, 0, 0, 0, 0];
    counts.forEach((count, level) => {
      if (test.levels === null || test.levels[level]) sum[level] = (sum[level] ?? 0) + count;
    });
    counted.set(at, sum);
  };
  let opened = 0;
  let countedFrom: string | undefined;
  for (const block of blocks) {
    const known = knownOf(block, test, width);
    if (known !== null) for (const [ms, counts] of known) add(ms, counts);
    else {
      if (opened > 0 && now() > until) {
        countedFrom = block.to;
        break;
      }
      opened += 1;
      countLines(block, test, add);
    }
  }
  return {
    from,
    to,
    bucketMs: width,
    buckets: [...counted]
      .filter(([, counts]) => counts.some((count) => count > 0))
      .sort(([one], [other]) => one - other)
      .map(([at, [error, warn, info, debug, none]]) => ({ at, counts: { error, warn, info, debug, none } })),
    ...(countedFrom === undefined ? {} : { countedFrom }),
  };
}

/** What the index says, where that is fine enough; null where the block must be opened. */
function knownOf(block: Block, test: LineTest, width: number): [ms: number, counts: LevelCounts][] | null {
  const plain = test.text === null && test.stream === null;
  const inside = (test.since === null || block.from >= test.since) && (test.until === null || block.to <= test.until);
  if (!plain || !inside) return null;
  const from = msOf(block.from);
  if (Math.floor(from / width) === Math.floor(msOf(block.to) / width)) return [[from, block.levels]];
  return width % M === 0 && block.minutes !== null ? block.minutes.map(([minute, counts]) => [minute * M, counts]) : null;
}

function countLines(block: Block, test: LineTest, add: (ms: number, counts: LevelCounts) => void): void {
  const opened = block.open();
  if (opened === null) return;
  for (const { at, start } of linesIn(block, opened, { ...test, levels: null }).lines) {
    const counts: LevelCounts = [0, 0, 0, 0, 0];
    counts[levelNumber(opened.levelAt(start)) as 0 | 1 | 2 | 3 | 4] = 1;
    add(msOf(at), counts);
  }
}
