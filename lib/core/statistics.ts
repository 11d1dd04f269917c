import type { ObservedContainer } from "./observed";

/** CPU in percent of one core, memory in bytes, pids as a number; the rest in bytes a second. */
export const METRICS = ["cpu", "memory", "rx", "tx", "read", "write", "pids"] as const;
export type Metric = (typeof METRICS)[number];

/** What a container uses at one moment, ms since the epoch. */
export type Sample = Record<Metric, number> & { at: number };

/** What a container has used since it started, as it was at one moment, ms. */
export interface UsageCounters {
  at: number;
  cpuNs: number;
  /** Without what the kernel would give back at once. */
  memoryBytes: number;
  rxBytes: number;
  txBytes: number;
  readBytes: number;
  writeBytes: number;
  pids: number;
  /** Processes of it that were killed for want of memory; null where the engine does not tell. */
  oomKills: number | null;
}

/** A minute: the mean of everything, and the least and most where a mean hides what matters. `at` is its first ms. */
export interface MinuteSample {
  at: number;
  mean: Sample;
  least: { cpu: number; memory: number };
  most: Record<Metric, number>;
}

/** Two looks at one run of a container. Null when nothing can be said: another run, no time between, or counters that went back. */
export function sampleBetween(before: UsageCounters, after: UsageCounters): Sample | null {
  const seconds = (after.at - before.at) / 1000;
  if (seconds <= 0) return null;
  const grown = (counter: "cpuNs" | "rxBytes" | "txBytes" | "readBytes" | "writeBytes") => (after[counter] - before[counter]) / seconds;
  const rates = { cpu: grown("cpuNs") / 1e7, rx: grown("rxBytes"), tx: grown("txBytes"), read: grown("readBytes"), write: grown("writeBytes") };
  if (rates.cpu < 0) return null;
  // An interface or a device that goes takes its count with it: that is no traffic backwards.
  const forward = (rate: number) => Math.max(0, rate);
  return {
    at: after.at,
    cpu: rates.cpu,
    memory: after.memoryBytes,
    rx: forward(rates.rx),
    tx: forward(rates.tx),
    read: forward(rates.read),
    write: forward(rates.write),
    pids: after.pids,
  };
}

/** Something that happened to a container. */
export interface ContainerMark {
  at: number;
  /** `start` is the first; whatever comes after it is a `restart`. */
  kind: "start" | "restart" | "end" | "oom";
  /** Of an end; null where it is not known. */
  exitCode: number | null;
}

/** What a chart can show: one second a point for a quarter of an hour, one minute a point for a day. */
export const RANGES = { "15m": 15, "1h": 60, "6h": 360, "24h": 1440 } as const;
export type StatisticsRange = keyof typeof RANGES;
export const rangeOf = (text: string | null): StatisticsRange => (text !== null && Object.hasOwn(RANGES, text) ? (text as StatisticsRange) : "15m");
export const stepSecondsOf = (range: StatisticsRange): 1 | 60 => (range === "15m" ? 1 : 60);

/** How an environment is sampled now. */
export interface Sampling {
  on: boolean;
  /** Seconds between two samples of a container that nobody looks at; of one that somebody looks at it is 1. */
  everySeconds: number;
  /** Counters come from the files of this machine's kernel, not from the engine. */
  direct: boolean;
}

/** A mark in a chart: what happened to a container, or what a person did. */
export type StatisticsMark =
  | { at: number; kind: "restart" | "oom"; container: string; exitCode: number | null }
  | { at: number; kind: "deploy" | "upgrade" | "confirm" | "roll-back"; service: string | null; actor: string; revision: number | null };

/** One line of a chart: a container of a service, or all of a service together. */
export interface StatisticsSeries {
  /** The container's id, or the service's name. */
  key: string;
  /** `web-1`, or the service. */
  label: string;
  service: string;
  /** `gone`: it is not there any more, and what it used still is. */
  generation: "new" | "old" | "leaving" | "gone";
  revision: number | null;
  running: boolean;
  /** What it may use; 0 is no limit. */
  limits: { cpus: number; memoryBytes: number };
  /** Steps since the beginning of the view, ascending, and what was used at each. */
  steps: number[];
  values: Record<Metric, number[]>;
  /** The most within each minute; only where a step is a minute. */
  peaks: { cpu: number[]; memory: number[] } | null;
}

export interface StatisticsView {
  range: StatisticsRange;
  sampling: Sampling;
  /** ms. */
  from: number;
  to: number;
  stepSeconds: 1 | 60;
  series: StatisticsSeries[];
  marks: StatisticsMark[];
}

/** A container as it is kept: also when it is gone from the engine. */
export interface KeptContainer extends Pick<ObservedContainer, "id" | "serviceId" | "generation" | "revision" | "index"> {
  stackId: string;
}

export interface KeptSeries {
  container: KeptContainer;
  samples: Sample[];
  minutes: MinuteSample[];
  marks: ContainerMark[];
}

/** One second, of all containers that a watcher asked for and that were sampled in it. */
export type Tick = ReadonlyMap<string, Sample>;

export interface Watcher {
  environmentId: string;
  /** Those looked at now; asked each second. */
  containers: () => readonly string[];
  tell: (tick: Tick) => void;
}

/** What containers use: sampled once however many look, and kept for a day. */
export interface Statistics {
  sampling(environmentId: string): Sampling;
  /** Looks at containers each second, until what it returns is called. */
  watch(watcher: Watcher): () => void;
  /** The last minute, oldest first. */
  recent(containerId: string): Sample[];
  /** How many marks there are of a container so far: it grows when something happens to it. */
  marks(containerId: string): number;
  /** Everything kept of a stack from then on, gone containers too; by seconds or by minutes. */
  read(stackId: string, from: number, step: 1 | 60): Promise<KeptSeries[]>;
}
