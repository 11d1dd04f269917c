"use client";
import { clsx } from "clsx";
import { type ClipboardEvent, type MouseEvent, type ReactNode, type RefObject, useEffect, useLayoutEffect, useMemo, useReducer, useRef } from "react";
import { flushSync } from "react-dom";
import type { LogLine } from "@/lib/client/log-entry";
import type { LogReader } from "@/lib/client/log-reader";
import { LogViewport } from "@/lib/client/log-viewport";
import { LogRow, type RowLook } from "./log-row";
import { useLines } from "./use-lines";

const ROW_PX = 20;
const COMPACT_ROW_PX = 18;
const AT_END_PX = 24;
/** Rows before and after the ones in sight by which more are loaded. */
const AHEAD = 120;

export interface LogListProps {
  scroller: RefObject<HTMLDivElement | null>;
  reader: LogReader;
  look: RowLook;
  wrap: boolean;
  compact: boolean;
  /** The line whose fields are open. */
  opened: number | null;
  onFollow: (follow: boolean) => void;
  onOpen: (line: LogLine) => void;
  onCopy: (event: ClipboardEvent<HTMLDivElement>) => void;
  /** Drawn over the list, such as an empty state. */
  children?: ReactNode;
}

/** Any number of rows, of which only those on screen are in the page. Follows the end until one scrolls up; what one reads then stays where it is, whatever comes before or after it. */
export function LogList({ scroller, reader, look, wrap, compact, opened, onFollow, onOpen, onCopy, children }: LogListProps) {
  const row = compact ? COMPACT_ROW_PX : ROW_PX;
  const { rows } = reader;
  const { follow, show, marked, loading } = reader.snapshot();
  const [, redraw] = useReducer((drawn: number) => drawn + 1, 0);
  const viewport = useMemo(() => new LogViewport(rows, row), [rows, row]);
  const inner = useRef<HTMLDivElement>(null);
  const drawn = useRef<HTMLDivElement>(null);
  const scrolled = useRef(0);
  useLines(reader);
  viewport.change(follow, show);
  const range = viewport.range();

  const lookAt = (element: HTMLElement) => {
    scrolled.current = element.scrollTop;
    const first = viewport.look(scrolled.current);
    if (first !== null) reader.sees(first);
    const { from, to } = viewport.inSight;
    if (from < AHEAD && (!follow || rows.size < to - from + AHEAD)) void reader.loadEarlier();
    if (to > rows.size - AHEAD) void reader.loadLater();
  };

  useLayoutEffect(() => {
    if (!wrap) viewport.heights.forget();
  }, [viewport, wrap]);

  useLayoutEffect(() => {
    const element = scroller.current;
    if (element === null || inner.current === null || drawn.current === null) return;
    viewport.height = element.clientHeight;
    if (wrap) for (const [at, place] of [...drawn.current.children].entries()) viewport.see(range.from + at, (place as HTMLElement).offsetHeight);
    inner.current.style.height = `${viewport.heights.total}px`;
    drawn.current.style.transform = `translateY(${viewport.heights.topOf(range.from)}px)`;
    const wanted = viewport.wanted(element.scrollTop);
    if (Math.abs(wanted - element.scrollTop) >= 1) element.scrollTop = wanted;
    lookAt(element);
    if (!viewport.covers(range)) redraw();
  });

  useEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    let width = element.clientWidth;
    const observer = new ResizeObserver(() => {
      if (element.clientWidth !== width) viewport.heights.forget();
      width = element.clientWidth;
      redraw();
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, [scroller, viewport]);

  const onScroll = () => {
    const element = scroller.current;
    if (element === null) return;
    const before = scrolled.current;
    const atEnd = element.scrollHeight - element.scrollTop - element.clientHeight < AT_END_PX;
    lookAt(element);
    if (follow && !atEnd && scrolled.current < before - 1) onFollow(false);
    // Who asked for another place waits for it: the end of what is still there is not where they want to be.
    if (!follow && loading !== "place" && atEnd && rows.tail === "live" && scrolled.current > before) onFollow(true);
    // In the same frame, so that no empty place is seen.
    if (!viewport.covers(range)) flushSync(redraw);
  };

  const onClick = (event: MouseEvent) => {
    if (!(event.target instanceof Element) || window.getSelection()?.isCollapsed === false) return;
    const index = event.target.closest<HTMLElement>("[data-index]")?.dataset.index;
    const entry = index === undefined ? undefined : rows.at(Number(index));
    if (entry?.kind === "line") onOpen(entry);
  };

  // Where all rows are others with each drawing, it is quicker to write into those there are.
  const isRushing = follow && reader.stream.rushes;
  const entries = rows.slice(range.from, range.to);
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
      <div className="log-inner" ref={inner}>
        <div className="log-drawn" ref={drawn}>
          {entries.map((entry, at) => (
            <div
              key={isRushing ? at : entry.id}
              data-index={range.from + at}
              className={clsx("log-place", entry.id === marked && "is-marked", entry.id === opened && "is-open")}
            >
              <LogRow entry={entry} look={look} />
            </div>
          ))}
        </div>
      </div>
      {children}
    </div>
  );
}
