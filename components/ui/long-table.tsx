"use client";
import { useEffect, useRef } from "react";
import { Button } from "./button";
import { RowsInWindow, type RowsInWindowProps } from "./rows-in-window";
import { Table, type TableProps } from "./table";

/** Of the query that fetches them, page by page. */
interface Fetched {
  data?: { pages: readonly unknown[] } | undefined;
  hasNextPage: boolean;
  isFetchingNextPage: boolean;
  fetchNextPage: () => Promise<unknown>;
}

interface LongTableProps<Row> extends Pick<TableProps, "label" | "columns" | "className">, Pick<RowsInWindowProps<Row>, "rows" | "draw"> {
  fetched: Fetched;
}

/** Newest first: only rows in sight are drawn, and what is older is fetched as one comes near to it. Without rows there is no table, but still a way on. */
export function LongTable<Row>({ rows, draw, columns, fetched, ...table }: LongTableProps<Row>) {
  return (
    <>
      {rows.length > 0 && (
        <Table {...table} columns={columns}>
          <RowsInWindow rows={rows} columns={columns.length} draw={draw} />
        </Table>
      )}
      {fetched.hasNextPage && <Older key={fetched.data?.pages.length} busy={fetched.isFetchingNextPage} onMore={() => void fetched.fetchNextPage()} />}
    </>
  );
}

function Older({ busy, onMore }: { busy: boolean; onMore: () => void }) {
  const place = useRef<HTMLDivElement>(null);
  const more = useRef(onMore);
  more.current = onMore;
  useEffect(() => {
    const element = place.current;
    if (!element) return;
    const watch = new IntersectionObserver(([seen]) => seen?.isIntersecting && more.current(), { rootMargin: "600px" });
    watch.observe(element);
    return () => watch.disconnect();
  }, []);
  return (
    <div ref={place} className="mt-3 flex justify-center">
      <Button size="sm" variant="ghost" pending={busy} onClick={onMore}>
        Show older
      </Button>
    </div>
  );
}
