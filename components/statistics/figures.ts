import type { Drawn } from "@/lib/client/statistics-lines";
import type { Metric } from "@/lib/core/statistics";
import { bytes } from "@/lib/format/bytes";
import { percent, perSecond } from "@/lib/format/usage";

const KiB = 1024;

export interface Figure {
  metric: Metric;
  title: string;
  words: (value: number) => string;
  binary: boolean;
  /** The top of a scale on which nothing happens. */
  least: number;
}

/** A chart each, two side by side. */
export const FIGURES: readonly Figure[] = [
  { metric: "cpu", title: "CPU", words: percent, binary: false, least: 5 },
  { metric: "memory", title: "Memory", words: bytes, binary: true, least: 1024 * KiB },
  { metric: "rx", title: "Network received", words: perSecond, binary: true, least: KiB },
  { metric: "tx", title: "Network sent", words: perSecond, binary: true, least: KiB },
  { metric: "read", title: "Disk read", words: perSecond, binary: true, least: KiB },
  { metric: "write", title: "Disk written", words: perSecond, binary: true, least: KiB },
  { metric: "pids", title: "Processes", words: (value) => String(Math.round(value)), binary: false, least: 4 },
];

/** A line's figure at a place; the last one there is before it where that has none, unless there is a gap. */
export function figureAt(drawn: Drawn, key: string, metric: Metric | "cpuPeak" | "memoryPeak", place: number): number | null {
  const column = drawn.columns.get(key)?.[metric];
  for (let at = place; at >= 0; at -= 1) {
    const value = column?.[at];
    if (value !== undefined) return value;
  }
  return null;
}

/** The newest place at which it has one: not every second has come yet when it is asked. */
export function newestOf(drawn: Drawn, key: string, within = 5): number | null {
  const column = drawn.columns.get(key)?.cpu;
  for (let at = drawn.times.length - 1; at >= Math.max(0, drawn.times.length - 1 - within); at -= 1) if (typeof column?.[at] === "number") return at;
  return null;
}

export function mostOf(drawn: Drawn, key: string, metric: Metric | "cpuPeak" | "memoryPeak"): number | null {
  const values = (drawn.columns.get(key)?.[metric] ?? []).filter((value) => typeof value === "number");
  return values.length === 0 ? null : values.reduce((most, value) => Math.max(most, value), 0);
}
