"use client";
import { useRef, useState } from "react";
import { type LogAddress, NO_ADDRESS } from "@/lib/client/log-address";
import { keptPath } from "@/lib/client/log-kept";
import { filters, filtersText, type LogQuestion } from "@/lib/client/log-question";
import type { LogReader } from "@/lib/client/log-reader";
import type { LogEntry, LogLine } from "@/lib/client/log-stream-buffer";
import { useNow } from "@/lib/client/now";
import { stackPath } from "@/lib/client/queries";
import { keptPositionText, keptQuery } from "@/lib/core/kept-logs";
import { exactMoment, msOfMoment } from "@/lib/core/log-time";
import { LogBar, type Tail } from "./log-bar";
import type { LogScope } from "./log-desk";
import { LogHistogram } from "./log-histogram";
import { LogLinePanel } from "./log-line-panel";
import { LogNotes } from "./log-notes";
import { LogPane } from "./log-pane";
import { LogStrip } from "./log-strip";
import type { ChangeLogAddress } from "./use-log-address";
import type { LogChoices } from "./use-log-choices";
import { useLogHistogram } from "./use-log-histogram";
import { useLogKeys } from "./use-log-keys";

export interface LogReadProps {
  scope: LogScope;
  reader: LogReader;
  question: LogQuestion;
  address: LogAddress;
  onChange: ChangeLogAddress;
  text: string;
  textProblem: string | null;
  onText: (text: string) => void;
  tail: Tail | null;
  onTail: (tail: Tail) => void;
  choices: LogChoices;
  choose: (patch: Partial<LogChoices>) => void;
  again: () => void;
}

/** The bar, the histogram, the lines and what is known of one of them. */
export function LogRead({ scope, reader, question, address, onChange, text, textProblem, onText, tail, onTail, choices, choose, again }: LogReadProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const [opened, setOpened] = useState<LogLine | null>(null);
  const snapshot = reader.snapshot();
  const utc = choices.times === "utc";
  const now = Math.floor(useNow() / 1000) * 1000;
  const { rows } = reader;

  const leaveLine = () => onChange({ line: null }, "step");
  const setFollow = (on: boolean) => {
    if (on && (question.line !== null || question.until !== null))
      onChange({ line: null, ...(question.until === null ? {} : { since: null, until: null }) }, "step");
    reader.follow(on);
  };
  const jump = (moment: string) => {
    if (question.line !== null) onChange({ line: null });
    void reader.toTime(moment);
  };
  const hit = (direction: 1 | -1) => {
    const next = reader.hitFrom(direction);
    if (next !== null) return reader.mark(next.id);
    const beyond = question.line === null ? null : reader.hits.beyond(direction);
    if (beyond !== null) onChange({ line: beyond });
    else if (direction === -1) void reader.loadEarlier();
  };
  const open = (entry: LogEntry | undefined) => setOpened(entry?.kind === "line" ? entry : null);
  const stepOpened = (direction: 1 | -1) => {
    if (opened === null) return;
    for (let at = rows.indexOf(opened.id) + direction; at >= 0 && at < rows.size; at += direction) {
      const entry = rows.at(at);
      if (entry?.kind !== "line") continue;
      setOpened(entry);
      reader.mark(entry.id);
      return;
    }
  };
  useLogKeys({
    start: () => void reader.toStart(),
    end: () => setFollow(true),
    follow: () => setFollow(!snapshot.follow),
    wrap: () => choose({ wrap: !choices.wrap }),
    hit,
    open: () => open(snapshot.marked === null ? firstInSight(scroller.current, reader) : rows.at(rows.indexOf(snapshot.marked))),
    close: () => setOpened(null),
  });

  const isSearch = snapshot.search !== null && question.line === null;
  return (
    <div className="log-frame">
      <LogBar
        {...{ text, textProblem, onText, address, onChange, tail, onTail, choices }}
        onSearch={() => reader.searchNow()}
        shown={rows.size}
        total={reader.stream.buffer.size}
        found={isSearch}
        filtered={filters(question)}
        counts={reader.stream.buffer.levels}
        sources={snapshot.sources}
        onSourcesOpen={() => void reader.refreshSources()}
        onChoose={choose}
        onJump={jump}
        downloads={downloads(scope, reader, question)}
      />
      {choices.histogram && (
        <Histogram
          {...{ scope, reader, question, utc, now }}
          onRange={(from, to) => onChange({ since: new Date(from).toISOString(), until: new Date(to).toISOString(), line: null }, "step")}
          onJump={(ms) => jump(exactMoment(ms))}
        />
      )}
      <LogStrip
        {...{ snapshot, question, utc, now }}
        onStop={() => reader.stopSearch()}
        onSearchOn={() => reader.searchNow()}
        onStep={hit}
        onLeaveLine={leaveLine}
        onAgain={() => reader.ask(question)}
      />
      <div className="log-panes">
        <LogPane
          {...{ scroller, reader, question, again }}
          times={choices.times}
          wrap={choices.wrap}
          opened={opened?.id ?? null}
          onOpen={open}
          onFollow={setFollow}
          onShowAll={() => onChange(NO_ADDRESS, "step")}
        />
        {opened !== null && (
          <LogLinePanel
            line={opened}
            source={snapshot.sources[opened.source]}
            utc={utc}
            canShowAround={filtersText(question) || question.levels !== null || question.stream !== null}
            onAround={() => void reader.positionOf(opened).then((line) => onChange({ line, text }, "step"))}
            linkTo={async () => linkTo(keptPositionText(await reader.positionOf(opened)))}
            onFilter={(next) => onText(next)}
            onStep={stepOpened}
            onClose={() => {
              setOpened(null);
              scroller.current?.focus({ preventScroll: true });
            }}
          />
        )}
      </div>
      <LogNotes snapshot={snapshot} shown={rows.size} dropped={reader.stream.buffer.droppedLines} />
    </div>
  );
}

