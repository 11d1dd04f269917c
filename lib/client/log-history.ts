import type { KeptGap, KeptLine, KeptPlace, KeptPosition } from "@/lib/core/kept-logs";
import type { LogRule } from "@/lib/core/log-rules";
import type { LogEntry, LogLine, NewEntry } from "./log-entry";
import { order, withoutKnown } from "./log-join";
import { LogMarks, oneMark } from "./log-marks";
import type { SourceBook } from "./log-sources";

/** Where reading goes on: a kept line, or a moment where no kept line is known; null where there is nothing more. */
export type HistoryEdge = KeptPosition | { time: string; source?: undefined } | null;

export interface HistoryPage {
  lines: readonly LogLine[];
  gaps?: readonly KeptGap[];
  rules?: readonly LogRule[];
  earlier: HistoryEdge;
  later: HistoryEdge;
}

/** Entries in memory; beyond it the other end is let go, and read again when one comes back to it. */
const HISTORY_LIMIT = 10_000;

const edgeOf = (line: LogLine): NonNullable<HistoryEdge> => line.kept ?? { time: line.at };

/** The same moment is asked for once more where only a moment is known: what is there already is left out when it comes. */
export function placeOf(edge: NonNullable<HistoryEdge>, direction: "before" | "after"): KeptPlace {
  if (edge.source !== undefined) return { at: "line", line: edge, direction };
  return { at: "time", time: nudged(edge.time, direction === "before" ? 1 : -1), direction };
}

/** A nanosecond later or earlier. */
export function nudged(moment: string, by: 1 | -1): string {
  const nanos = Number(moment.slice(20, 29)) + by;
  if (nanos >= 0 && nanos < 1e9) return `${moment.slice(0, 20)}${String(nanos).padStart(9, "0")}Z`;
  return `${new Date(Date.parse(`${moment.slice(0, 19)}Z`) + by * 1000).toISOString().slice(0, 20)}${by === 1 ? "000000000" : "999999999"}Z`;
}

/** Earlier lines in a bounded stretch of time that moves with the reader. */
export class LogHistory {
  #entries: LogEntry[] = [];
  #nextId = -2;
  earlier: HistoryEdge = null;
  later: HistoryEdge = null;

  constructor(
    private readonly book: SourceBook,
    private readonly limit = HISTORY_LIMIT,
  ) {}

  get entries(): readonly LogEntry[] {
    return this.#entries;
  }

  get lines(): LogLine[] {
    return this.#entries.filter((entry) => entry.kind === "line");
  }

  clear(): void {
    this.#entries = [];
    this.earlier = null;
    this.later = null;
  }

  /** A kept line as the page shows it; its container must be known to the book. */
  line({ source, n, at, exact, stream, text, level, cut }: KeptLine): LogLine {
    const index = this.book.indexOfKey(source) ?? 0;
    return { kind: "line", id: this.#nextId--, at: exact ?? at, source: index, stream, text, level, kept: { time: at, source, n }, ...(cut ? { cut } : {}) };
  }

  replace(page: HistoryPage): void {
    this.#entries = this.#laidOut(page);
    this.earlier = page.earlier;
    this.later = page.later;
  }

  /** Ends where the live lines begin, with those of them that are not kept yet. */
  meet(missing: readonly LogLine[]): void {
    this.later = null;
    if (missing.length === 0) return;
    const out: LogEntry[] = [];
    let next = 0;
    for (const entry of this.#entries) {
      if (entry.kind === "line") while ((missing[next]?.at ?? "~") < entry.at) out.push(missing[next++] as LogLine);
      out.push(entry);
    }
    this.#entries = [...out, ...missing.slice(next)];
  }

  /** Entries that are here already, those one was reading when the live lines moved on. Without kept lines there is nothing around them. */
  hold(entries: LogEntry[], kept: boolean): void {
    const lines = entries.filter((entry) => entry.kind === "line");
    const [first, last] = [lines[0], lines.at(-1)];
    this.#entries = entries;
    this.earlier = first === undefined || !kept ? null : edgeOf(first);
    this.later = last === undefined || !kept ? null : edgeOf(last);
  }

  prepend(page: HistoryPage): void {
    if (this.#entries.length === 0) this.later = null;
    this.#entries = [...this.#laidOut({ ...page, lines: this.#unknown(page.lines, this.earlier) }), ...this.#entries];
    this.earlier = page.earlier;
    if (this.#entries.length <= this.limit) return;
    this.#entries = this.#entries.slice(0, this.limit);
    this.later = this.#edgeFrom(this.#entries.length - 1, -1);
  }

  append(page: HistoryPage): void {
    this.#entries = [...this.#entries, ...this.#laidOut({ ...page, lines: this.#unknown(page.lines, this.later) })];
    this.later = page.later;
    if (this.#entries.length <= this.limit) return;
    this.#entries = this.#entries.slice(-this.limit);
    this.earlier = this.#edgeFrom(0, 1);
  }

  #unknown(lines: readonly LogLine[], edge: HistoryEdge): readonly LogLine[] {
    if (edge === null || edge.source !== undefined) return lines;
    return withoutKnown(
      lines,
      this.lines.filter(({ at }) => at === edge.time),
    );
  }

  #edgeFrom(from: number, step: 1 | -1): HistoryEdge {
    for (let at = from; at >= 0 && at < this.#entries.length; at += step) {
      const entry = this.#entries[at];
      if (entry?.kind === "line") return edgeOf(entry);
    }
    return null;
  }

  #isLastOfGone({ source, kept }: LogLine): boolean {
    const of = this.book.list[source];
    return this.book.isWhole && of?.generation === "gone" && kept?.time === of.kept?.to;
  }

  #saysEnd(rule: LogRule, { source, at }: LogLine): boolean {
    return rule.kind === "ended" && this.book.indexOf(rule.container) === source && rule.at > at;
  }

  /** Lines with what is to be said between them: what is missing, which container began and which one is gone. */
  #laidOut({ lines, gaps = [], rules = [] }: HistoryPage): LogEntry[] {
    const out: LogEntry[] = [];
    const add = (entry: NewEntry) => {
      const one = entry.kind === "mark" ? oneMark(out.at(-1), entry) : null;
      if (one === null) out.push({ ...entry, id: this.#nextId-- } as LogEntry);
      else out[out.length - 1] = one;
    };
    const marks = new LogMarks(this.book);
    marks.add(rules);
    const addGap = ({ source, lines: count }: KeptGap) => add({ kind: "gap", source: this.book.indexOfKey(source) ?? 0, lines: count, reason: "unkept" });
    let next = 0;
    for (const line of lines) {
      for (let gap = gaps[next]; gap !== undefined && isBefore(gap, line); gap = gaps[++next]) addGap(gap);
      for (const mark of marks.before({ at: order(line), source: line.source })) add(mark);
      if (line.kept?.n === 0) add({ kind: "mark", source: line.source, event: "joined" });
      out.push(line);
      if (this.#isLastOfGone(line) && !rules.some((rule) => this.#saysEnd(rule, line))) add({ kind: "mark", source: line.source, event: "ended" });
    }
    for (const gap of gaps.slice(next)) addGap(gap);
    for (const mark of marks.rest()) add(mark);
    return out;
  }
}

function isBefore(gap: KeptGap, { kept, at }: LogLine): boolean {
  if (kept?.source === gap.source) return gap.n <= kept.n;
  return gap.at <= (kept?.time ?? at);
}
