import { rounded } from "./statistics";

/**
 * A goal is its own text: `ratio <= 1.2, peerRatio <= 0.95`. `value` is Spindle's figure, `ratio` and `peerRatio` are Spindle's over the other's,
 * `added` is Spindle's minus the raw one.
 */
export interface Goal {
  gate: string;
  stretch: string;
}

export interface Figure {
  bench: string;
  figure: string;
  unit: string;
  spindle: number;
  raw?: number;
  peer?: { name: string; value: number };
  rounds: number;
  goal?: Goal;
  /** What a reader must know to read the figure right. */
  note?: string;
}

type Met = "stretch" | "gate" | "no";
type Measures = Record<"value" | "ratio" | "peerRatio" | "added", number | undefined>;

const BOUND = /(value|ratio|peerRatio|added) (<=|>=) ([\d.]+)/g;

function holds(goal: string, measures: Measures): boolean {
  const bounds = [...goal.matchAll(BOUND)];
  if (bounds.length === 0) throw new Error(`not a goal: ${goal}`);
  return bounds.every(([, name, sign, text]) => {
    const measured = measures[name as keyof Measures];
    // A rival that is not on this machine decides nothing.
    if (measured === undefined) return true;
    return sign === "<=" ? measured <= Number(text) : measured >= Number(text);
  });
}

function metBy({ goal }: Figure, measures: Measures): Met | undefined {
  if (!goal) return undefined;
  if (!holds(goal.gate, measures)) return "no";
  return holds(goal.stretch, measures) ? "stretch" : "gate";
}

const over = (value: number, other: number | undefined) => (other === undefined ? undefined : value / other);
const maybe = (value: number | undefined) => (value === undefined ? undefined : rounded(value));

/** Prints each figure as one line of JSON as soon as it is known, and all of them as a table at the end. */
export class Report {
  readonly #rows: string[][] = [];
  #failed = false;

  add(figure: Figure): void {
    const { bench, unit, spindle, raw, peer, rounds, goal, note } = figure;
    const measures: Measures = {
      value: spindle,
      ratio: over(spindle, raw),
      peerRatio: over(spindle, peer?.value),
      added: raw === undefined ? undefined : spindle - raw,
    };
    const met = metBy(figure, measures);
    const line = {
      bench,
      figure: figure.figure,
      unit,
      spindle: rounded(spindle),
      raw: maybe(raw),
      ratio: maybe(measures.ratio),
      ...(peer ? { peer: rounded(peer.value), peerName: peer.name, peerRatio: maybe(measures.peerRatio) } : {}),
      rounds,
      gate: goal?.gate,
      stretch: goal?.stretch,
      met,
      note,
    };
    console.log(JSON.stringify(line));
    this.#rows.push([
      `${bench}: ${figure.figure}`,
      `${line.spindle} ${unit}`,
      cell(line.raw),
      cell(line.ratio, "x"),
      cell(maybe(peer?.value)),
      cell(maybe(measures.peerRatio), "x"),
      met ?? "",
    ]);
  }

  /** A bench, or part of one, that could not run, and why. */
  skip(bench: string, reason: string): void {
    console.log(JSON.stringify({ bench, skipped: reason }));
    this.#rows.push([bench, `skipped: ${reason}`]);
  }

  /** A bench that began and did not come to its end: whatever it measured before stands above. */
  fail(bench: string, error: unknown): void {
    const reason = error instanceof Error ? error.message : String(error);
    this.#failed = true;
    console.log(JSON.stringify({ bench, failed: reason }));
    this.#rows.push([bench, `FAILED: ${reason}`]);
  }

  get failed(): boolean {
    return this.#failed;
  }

  table(): string {
    const rows = [["figure", "Spindle", "raw", "ratio", "peer", "ratio", "met"], ...this.#rows];
    const widths = rows[0]?.map((_, column) => Math.max(...rows.filter((row) => row.length > 2).map((row) => row[column]?.length ?? 0))) ?? [];
    return rows
      .map((row) => row.map((text, column) => (column === 0 ? text.padEnd(widths[0] ?? 0) : text.padStart(widths[column] ?? 0))).join("  "))
      .join("\n");
  }
}

const cell = (value: number | undefined, unit = ""): string => (value === undefined ? "" : `${value}${unit}`);