function Histogram({
  scope,
  reader,
  question,
  ...rest
}: Pick<LogReadProps, "scope" | "reader" | "question"> & Pick<Parameters<typeof LogHistogram>[0], "utc" | "now" | "onRange" | "onJump">) {
  const snapshot = reader.snapshot();
  const histogram = useLogHistogram(scope, reader, snapshot, question);
  const read = snapshot.follow ? null : reader.momentRead();
  return <LogHistogram {...rest} histogram={histogram} place={read === null ? null : msOfMoment(read)} />;
}

function firstInSight(list: HTMLElement | null, reader: LogReader): LogEntry | undefined {
  if (list === null) return undefined;
  const top = list.getBoundingClientRect().top;
  const row = [...list.querySelectorAll<HTMLElement>("[data-index]")].find((each) => each.getBoundingClientRect().bottom > top + 2);
  return row === undefined ? undefined : reader.rows.at(Number(row.dataset.index));
}

/** The address of a line: whoever opens it sees that line among its neighbours. */
function linkTo(line: string): string {
  const params = new URLSearchParams(window.location.search);
  for (const name of ["since", "until", "level", "stream", "line"]) params.delete(name);
  params.set("line", line);
  return `${window.location.origin}${window.location.pathname}?${params.toString().replaceAll("%7E", "~").replaceAll("%3A", ":")}`;
}

function downloads({ environment, stack, service, containers }: LogScope, reader: LogReader, question: LogQuestion) {
  const query = new URLSearchParams();
  if (service !== null) query.set("service", service);
  for (const container of containers ?? []) query.append("container", container);
  const engine = `${stackPath(environment, stack)}/logs${query.size > 0 ? `?${query}` : ""}`;
  if (reader.snapshot().keeping !== "on") return { engine, kept: null, filtered: null };
  const path = `${keptPath(environment, stack)}/download`;
  const filter = reader.keptFilter();
  const isAsked = filters(question) || question.since !== null || question.until !== null;
  return {
    engine,
    kept: `${path}?${keptQuery({ service }, undefined, { gzip: 1 })}`,
    filtered: filter === null || !isAsked ? null : `${path}?${keptQuery(filter, undefined, { gzip: 1 })}`,
  };
}
