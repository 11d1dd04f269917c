import { KEPT_LINE_CHARS, type KeptGap, type KeptLine, type KeptPlace, type KeptPosition } from "@/lib/core/kept-logs";
import type { Answers } from "./jobs";
import type { LineTest } from "./line-test";
import { earlierOf } from "./position";
import type { Reading } from "./read-source";
import { BEFORE_TEXT, MOMENT, streamOf } from "./record";
import { type Come, type Walked, type WalkSettings, walk } from "./walk";

/** Text of a window together. */
const MOST_CHARS = 4_000_000;

export interface WindowSettings {
  test: LineTest;
  place: KeptPlace;
  limit: number;
  until: number;
  now: () => number;
}

/** A line as it is sent. */
export function lineOf({ key, n, at, start, end, block }: Come): KeptLine {
  const all = block.text;
  const exact = all.slice(start + 1, start + 1 + MOMENT);
  const from = start + BEFORE_TEXT;
  const cut = end - from > KEPT_LINE_CHARS;
  const text = all.slice(from, cut ? from + KEPT_LINE_CHARS : end);
  const line = { source: key, n, at, stream: streamOf(all[start] ?? ""), text, level: block.levelAt(start) };
  return { ...line, ...(exact === at ? {} : { exact }), ...(cut ? { cut } : {}) };
}

const placeOf = (line: KeptLine | undefined): KeptPosition | null => (line === undefined ? null : { time: line.at, source: line.source, n: line.n });

export function readWindow(readings: readonly Reading[], settings: WindowSettings): Answers["window"] {
  const { place, limit } = settings;
  if (!("direction" in place)) return towards(readings, settings, { backward: place.at === "end", edge: null });
  const edge = place.at === "line" ? place.line : { time: place.time, source: "", n: 0 };
  if (place.direction !== "around") return towards(readings, settings, { backward: place.direction === "before", edge });
  const half = Math.ceil(limit / 2);
  const before = towards(readings, { ...settings, limit: half }, { backward: true, edge });
  const after = towards(readings, { ...settings, limit: Math.max(1, limit - half) }, { backward: false, edge, inclusive: true });
  return { lines: [...before.lines, ...after.lines], gaps: [...before.gaps, ...after.gaps], earlier: before.earlier, later: after.later };
}

function towards(readings: readonly Reading[], { test, limit, until, now }: WindowSettings, way: Pick<WalkSettings, "backward" | "edge" | "inclusive">) {
  const walked = walk(readings, { ...way, test, most: limit, mostChars: MOST_CHARS, until, now });
  return asWindow(walked, way.backward, way.edge);
}

function asWindow({ lines: come, gaps: left, next }: Walked, backward: boolean, edge: KeptPosition | null): Answers["window"] {
  const lines = come.map(lineOf);
  const gaps: KeptGap[] = joined(left.map(({ key, n, at, lines: count }) => ({ source: key, n, at, lines: count })));
  if (backward) lines.reverse();
  gaps.sort((one, other) => (one.at === other.at ? one.n - other.n : one.at < other.at ? -1 : 1));
  // On the side that was come from there is what one came from.
  const near = edge === null ? null : (placeOf(backward ? lines.at(-1) : lines[0]) ?? edge);
  return { lines, gaps, earlier: backward ? next : near, later: backward ? near : next };
}

/** Several before one line are one. */
function joined(gaps: KeptGap[]): KeptGap[] {
  const first = new Map<string, KeptGap>();
  for (const gap of gaps) {
    const place = `${gap.source} ${gap.n}`;
    const known = first.get(place);
    if (known === undefined) first.set(place, { ...gap });
    else Object.assign(known, { lines: known.lines + gap.lines, at: earlierOf(known.at, gap.at) });
  }
  return [...first.values()];
}
