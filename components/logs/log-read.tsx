"use client";
import { useRef, useState } from "react";
import { type LogAddress, NO_ADDRESS } from "@/lib/client/log-address";
import type { LogLine } from "@/lib/client/log-entry";
import { filters, filtersText, type LogQuestion } from "@/lib/client/log-question";
import type { LogReader } from "@/lib/client/log-reader";
import { useNow } from "@/lib/client/now";
import { keptPositionText } from "@/lib/core/kept-logs";
import { exactMoment, msOfMoment } from "@/lib/core/log-time";
import { LogBar, type Tail } from "./log-bar";
import { logDownloads } from "./log-downloads";
import { LogHistogram, type LogHistogramProps } from "./log-histogram";
import { LogLinePanel } from "./log-line-panel";
import { LogNotes } from "./log-notes";
import { LogPane } from "./log-pane";
import type { LogScope } from "./log-scope";
import { LogStrip } from "./log-strip";
import type { ChangeLogAddress } from "./use-log-address";
import type { LogChoices } from "./use-log-choices";
import { useLogHistogram } from "./use-log-histogram";
import { useLogKeys } from "./use-log-keys";

/** Where a line opens below the others and takes room from them (log-desk.css), it is brought into what is left. */
const PANEL_BELOW = "(max-width: 1120px)";

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
  const open = (line: LogLine | null) => {
    setOpened(line);
    if (line !== null && window.matchMedia(PANEL_BELOW).matches) reader.mark(line.id);
  };
  const stepOpened = (direction: 1 | -1) => {
    const next = opened === null ? null : rows.findLine(rows.indexOf(opened.id) + direction, direction);
    if (next === null) return;
    setOpened(next);
    reader.mark(next.id);
  };
  useLogKeys({
    start: () => void reader.toStart(),
    end: () => setFollow(true),
    follow: () => setFollow(!snapshot.follow),
    wrap: () => choose({ wrap: !choices.wrap }),
    hit,
    close: () => setOpened(null),
    open: () => open(rows.findLine(rows.indexOf(snapshot.marked ?? reader.reading ?? 0), 1)),
  });

  const isSearch = snapshot.search !== null && question.line === null;
  return (
    <div className="log-frame">
      <LogBar
        {...{ reader, text, textProblem, onText, address, onChange, tail, onTail, choices }}
        found={isSearch}
        filtered={filters(question)}
        onChoose={choose}
        onJump={jump}
        downloads={logDownloads(scope, reader, question)}
      />
      {choices.histogram && (
        <Histogram
          {...{ scope, reader, question, utc }}
          onRange={(from, to) => onChange({ since: new Date(from).toISOString(), until: new Date(to).toISOString(), line: null }, "step")}
          onJump={(ms) => jump(exactMoment(ms))}
        />
      )}
      <LogStrip
        {...{ snapshot, question, utc }}
        onStop={() => reader.stopSearch()}
        onSearchOn={() => reader.searchNow()}
        onStep={hit}
        onLeaveLine={leaveLine}
        onAgain={() => (snapshot.keeping === "unknown" ? void reader.refreshSources() : reader.ask(question))}
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
      <LogNotes reader={reader} />
    </div>
  );
}

function Histogram({
  scope,
  reader,
  question,
  ...rest
}: Pick<LogReadProps, "scope" | "reader" | "question"> & Pick<LogHistogramProps, "utc" | "onRange" | "onJump">) {
  const now = Math.floor(useNow() / 1000) * 1000;
  const snapshot = reader.snapshot();
  const histogram = useLogHistogram(scope, reader, snapshot, question);
  const read = snapshot.follow ? null : reader.momentRead();
  return <LogHistogram {...rest} now={now} histogram={histogram} place={read === null ? null : msOfMoment(read)} />;
}

/** The address of a line: whoever opens it sees that line among its neighbours. */
function linkTo(line: string): string {
  const params = new URLSearchParams(window.location.search);
  for (const name of ["since", "until", "level", "stream", "line"]) params.delete(name);
  params.set("line", line);
  return `${window.location.origin}${window.location.pathname}?${params.toString().replaceAll("%7E", "~").replaceAll("%3A", ":")}`;
}
