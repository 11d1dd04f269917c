"use client";
import { useWindowVirtualizer } from "@tanstack/react-virtual";
import { type ReactNode, useEffect, useRef, useState } from "react";
import type { Row } from "./arrange";

export type DrawRow = (row: Row, measure?: { ref: (row: HTMLTableRowElement | null) => void; index: number }) => ReactNode;

const ROW = { stack: 45, service: 41 } as const;

/** A window onto a long list: spacers keep the page as long as it would be. */
export function RowsInSight({ rows, draw, first }: { rows: Row[]; draw: DrawRow; first: number }) {
  const top = useRef<HTMLTableRowElement>(null);
  const [offset, setOffset] = useState<number | null>(null);
  // After every drawing: what stands above the list comes and goes.
  useEffect(() => {
    if (top.current) setOffset(Math.round(top.current.getBoundingClientRect().top + window.scrollY));
  });
  const virtual = useWindowVirtualizer({
    count: rows.length,
    estimateSize: (index) => ROW[rows[index]?.kind ?? "stack"],
    getItemKey: (index) => rows[index]?.key ?? index,
    overscan: 12,
    scrollMargin: offset ?? 0,
  });
  const items = virtual.getVirtualItems();
  if (offset === null || items.length === 0) {
    return (
      <>
        <tr ref={top} className="row-space" aria-hidden />
        {rows.slice(0, first).map((row) => draw(row))}
      </>
    );
  }
  const before = (items[0]?.start ?? 0) - offset;
  const after = virtual.getTotalSize() - ((items.at(-1)?.end ?? 0) - offset);
  return (
    <>
      <tr ref={top} className="row-space" aria-hidden />
      <Space height={before} />
      {items.map(({ index }) => {
        const row = rows[index];
        return row ? draw(row, { ref: virtual.measureElement, index }) : null;
      })}
      <Space height={after} />
    </>
  );
}

const Space = ({ height }: { height: number }) => (
  <tr className="row-space" aria-hidden>
    <td colSpan={8} style={{ height: Math.max(0, height) }} />
  </tr>
);
