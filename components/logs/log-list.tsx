"use client";
import { useVirtualizer } from "@tanstack/react-virtual";
import { clsx } from "clsx";
import { type ClipboardEvent, type MouseEvent, type ReactNode, type RefObject, useCallback, useLayoutEffect, useRef } from "react";
import type { LogReader, ReaderSnapshot } from "@/lib/client/log-reader";
import type { LogEntry } from "@/lib/client/log-stream-buffer";
import { LogRow, type RowLook } from "./log-row";

const ROW_PX = 20;
const COMPACT_ROW_PX = 18;
const AT_END_PX = 24;
/** Rows before and after the ones in sight by which more are loaded. */
const AHEAD = 120;

export interface LogListProps {
  scroller: RefObject<HTMLDivElement | null>;
  reader: LogReader;
  snapshot: ReaderSnapshot;
  look: RowLook;
  wrap: boolean;
  compact: boolean;
  /** The line whose fields are open. */
  opened: number | null;
  onFollow: (follow: boolean) => void;
  onOpen: (entry: LogEntry) => void;
  onCopy: (event: ClipboardEvent<HTMLDivElement>) => void;
  /** Drawn over the list, such as an empty state. */
  children?: ReactNode;
}

/** Any number of rows, of which only those on screen are in the page. Follows the end until one scrolls up; what one reads then stays where it is, whatever comes before or after it. */
export function LogList({ scroller, reader, snapshot, look, wrap, compact, opened, onFollow, onOpen, onCopy, children }: LogListProps) {
  const row = compact ? COMPACT_ROW_PX : ROW_PX;
  const { rows } = reader;
  const { follow, show } = snapshot;
  // Wrapped rows keep their heights by id; where all are alike the place is enough, and nothing is built anew when old lines go.
  // biome-ignore lint/correctness/useExhaustiveDependencies: places shift with every change
  const idAt = useCallback((index: number) => rows.idAt(index), [rows, snapshot]);
  const place = useCallback((index: number) => index, []);
  const virtual = useVirtualizer({
    count: rows.size,
    getScrollElement: () => scroller.current,
    estimateSize: () => row,
    overscan: 12,
    getItemKey: wrap ? idAt : place,
  });
  /** The first row in sight and how much of it is above the edge, as of the last look; and where the list was scrolled to then. */
  const anchor = useRef<{ id: number; offset: number } | null>(null);
  const lastTop = useRef(0);
  const shown = useRef(show);

  const topOf = (index: number): number => (wrap ? (virtual.measurementsCache[index]?.start ?? index * row) : index * row);
  const firstInSight = (top: number): number => {
    if (!wrap) return Math.floor(top / row);
    return virtual.getVirtualItems().find(({ end }) => end > top)?.index ?? 0;
  };
  const drop = (element: HTMLElement) => {
    const index = Math.min(firstInSight(element.scrollTop), rows.size - 1);
    if (index < 0) return;
    const id = rows.idAt(index);
    anchor.current = { id, offset: element.scrollTop - topOf(index) };
    lastTop.current = element.scrollTop;
    reader.sees(id);
  };

  useLayoutEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    if (follow) element.scrollTop = element.scrollHeight;
    else if (show !== null && show !== shown.current && rows.indexOf(show.id) >= 0) {
      const index = rows.indexOf(show.id);
      const above = show.align === "center" ? element.clientHeight / 2 - row : 0;
      element.scrollTop = Math.max(0, topOf(index) - above);
    } else if (anchor.current !== null) {
      const index = rows.indexOf(anchor.current.id);
      // What was scrolled since the last look was the reader's own doing.
      const wanted = topOf(index) + anchor.current.offset + element.scrollTop - lastTop.current;
      if (index >= 0 && Math.abs(wanted - element.scrollTop) >= 1) element.scrollTop = wanted;
    }
    shown.current = show;
    drop(element);
    loadAround(element);
  });

  const loadAround = (element: HTMLElement) => {
    const first = firstInSight(element.scrollTop);
    const inSight = Math.ceil(element.clientHeight / row);
    if (first < AHEAD && (!follow || rows.size < inSight + AHEAD)) void reader.loadEarlier();
    if (first + inSight > rows.size - AHEAD) void reader.loadLater();
  };

  const onScroll = () => {
    const element = scroller.current;
    if (element === null) return;
    const atEnd = element.scrollHeight - element.scrollTop - element.clientHeight < AT_END_PX;
    if (follow && !atEnd && element.scrollTop < lastTop.current - 1) onFollow(false);
    // Who asked for another place waits for it: the end of what is still there is not where they want to be.
    const isGoing = snapshot.loading === "place";
    if (!follow && !isGoing && atEnd && rows.tail === "live" && element.scrollTop > lastTop.current) onFollow(true);
    drop(element);
    loadAround(element);
  };

  const onClick = (event: MouseEvent) => {
    if (!(event.target instanceof Element) || window.getSelection()?.isCollapsed === false) return;
    const index = event.target.closest<HTMLElement>("[data-index]")?.dataset.index;
    const entry = index === undefined ? undefined : rows.at(Number(index));
    if (entry?.kind === "line") onOpen(entry);
  };

  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Enter opens the line as well, see use-log-keys.ts
    <div
      ref={scroller}
      className={clsx("log log-scroll", wrap && "is-wrapped", compact && "log-compact")}
      role="log"
      aria-label="Logs"
      aria-live="off"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a scroller must be reachable by keyboard
      tabIndex={0}
      onScroll={onScroll}
      onClick={compact ? undefined : onClick}
      onCopy={onCopy}
    >
      <div className="log-inner" style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map((item) => {
          const entry = rows.at(item.index);
          if (entry === undefined) return null;
          return (
            <div
              key={entry.id}
              data-index={item.index}
              ref={wrap ? virtual.measureElement : undefined}
              className={clsx("log-place", entry.id === snapshot.marked && "is-marked", entry.id === opened && "is-open")}
              style={{ transform: `translateY(${item.start}px)`, height: wrap ? undefined : row }}
            >
              <LogRow entry={entry} look={look} />
            </div>
          );
        })}
      </div>
      {children}
    </div>
  );
}
