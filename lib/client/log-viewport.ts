import { RowHeights } from "./log-row-heights";
import type { LogRows } from "./log-rows";

/** Rows drawn beyond either edge; what is drawn is renewed when fewer than so many are left there. */
const [BEYOND, LEAST_BEYOND] = [16, 6];

export interface RowRange {
  from: number;
  /** Not part of it. */
  to: number;
}

type Show = { id: number; align: "center" | "start" } | null;

/** Which of any number of rows are drawn, and how far they are scrolled: to the end, or to what one reads, whatever comes before or after it. */
export class LogViewport {
  height = 0;
  /** While it does, what one reads is the newest. */
  follows = true;
  readonly heights: RowHeights;
  /** The row at the upper edge and how much of it is above, or the one that is to be in the middle; and how far was scrolled when it was there. */
  #edge: { id: number; above: number | "half"; scrolled: number | null } | null = null;
  #shown: Show = null;

  constructor(
    private readonly rows: LogRows,
    row: number,
  ) {
    this.heights = new RowHeights(rows, row);
  }

  /** Where the reader has scrolled to. The row at the upper edge, if there is any. */
  look(scrolled: number): number | null {
    if (this.rows.size === 0) return null;
    const index = this.heights.indexAt(scrolled);
    const id = this.rows.idAt(index);
    this.#edge = { id, above: scrolled - this.heights.topOf(index), scrolled };
    return id;
  }

  /** How high a row is that is drawn. */
  see(index: number, height: number): void {
    this.heights.see(this.rows.idAt(index), height);
  }

  /** Rows or what is wanted of them have changed. A row to be shown is brought into sight once. */
  change(follows: boolean, show: Show): void {
    this.heights.shift();
    this.follows = follows;
    if (show === this.#shown) return;
    this.#shown = show;
    if (show === null || follows || this.rows.indexOf(show.id) < 0) return;
    this.#edge = { id: show.id, above: show.align === "center" ? "half" : 0, scrolled: null };
  }

  /** Where the list should be scrolled to now. What was scrolled since the last look was the reader's own doing. */
  wanted(scrolled: number): number {
    if (this.follows) return Math.max(0, this.heights.total - this.height);
    const index = this.#edge === null ? -1 : this.rows.indexOf(this.#edge.id);
    if (this.#edge === null || index < 0) return scrolled;
    const own = this.#edge.scrolled === null ? 0 : scrolled - this.#edge.scrolled;
    const above = this.#edge.above === "half" ? this.heights.row - this.height / 2 : this.#edge.above;
    return Math.max(0, this.heights.topOf(index) + above + own);
  }

  /** What is to be drawn. */
  range(): RowRange {
    return this.#around(BEYOND);
  }

  /** Whether what was drawn still has rows to spare around what is in sight. */
  covers({ from, to }: RowRange): boolean {
    const least = this.#around(LEAST_BEYOND);
    return from <= least.from && to >= least.to;
  }

  /** Rows in sight. */
  get inSight(): RowRange {
    return this.#around(0);
  }

  #around(beyond: number): RowRange {
    const { size } = this.rows;
    const most = Math.ceil(this.height / this.heights.row) + 1;
    const first = this.follows || this.#edge === null ? size - most : Math.max(0, this.rows.indexOf(this.#edge.id));
    return { from: Math.max(0, first - beyond), to: Math.min(size, Math.max(0, first) + most + beyond) };
  }
}
