"use client";
import { type ReactNode, useState } from "react";

/** Rows from..to (exclusive) of a diff, shown or folded. */
export interface Part {
  folded: boolean;
  from: number;
  to: number;
}

/** `context` unchanged rows are kept around changes; a fold of one row would take the room of that row. */
export function partsOf(length: number, isSame: (index: number) => boolean, context: number): Part[] {
  const shown = Array.from({ length }, () => false);
  for (let at = 0; at < length; at++) if (!isSame(at)) shown.fill(true, Math.max(0, at - context), at + context + 1);
  const parts: Part[] = [];
  for (let from = 0; from < length; ) {
    let to = from + 1;
    while (to < length && shown[to] === shown[from]) to += 1;
    parts.push({ folded: shown[from] === false && to - from > 1, from, to });
    from = to;
  }
  return parts;
}

/** Draws the rows of each part; what is folded is one line, and opens where it stands. */
export function Folded({
  parts,
  draw,
  frame,
}: {
  parts: readonly Part[];
  draw: (index: number) => ReactNode;
  frame: (from: number, line: ReactNode) => ReactNode;
}) {
  const [open, setOpen] = useState<ReadonlySet<number>>(new Set());
  return parts.map(({ folded, from, to }) =>
    folded && !open.has(from)
      ? frame(
          from,
          <button type="button" className="diff-skip" onClick={() => setOpen((before) => new Set([...before, from]))}>
            {to - from} unchanged lines
          </button>,
        )
      : Array.from({ length: to - from }, (_, at) => draw(from + at)),
  );
}
