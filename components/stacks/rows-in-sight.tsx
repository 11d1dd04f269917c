"use client";
import { useWindowVirtualizer } from "@tanstack/react-virtual";
import { type ReactNode, useEffect, useRef, useState, useSyncExternalStore } from "react";
import type { Row } from "./arrange";

/** `measure` reads the height of the row as it is drawn. */
export type DrawRow = (row: Row, index: number, measure?: (row: HTMLTableRowElement | null) => void) => ReactNode;

/** As the style sheet has them; under 860 px a row is as high as its lines, so there each is measured. */
const WIDE = { stack: 44, service: 40 } as const;
const NARROW = { stack: 93, service: 93 } as const;

const query = () => window.matchMedia("(max-width: 860px)");
const useNarrow = () =>
  useSyncExternalStore(
    (tell) => {
      const media = query();
      media.addEventListener("change", tell);
      return () => media.removeEventListener("change", tell);
    },
    () => query().matches,
    () => false,
  );

/** Where the list begins on the page, px; null until it is drawn. What stands above it comes and goes. */
function useOffset(narrow: boolean) {
  const top = useRef<HTMLTableRowElement>(null);
  const [offset, setOffset] = useState<number | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another layout stands elsewhere.
  useEffect(() => {
    const page = top.current?.closest("main");
    if (!page) return;
    const read = () => top.current && setOffset(Math.round(top.current.getBoundingClientRect().top + window.scrollY));
    const watch = new ResizeObserver(read);
    watch.observe(page);
    return () => watch.disconnect();
  }, [narrow]);
  return { top, offset };
}

/** A window onto a long list: spacers keep the page as long as it would be. */
export function RowsInSight({ rows, draw, first }: { rows: Row[]; draw: DrawRow; first: number }) {
  const narrow = useNarrow();
  const { top, offset } = useOffset(narrow);
  const heights = narrow ? NARROW : WIDE;
  const virtual = useWindowVirtualizer({
    count: rows.length,
    estimateSize: (index) => heights[rows[index]?.kind ?? "stack"],
    getItemKey: (index) => rows[index]?.key ?? index,
    overscan: 10,
    scrollMargin: offset ?? 0,
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: what was measured in one layout means nothing in the other.
  useEffect(() => virtual.measure(), [narrow]);
  const items = virtual.getVirtualItems();
  const ready = offset !== null && items.length > 0;
  const before = ready ? (items[0]?.start ?? 0) - offset : 0;
  const after = ready ? virtual.getTotalSize() - ((items.at(-1)?.end ?? 0) - offset) : 0;
  return (
    <>
      <tr ref={top} className="row-space" aria-hidden />
      {ready && <Space height={before} />}
      {ready
        ? items.map(({ index }) => {
            const row = rows[index];
            return row ? draw(row, index, narrow ? virtual.measureElement : undefined) : null;
          })
        : rows.slice(0, first).map((row, index) => draw(row, index))}
      {ready && <Space height={after} />}
    </>
  );
}

const Space = ({ height }: { height: number }) => (
  <tr className="row-space" aria-hidden>
    <td colSpan={8} style={{ height: Math.max(0, height) }} />
  </tr>
);
