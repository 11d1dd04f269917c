interface Timed {
  at: string;
}

/** A queue that has been silent this long is not waited for. */
const SILENT_MS = 150;
const MOST_HELD = 50_000;

/** Puts lines of several streams in the order of time: a line goes when no stream that still speaks can bring an earlier one. */
export class LineMerge<Line extends Timed> {
  readonly #queues = new Map<number, { lines: Line[]; from: number; heardAt: number }>();
  #held = 0;

  get held(): number {
    return this.#held;
  }

  add(name: number, lines: Line[], now: number): void {
    const queue = this.#queues.get(name) ?? { lines: [], from: 0, heardAt: now };
    queue.lines.push(...lines);
    queue.heardAt = now;
    this.#queues.set(name, queue);
    this.#held += lines.length;
  }

  /** Known from the start, so that it is waited for although it has not spoken yet. */
  expect(name: number, now: number): void {
    if (!this.#queues.has(name)) this.#queues.set(name, { lines: [], from: 0, heardAt: now });
  }

  forget(name: number): void {
    const queue = this.#queues.get(name);
    if (queue !== undefined && queue.from === queue.lines.length) this.#queues.delete(name);
  }

  /** Lines whose turn it is, in order; with `all`, every line held. */
  take(now: number, all = false): Line[] {
    const out: Line[] = [];
    for (;;) {
      const next = this.#next(now, all || this.#held > MOST_HELD);
      if (next === null) return out;
      out.push(next);
      this.#held -= 1;
    }
  }

  #next(now: number, anyway: boolean): Line | null {
    let earliest: { lines: Line[]; from: number } | null = null;
    for (const queue of this.#queues.values()) {
      const line = queue.lines[queue.from];
      if (line === undefined) {
        if (!anyway && now - queue.heardAt < SILENT_MS) return null;
        continue;
      }
      const best = earliest?.lines[earliest.from];
      if (best === undefined || line.at < best.at) earliest = queue;
    }
    if (earliest === null) return null;
    const line = earliest.lines[earliest.from] ?? null;
    earliest.from += 1;
    if (earliest.from === earliest.lines.length) {
      earliest.lines = [];
      earliest.from = 0;
    }
    return line;
  }
}
