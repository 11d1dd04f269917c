import type { LogLine } from "./log-entry";

/** Kept lines carry a moment that never goes back; live ones only their own. */
export const order = (line: LogLine): string => line.kept?.time ?? line.at;

const momentKey = ({ source, stream, at }: LogLine): string => `${source} ${stream} ${at}`;

/** Counts lines by moment and stream: while they are live they have no number of their own. */
export class MomentCounts {
  readonly #counts = new Map<string, number>();

  add(lines: readonly LogLine[]): void {
    for (const line of lines) this.#counts.set(momentKey(line), (this.#counts.get(momentKey(line)) ?? 0) + 1);
  }

  /** Takes those away that were counted; returns the others. */
  without(lines: readonly LogLine[]): LogLine[] {
    return lines.filter((line) => {
      const key = momentKey(line);
      const count = this.#counts.get(key) ?? 0;
      if (count > 0) this.#counts.set(key, count - 1);
      return count === 0;
    });
  }
}

/** Kept lines as they came, with live ones among them that are not kept yet. */
export function merged(kept: readonly LogLine[], missing: readonly LogLine[]): readonly LogLine[] {
  if (missing.length === 0) return kept;
  // Sorting is stable, so lines of one moment stay as each side had them.
  return [...kept, ...missing].sort((a, b) => (order(a) < order(b) ? -1 : order(a) > order(b) ? 1 : 0));
}

/** What of a page is not among the lines that it was asked to go on from. */
export function withoutKnown(page: readonly LogLine[], known: readonly LogLine[]): LogLine[] {
  const counts = new MomentCounts();
  counts.add(known);
  return counts.without(page);
}
