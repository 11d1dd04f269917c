import type { LogRule } from "@/lib/core/log-rules";
import type { LogEntry, LogMark } from "./log-entry";
import type { SourceBook } from "./log-sources";

export type NewMark = Omit<LogMark, "id">;
const NONE: readonly NewMark[] = [];

/** What happened, put between the lines it happened between. */
export class LogMarks {
  #rules: LogRule[] = [];
  /** Containers that have ended: their next line begins anew. */
  readonly #ended = new Set<number>();
  readonly #asked = new Set<string>();

  constructor(private readonly book: SourceBook) {}

  /** Oldest first; what was asked is said once. */
  add(rules: readonly LogRule[]): void {
    this.#rules.push(...rules);
  }

  /** What comes before a line. */
  before({ at, source }: { at: string; source: number }): readonly NewMark[] {
    if (this.#rules.length === 0 && this.#ended.size === 0) return NONE;
    const marks = this.#take(at);
    if (this.#ended.delete(source)) marks.push({ kind: "mark", source, event: "started", at });
    return marks;
  }

  /** That it began anew has been said. */
  began(source: number): void {
    this.#ended.delete(source);
  }

  /** What comes after all lines. */
  rest(): NewMark[] {
    return this.#take("~");
  }

  clear(): void {
    this.#rules = [];
    this.#ended.clear();
  }

  #take(before: string): NewMark[] {
    const marks: NewMark[] = [];
    for (let rule = this.#rules[0]; rule !== undefined && rule.at < before; rule = this.#rules[0]) {
      this.#rules.shift();
      const mark = this.#markOf(rule);
      if (mark !== null) marks.push(mark);
    }
    return marks;
  }

  #markOf(rule: LogRule): NewMark | null {
    if (rule.kind === "asked") {
      if (this.#asked.has(rule.asked.id)) return null;
      this.#asked.add(rule.asked.id);
      return { kind: "mark", source: -1, event: "asked", at: rule.at, asked: rule.asked };
    }
    const source = this.book.indexOf(rule.container);
    if (source === undefined) return null;
    this.#ended.add(source);
    return { kind: "mark", source, event: "ended", at: rule.at, end: rule.end };
  }
}

/** One mark for two that say one thing: an end and the beginning right after it, or an end told twice. Null where both stay. */
export function oneMark(last: LogEntry | undefined, next: NewMark): LogMark | null {
  if (last?.kind !== "mark" || last.event !== "ended" || last.source !== next.source) return null;
  if (next.event === "started") return { ...last, event: "restarted" };
  return next.event === "ended" ? { ...last, end: last.end ?? next.end } : null;
}
