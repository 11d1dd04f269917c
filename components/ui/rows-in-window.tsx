"use client";
import { useWindowVirtualizer } from "@tanstack/react-virtual";
import { type ReactNode, useEffect, useRef, useState } from "react";

/** A list shorter than this is drawn whole: find-in-page works, and nothing has to be measured. */
const WHOLE = 60;
const ROW = 44;

export interface RowsInWindowProps<Row> {
  rows: readonly Row[];
  columns: number;
  /** `measure` reads the height of the row as it is drawn. */
  draw: (row: Row, index: number, measure?: (row: HTMLTableRowElement | null) => void) => ReactNode;
}

/** Table rows, of a long list only those in sight. */
export function RowsInWindow<Row>({ rows, columns, draw }: RowsInWindowProps<Row>) {
  return rows.length <= WHOLE ? rows.map((row, index) => draw(row, index)) : <Windowed rows={rows} columns={columns} draw={draw} />;
}

function Windowed<Row>({ rows, columns, draw }: RowsInWindowProps<Row>) {
  const top = useRef<HTMLTableRowElement>(null);
  const [offset, setOffset] = useState<number | null>(null);
  useEffect(() => {
    if (top.current) setOffset(Math.round(top.current.getBoundingClientRect().top + window.scrollY));
  }, []);
  const virtual = useWindowVirtualizer({ count: rows.length, estimateSize: () => ROW, overscan: 10, scrollMargin: offset ?? 0 });
  const items = offset === null ? [] : virtual.getVirtualItems();
  const before = (items[0]?.start ?? 0) - (offset ?? 0);
  const after = virtual.getTotalSize() - ((items.at(-1)?.end ?? 0) - (offset ?? 0));
  return (
    <>
      <tr ref={top} className="row-space" aria-hidden />
      {items.length === 0 && rows.slice(0, WHOLE).map((row, index) => draw(row, index))}
      {items.length > 0 && <Space columns={columns} height={before} />}
      {items.map(({ index }) => {
        const row = rows[index];
        return row === undefined ? null : draw(row, index, virtual.measureElement);
      })}
      {items.length > 0 && <Space columns={columns} height={after} />}
    </>
  );
}

const Space = ({ columns, height }: { columns: number; height: number }) => (
  <tr className="row-space" aria-hidden>
    <td colSpan={columns} style={{ height: Math.max(0, height) }} />
  </tr>
);
