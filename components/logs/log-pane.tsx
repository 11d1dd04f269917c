"use client";
import { type ClipboardEvent, type CSSProperties, type RefObject, useMemo } from "react";
import { Icon } from "@/components/ui/icon";
import type { LogLine } from "@/lib/client/log-entry";
import { filters, type LogQuestion } from "@/lib/client/log-question";
import type { LogReader } from "@/lib/client/log-reader";
import { useNow } from "@/lib/client/now";
import { LogList } from "./log-list";
import { LogOver } from "./log-over";
import type { RowLook } from "./log-row";
import { sourceName } from "./log-source";
import { copiedLines } from "./log-text";
import { useLines } from "./use-lines";
import type { TimeStyle } from "./use-log-choices";

const number = new Intl.NumberFormat("en");

export interface LogPaneProps {
  scroller: RefObject<HTMLDivElement | null>;
  reader: LogReader;
  question: LogQuestion;
  times: TimeStyle;
  wrap: boolean;
  compact?: boolean;
  opened?: number | null;
  again: () => void;
  onOpen?: (line: LogLine) => void;
  onFollow?: (follow: boolean) => void;
  onShowAll?: () => void;
}

/** The lines themselves, what stands in their place while there are none, and the way back to the newest. */
export function LogPane({ scroller, reader, question, times, wrap, compact = false, opened = null, again, onOpen, onFollow, onShowAll }: LogPaneProps) {
  const { sources, follow, loading } = reader.snapshot();
  // A day's change is seen within a minute; only ages need the second.
  const clock = useNow();
  const now = times === "relative" ? clock : Math.floor(clock / 60_000) * 60_000;
  const labels = sources.length > 1;
  const look = useMemo<RowLook>(() => ({ sources, matcher: question.matcher, times, labels, now }), [sources, question.matcher, times, labels, now]);
  const widest = Math.max(0, ...sources.map((source) => sourceName(source).length));
  const setFollow = onFollow ?? ((on: boolean) => reader.follow(on));

  const onCopy = (event: ClipboardEvent<HTMLDivElement>) => {
    const chosen = selectedRows(scroller.current);
    if (chosen === null) return;
    event.clipboardData.setData("text/plain", copiedLines(reader.rows.slice(chosen.first, chosen.last + 1), sources));
    event.preventDefault();
  };

  return (
    <div className="log-pane" style={{ "--log-label": `${widest}ch` } as CSSProperties}>
      <LogList {...{ scroller, reader, look, wrap, compact, opened, onCopy }} onFollow={setFollow} onOpen={onOpen ?? (() => undefined)}>
        <LogOver
          reader={reader}
          filtered={filters(question)}
          ranged={question.since !== null || question.until !== null}
          compact={compact}
          onAgain={again}
          onShowAll={onShowAll ?? (() => undefined)}
        />
      </LogList>
      {loading === "earlier" && reader.rows.size > 0 && <p className="log-edge meta">Reading earlier lines</p>}
      {!follow && <Newest reader={reader} onFollow={() => setFollow(true)} />}
    </div>
  );
}

function Newest({ reader, onFollow }: { reader: LogReader; onFollow: () => void }) {
  useLines(reader);
  const { waiting } = reader;
  return (
    <button type="button" className="pill" onClick={onFollow}>
      <Icon name="down" size="sm" />
      {waiting > 0 ? `${number.format(waiting)} new ${waiting === 1 ? "line" : "lines"}` : "Follow"}
    </button>
  );
}

/** Rows that a selection spans; null for one within a row, which is copied as it is. */
function selectedRows(list: HTMLElement | null): { first: number; last: number } | null {
  const selection = window.getSelection();
  if (list === null || selection === null || selection.rangeCount === 0) return null;
  const range = selection.getRangeAt(0);
  const rows = [...list.querySelectorAll<HTMLElement>("[data-index]")].filter((row) => range.intersectsNode(row)).map((row) => Number(row.dataset.index));
  return rows.length < 2 ? null : { first: Math.min(...rows), last: Math.max(...rows) };
}
