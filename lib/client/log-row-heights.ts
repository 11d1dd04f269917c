import type { LogRows } from "./log-rows";

/** So many are remembered: of what was seen before them, each counts as one row again. */
const MOST_HIGHER = 4_000;

/** Where rows lie: all are of one height but those that were seen to be higher. */
export class RowHeights {
  /** Pixels beyond one row, by id. */
  readonly #more = new Map<number, number>();
  /** The same by place, each with all before it; null until it is asked for again. */
  #sums: { index: number; more: number }[] | null = [];

  constructor(
    private readonly rows: LogRows,
    readonly row: number,
  ) {}

  get total(): number {
    return this.topOf(this.rows.size);
  }

  topOf(index: number): number {
    return index * this.row + this.#moreBefore(index);
  }

  /** The row that covers a point so far from the top. */
  indexAt(top: number): number {
    let [low, high] = [0, Math.max(0, this.rows.size - 1)];
    if (this.#more.size === 0) return Math.max(low, Math.min(high, Math.floor(top / this.row)));
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if (this.topOf(middle) <= top) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  see(id: number, height: number): void {
    const more = height - this.row;
    if (more === (this.#more.get(id) ?? 0)) return;
    this.#more.delete(id);
    if (more > 0) this.#more.set(id, more);
    if (this.#more.size > MOST_HIGHER) for (const first of this.#more.keys()) if (this.#more.delete(first)) break;
    this.#sums = null;
  }

  /** Rows came or went: places are others now. */
  shift(): void {
    if (this.#more.size > 0) this.#sums = null;
  }

  forget(): void {
    this.#more.clear();
    this.#sums = [];
  }

  #moreBefore(index: number): number {
    this.#sums ??= this.#added();
    let [low, high] = [0, this.#sums.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#sums[middle]?.index ?? index) < index) low = middle + 1;
      else high = middle;
    }
    return this.#sums[low - 1]?.more ?? 0;
  }

  #added(): { index: number; more: number }[] {
    const found: { index: number; more: number }[] = [];
    for (const [id, more] of this.#more) {
      const index = this.rows.indexOf(id);
      if (index >= 0 && this.rows.idAt(index) === id) found.push({ index, more });
      else this.#more.delete(id);
    }
    found.sort((a, b) => a.index - b.index);
    let sum = 0;
    for (const each of found) {
      sum += each.more;
      each.more = sum;
    }
    return found;
  }
}
