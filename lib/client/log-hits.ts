import type { KeptLine, KeptPosition } from "@/lib/core/kept-logs";
import type { LogLine } from "./log-entry";
import type { LogRows } from "./log-rows";

/** From hit to hit: those that are loaded and, while one looks around one of them, those that a search has found. */
export class LogHits {
  #found: KeptPosition[] = [];

  constructor(private readonly rows: LogRows) {}

  clear(): void {
    this.#found = [];
  }

  add(lines: readonly KeptLine[]): void {
    for (const { at, source, n } of lines) this.#found.push({ time: at, source, n });
  }

  /** The next loaded row that matches, from the marked one or else from the first in sight. */
  next(matcher: RegExp, direction: 1 | -1, marked: number | null, reading: number | null): LogLine | null {
    const from = marked ?? reading;
    const index = from === null ? -1 : this.rows.indexOf(from);
    const ends = direction === 1 ? 0 : this.rows.size - 1;
    const begin = index === -1 ? ends : marked === null && direction === 1 ? index : index + direction;
    const found = this.rows.findLine(begin, direction, matcher);
    return found === null && marked === null ? this.rows.findLine(ends, direction, matcher) : found;
  }

  /** The nearest one outside of what is loaded. */
  beyond(direction: 1 | -1): KeptPosition | null {
    const edge = this.rows.momentFrom(direction === 1 ? this.rows.size - 1 : 0);
    if (edge === null) return null;
    let nearest: KeptPosition | null = null;
    for (const each of this.#found) {
      const isBeyond = direction === 1 ? each.time > edge : each.time < edge;
      const isNearer = nearest === null || (direction === 1 ? each.time < nearest.time : each.time > nearest.time);
      if (isBeyond && isNearer) nearest = each;
    }
    return nearest;
  }
}
