import type { KeptHistogram } from "@/lib/core/kept-logs";
import { msOfMoment } from "@/lib/core/log-time";
import { type LevelName, levelName } from "./log-entry";
import type { LogBuffer } from "./log-stream-buffer";
import { type LogFilter, shows } from "./log-stream-selection";

const NONE: Record<LevelName, number> = { error: 0, warn: 0, info: 0, debug: 0, none: 0 };

/** Lines of a buffer over time, for where nothing is kept. Null while there are none. */
export function bucketsOf(buffer: LogBuffer, filter: LogFilter, matcher: RegExp | null, count: number): KeptHistogram | null {
  const moments: { at: number; level: LevelName }[] = [];
  let [from, to] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let id = buffer.firstId; id < buffer.nextId; id += 1) {
    const entry = buffer.get(id);
    if (entry?.kind !== "line" || !shows(entry, filter, matcher)) continue;
    const at = msOfMoment(entry.at);
    if (Number.isNaN(at)) continue;
    from = Math.min(from, at);
    to = Math.max(to, at);
    moments.push({ at, level: levelName(entry.level) });
  }
  if (moments.length === 0) return null;
  const bucketMs = Math.max(1, Math.ceil((to - from + 1) / count));
  const buckets = new Map<number, Record<LevelName, number>>();
  for (const { at, level } of moments) {
    const begin = from + Math.floor((at - from) / bucketMs) * bucketMs;
    const counts = buckets.get(begin) ?? { ...NONE };
    counts[level] += 1;
    buckets.set(begin, counts);
  }
  const inOrder = [...buckets].sort(([a], [b]) => a - b).map(([at, counts]) => ({ at, counts }));
  return { from: new Date(from).toISOString(), to: new Date(from + count * bucketMs).toISOString(), bucketMs, buckets: inOrder };
}

/** The stretch that a histogram shows unless one was chosen: an hour, and the place being read where that is further back. */
export function shownRange(since: number | null, until: number | null, first: number | null, read: number | null, now: number): { from: number; to: number } {
  const to = until ?? now;
  if (since !== null) return { from: Math.min(since, to - 1), to };
  const hourAgo = to - 3_600_000;
  const from = Math.min(hourAgo, read === null || read > to ? hourAgo : read - (to - read) / 20);
  return { from: Math.max(from, first === null ? from : Math.min(first, to - 60_000)), to };
}
