import type { LogLevel } from "./log-level";
import type { LogRule } from "./log-rules";

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
  /** What the engine says, where that is earlier than `at`: lines of both streams can come a moment out of order. A live line carries this one. */
  exact?: string;
  stream: "stdout" | "stderr";
  text: string;
  level: LogLevel | null;
  /** More than this of one line is not sent; the download has it. */
  cut?: boolean;
}

/** A whole line, for programs. */
export interface KeptText {
  source: string;
  /** As the engine said it. */
  time: string;
  stream: "stdout" | "stderr";
  text: string;
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
  /** What happened between the lines, oldest first; absent where there was nothing. */
  rules?: LogRule[];
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
  /** There was no time for more: only lines later than this are counted. */
  countedFrom?: string;
}

/** Said one after the other, a JSON line each, while a search runs: newest hits first. */
export interface KeptSources {
  /** Whether lines of this stack are being kept now: its environment decides. */
  keeping: boolean;
  /** By service, then newest first. */
  sources: KeptSource[];
}

export type KeptSearchMessage =
  | { type: "hits"; lines: KeptLine[] }
  /** All that is later than this moment has been searched. */
  | { type: "progress"; searchedTo: string; lines: number; bytes: number; totalBytes: number }
  /** `next`: where a further search goes on, `before` it; null when everything was searched. */
  | { type: "end"; reason: "all" | "enough" | "deadline"; hits: number; next: KeptPosition | null };

export const NO_KEPT_FILTER: KeptFilter = { service: null, sources: null, stream: null, levels: null, text: null, since: null, until: null };

/** Lines in a window, hits in a search: what is sent when nothing is asked for, and at most. */
export const KEPT_WINDOW = { lines: 500, most: 2_000 } as const;
export const KEPT_HITS = { lines: 200, most: 1_000 } as const;
/** Stretches of a histogram. */
export const KEPT_BUCKETS = { count: 120, most: 400 } as const;
/** Text of one line that is sent; a download has all of it. */
export const KEPT_LINE_CHARS = 16 * 1024;

const KEY_CHARS = 12;
/** The source that a container's lines are kept under. */
export const keptKey = (container: string): string => container.slice(0, KEY_CHARS);

export const keptPositionText = ({ time, source, n }: KeptPosition): string => `${time}~${source}~${n}`;

/** Null for what is not one. */
export function keptPosition(text: string): KeptPosition | null {
  const match = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z)~([A-Za-z0-9]{1,64})~(\d{1,15})$/.exec(text);
  if (match === null) return null;
  const [, time = "", source = "", n = ""] = match;
  return { time, source, n: Number(n) };
}

/**
 * The query of every address below `/api/environments/<environment>/stacks/<stack>/kept-logs`: the window itself, and `/sources`, `/histogram`
 * (`buckets`), `/search` (`before`, `limit`) and `/download` (`gzip=1`).
 */
export function keptQuery(filter: Partial<KeptFilter>, place?: KeptPlace, more: Record<string, string | number> = {}): URLSearchParams {
  const query = new URLSearchParams();
  const set = (name: string, value: string | null | undefined) => void (value && query.append(name, value));
  set("service", filter.service);
  for (const source of filter.sources ?? []) set("source", source);
  set("stream", filter.stream);
  for (const level of filter.levels ?? []) set("level", level ?? "none");
  set("text", filter.text);
  set("since", filter.since);
  set("until", filter.until);
  if (place && "direction" in place) set("direction", place.direction);
  if (place) set("at", place.at === "time" ? place.time : place.at === "line" ? keptPositionText(place.line) : place.at);
  for (const [name, value] of Object.entries(more)) set(name, String(value));
  return query;
}

/** Whose lines, for the store: services of one stack that the asker may read, by id. */
export interface KeptPlaceOf {
  stackId: string;
  services: { id: string; name: string }[];
}

export interface KeptBytes {
  stackId: string;
  serviceId: string;
  bytes: number;
}

/** The store of lines, as ops see it. `person` shares the searching threads out fairly. */
export interface KeptLogs {
  sources(of: KeptPlaceOf): Promise<KeptSources>;
  window(of: KeptPlaceOf, filter: KeptFilter, place: KeptPlace, limit: number, person: string): Promise<KeptWindow>;
  /** Newest first, before a line where one is named. Ends when the reader leaves it. */
  search(of: KeptPlaceOf, filter: KeptFilter, options: { before: KeptPosition | null; limit: number; person: string }): AsyncIterable<KeptSearchMessage>;
  /** Of the filter's time, or of all that is kept. */
  histogram(of: KeptPlaceOf, filter: KeptFilter, buckets: number, person: string): Promise<KeptHistogram>;
  /** `<moment> <container> <text>` each, oldest first, read no faster than it is taken. */
  download(of: KeptPlaceOf, filter: KeptFilter, options: { gzip: boolean; person: string }): AsyncIterable<Uint8Array>;
  /** The newest `tail` lines, oldest first and whole; of a source named in `before` only those earlier than that moment. Read no faster than they are taken. */
  lines(of: KeptPlaceOf, filter: KeptFilter, options: { tail: number | "all"; before: ReadonlyMap<string, string>; person: string }): AsyncIterable<KeptText[]>;
  /** What is on the disk, of every service that has something there. */
  keptBytes(): Promise<KeptBytes[]>;
}
