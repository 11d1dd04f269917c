interface Timed {
  at: string;
}

interface Queue<Line> {
  lines: Line[];
  from: number;
  heardAt: number;
}

const MOST_HELD = 50_000;
/** Later than every moment. */
const NEVER = "~";

/** Puts lines of several streams in the order of time: a line goes when no stream that still speaks can bring an earlier one. */
export class LineMerge<Line extends Timed> {
  readonly #queues = new Map<number, Queue<Line>>();
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

  /** Lines whose turn it is, in order. A queue that has been silent for `patience` ms is not waited for; with 0, none is. */
  take(now: number, patience: number): Line[] {
    const out: Line[] = [];
    while (this.#held > 0) {
      const run = this.#earliest(now, this.#held > MOST_HELD ? 0 : patience);
      if (run === null) break;
      const { queue, before } = run;
      const { lines, from } = queue;
      for (let line = lines[queue.from]; line !== undefined && line.at <= before; line = lines[queue.from]) {
        out.push(line);
        queue.from += 1;
      }
      this.#held -= queue.from - from;
      if (queue.from < lines.length) continue;
      queue.lines = [];
      queue.from = 0;
    }
    return out;
  }

  /** The queue with the earliest line, and the moment at which it is another one's turn; null while a queue may still bring an earlier one. */
  #earliest(now: number, patience: number): { queue: Queue<Line>; before: string } | null {
    let earliest: Queue<Line> | null = null;
    let [first, before] = [NEVER, NEVER];
    for (const queue of this.#queues.values()) {
      const at = queue.lines[queue.from]?.at;
      if (at === undefined) {
        if (now - queue.heardAt < patience) return null;
      } else if (earliest === null || at < first) [earliest, first, before] = [queue, at, first];
      else if (at < before) before = at;
    }
    return earliest === null ? null : { queue: earliest, before };
  }
}
