import { plainText } from "@/lib/core/log-match";
import type { LogEntry, LogLine } from "./log-entry";
import type { LogHistory } from "./log-history";
import type { LogBuffer } from "./log-stream-buffer";
import { type LogFilter, LogSelection, NO_FILTER } from "./log-stream-selection";

/** The id of the row that says how many lines are missing before the live ones. */
const HOLE_ID = -1;

/** What is shown, by place: kept entries first, then what is missing, then the live ones. */
export class LogRows {
  /** `away`: kept entries alone, that end before the live ones begin. */
  tail: "live" | "away" = "live";
  /** Live lines up to this moment are not shown: kept ones stand for them. */
  floor: string | null = null;
  /** Live entries let go between the history and those that are shown. */
  hole = 0;
  live: LogSelection;
  #places: { of: readonly LogEntry[]; byId: Map<number, number> } | null = null;

  constructor(
    private readonly buffer: LogBuffer,
    private readonly history: LogHistory,
  ) {
    this.live = new LogSelection(buffer, NO_FILTER, null);
  }

  get size(): number {
    return this.history.entries.length + this.#between + (this.tail === "live" ? this.live.size : 0);
  }

  /** Lines alone, without what is said between them. */
  get lines(): number {
    return this.history.lines.length + (this.tail === "live" ? this.live.lines : 0);
  }

  get #between(): number {
    return this.hole > 0 && this.tail === "live" ? 1 : 0;
  }

  select(filter: LogFilter, matcher: RegExp | null): void {
    this.live = new LogSelection(this.buffer, filter, matcher);
  }

  showLive(floor: string | null): void {
    this.tail = "live";
    this.floor = floor;
    this.hole = 0;
  }

  leaveLive(): void {
    this.tail = "away";
    this.floor = null;
    this.hole = 0;
  }

  at(index: number): LogEntry | undefined {
    const { entries } = this.history;
    if (index < entries.length) return entries[index];
    if (this.tail === "away") return undefined;
    if (index < entries.length + this.#between) return { kind: "gap", id: HOLE_ID, source: -1, lines: this.hole, reason: "let-go" };
    return this.live.at(index - entries.length - this.#between);
  }

  idAt(index: number): number {
    return this.at(index)?.id ?? Number.MIN_SAFE_INTEGER + index;
  }

  /** The place of an entry; of one that is let go, the place after it. -1 when it is nowhere. */
  indexOf(id: number): number {
    const place = this.#placeInHistory(id);
    if (place !== undefined) return place;
    const { length } = this.history.entries;
    if (id === HOLE_ID && this.#between === 1) return length;
    if (id < 0 || this.tail === "away") return -1;
    return length + this.#between + this.live.indexFrom(id);
  }

  /** The first row not before a moment; the last one when all are. */
  indexFromMoment(moment: string): number {
    let [low, high] = [0, this.size];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.momentFrom(middle) ?? "~") < moment) low = middle + 1;
      else high = middle;
    }
    return Math.min(low, this.size - 1);
  }

  /** When the first line at or after a place was written. */
  momentFrom(index: number): string | null {
    const line = this.findLine(Math.max(0, index), 1);
    return line === null ? null : (line.kept?.time ?? line.at);
  }

  /** The next line at a place or beyond it, or the next one that matches. */
  findLine(from: number, step: 1 | -1, matcher: RegExp | null = null): LogLine | null {
    for (let at = from; at >= 0 && at < this.size; at += step) {
      const entry = this.at(at);
      if (entry?.kind === "line" && (matcher === null || matcher.test(plainText(entry.text)))) return entry;
    }
    return null;
  }

  slice(from: number, to: number): LogEntry[] {
    const out: LogEntry[] = [];
    for (let at = from; at < Math.min(to, this.size); at += 1) {
      const entry = this.at(at);
      if (entry !== undefined) out.push(entry);
    }
    return out;
  }

  #placeInHistory(id: number): number | undefined {
    const { entries } = this.history;
    if (entries.length === 0) return undefined;
    if (this.#places?.of !== entries) this.#places = { of: entries, byId: new Map(entries.map((entry, at) => [entry.id, at])) };
    return this.#places.byId.get(id);
  }
}
