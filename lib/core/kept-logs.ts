import type { LogLevel } from "./log-level";

/** One container whose lines are kept, also after it is gone. */
export interface KeptSource {
  /** Short, stable, and unique in its stack; part of every position and permalink. */
  key: string;
  /** The engine's id. */
  container: string;
  service: string;
  /** `web-1`. */
  label: string;
  generation: number;
  revision: number;
  /** First and last kept line, RFC 3339 with nanoseconds. */
  from: string;
  to: string;
  /** Kept now: what the limits took away is not counted. */
  lines: number;
}

/** A line is found again by its source and number: numbers of a source begin at 0, go up by one, and are never given twice. */
export interface KeptLine {
  source: string;
  n: number;
  /** RFC 3339 with nine digits; never before the line before it of the same source. */
  at: string;
  stream: "stdout" | "stderr";
  text: string;
  level: LogLevel | null;
  /** More than this of one line is not sent; the download has it. */
  cut?: boolean;
}

/** Lines that were written faster than they could be kept, just before the line of that number. */
export interface KeptGap {
  source: string;
  n: number;
  at: string;
  lines: number;
}

/** What is wanted of a stack's kept lines; everything left out is everything. */
export interface KeptFilter {
  service: string | null;
  /** Source keys. */
  sources: string[] | null;
  stream: "stdout" | "stderr" | null;
  /** `null` in it stands for lines that say no level. */
  levels: (LogLevel | null)[] | null;
  /** As typed in the filter: words, or an expression between slashes. */
  text: string | null;
  /** RFC 3339, both included. */
  since: string | null;
  until: string | null;
}

/** Where to read: the line itself is part of neither "before" nor "after". Lines of several sources are in the order of time, then source key, then number. */
export type KeptPlace =
  | { at: "start" | "end" }
  | { at: "time"; time: string; direction: "before" | "after" | "around" }
  | { at: "line"; line: KeptPosition; direction: "before" | "after" | "around" };

/** `<time>~<source>~<n>` in addresses. */
export interface KeptPosition {
  time: string;
  source: string;
  n: number;
}

/** A window of lines, oldest first. */
export interface KeptWindow {
  sources: KeptSource[];
  lines: KeptLine[];
  gaps: KeptGap[];
  /** Whether there is more on either side, as far as was looked: with a filter a read may end early, and goes on from `before` or `after`. */
  earlier: KeptPosition | null;
  later: KeptPosition | null;
}

/** How many lines of each level fell into each stretch of time. */
export interface KeptHistogram {
  from: string;
  to: string;
  bucketMs: number;
  /** Empty stretches are left out; `at` is the beginning, ms. */
  buckets: { at: number; counts: Record<LogLevel | "none", number> }[];
}

/** Said one after the other, a JSON line each, while a search runs: newest hits first. */
export type KeptSearchMessage =
  | { type: "hits"; lines: KeptLine[] }
  /** All that is later than this moment has been searched. */
  | { type: "progress"; searchedTo: string; lines: number; bytes: number; totalBytes: number }
  | { type: "end"; reason: "all" | "enough" | "deadline"; hits: number };

export const keptPositionText = ({ time, source, n }: KeptPosition): string => `${time}~${source}~${n}`;

/** Null for what is not one. */
export function keptPosition(text: string): KeptPosition | null {
  const match = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z)~([A-Za-z0-9]{1,64})~(\d{1,15})$/.exec(text);
  if (match === null) return null;
  const [, time = "", source = "", n = ""] = match;
  return { time, source, n: Number(n) };
}
