"use client";
import { useVirtualizer } from "@tanstack/react-virtual";
import { clsx } from "clsx";
import { type ReactNode, type RefObject, useCallback, useLayoutEffect, useRef } from "react";
import type { LogSelection } from "@/lib/client/log-stream-selection";
import { LogRow, type RowLook } from "./log-row";

const ROW_PX = 20;
const COMPACT_ROW_PX = 18;
const AT_END_PX = 24;

export interface LogListProps {
  scroller: RefObject<HTMLDivElement | null>;
  selection: LogSelection;
  look: RowLook;
  wrap: boolean;
  compact: boolean;
  follow: boolean;
  onFollow: (follow: boolean) => void;
  /** Drawn over the list, such as an empty state. */
  children?: ReactNode;
}

/** Any number of rows, of which only those on screen are in the page. Follows the end until one scrolls up. */
export function LogList({ scroller, selection, look, wrap, compact, follow, onFollow, children }: LogListProps) {
  const row = compact ? COMPACT_ROW_PX : ROW_PX;
  const { size, removed } = selection;
  // Wrapped rows keep their heights by id; where all are alike the place is enough, and nothing is built anew when old lines go.
  // biome-ignore lint/correctness/useExhaustiveDependencies: places shift when lines are let go
  const idAt = useCallback((index: number) => selection.idAt(index), [selection, removed]);
  const place = useCallback((index: number) => index, []);
  const virtual = useVirtualizer({
    count: size,
    getScrollElement: () => scroller.current,
    estimateSize: () => row,
    overscan: 12,
    getItemKey: wrap ? idAt : place,
  });
  const lastTop = useRef(0);
  const lastRemoved = useRef(removed);

  useLayoutEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    // What is being read stays where it is while lines above it are let go.
    if (!follow && !wrap && removed > lastRemoved.current) element.scrollTop -= (removed - lastRemoved.current) * row;
    lastRemoved.current = removed;
    if (follow) element.scrollTop = element.scrollHeight;
    lastTop.current = element.scrollTop;
  });

  const onScroll = () => {
    const element = scroller.current;
    if (element === null) return;
    const atEnd = element.scrollHeight - element.scrollTop - element.clientHeight < AT_END_PX;
    if (follow && !atEnd && element.scrollTop < lastTop.current - 1) onFollow(false);
    if (!follow && atEnd && element.scrollTop > lastTop.current) onFollow(true);
    lastTop.current = element.scrollTop;
  };

  return (
    <div
      ref={scroller}
      className={clsx("log log-scroll", wrap && "is-wrapped", compact && "log-compact")}
      role="log"
      aria-label="Logs"
      aria-live="off"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a scroller must be reachable by keyboard
      tabIndex={0}
      onScroll={onScroll}
    >
      <div className="log-inner" style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map((item) => {
          const entry = selection.at(item.index);
          if (entry === undefined) return null;
          return (
            <div
              key={entry.id}
              data-index={item.index}
              ref={wrap ? virtual.measureElement : undefined}
              className="log-place"
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
