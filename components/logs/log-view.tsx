"use client";
import { type KeyboardEvent, useCallback, useMemo, useRef, useState } from "react";
import { Icon } from "@/components/ui/icon";
import type { Level } from "@/lib/client/log-stream-buffer";
import { stackPath } from "@/lib/client/queries";
import { matcherOf } from "@/lib/core/log-match";
import { LogBar, type Tail } from "./log-bar";
import { LogList } from "./log-list";
import { LogOver } from "./log-over";
import type { RowLook } from "./log-row";
import { sourceName } from "./log-source";
import { useLogStream, useSelection } from "./use-log-stream";
import "./logs.css";

export interface LogViewProps {
  environment: string;
  stack: string;
  /** Null: all services of the stack. */
  service: string | null;
  /** Ids; null: all containers, also those to come. */
  containers: string[] | null;
  /** A pane beside another: no bar, smaller lines. */
  compact?: boolean;
  tail?: Tail;
}

const number = new Intl.NumberFormat("en");

function toggled<T>(set: ReadonlySet<T>, value: T): ReadonlySet<T> {
  const next = new Set(set);
  if (!next.delete(value)) next.add(value);
  return next;
}

function matcherOrProblem(text: string): { matcher: RegExp | null; problem: string | null } {
  try {
    return { matcher: matcherOf(text), problem: null };
  } catch {
    return { matcher: null, problem: "not a regex yet" };
  }
}

/** Live lines of containers: `/` filters, `f` follows, `g` and `G` go to the top and to the end. */
export function LogView({ environment, stack, service, containers, compact = false, tail: firstTail = 1_000 }: LogViewProps) {
  const [tail, setTail] = useState<Tail>(firstTail);
  const [text, setText] = useState("");
  const [hiddenLevels, setHiddenLevels] = useState<ReadonlySet<NonNullable<Level>>>(new Set());
  const [hiddenSources, setHiddenSources] = useState<ReadonlySet<number>>(new Set());
  const [times, setTimes] = useState(!compact);
  const [wrap, setWrap] = useState(false);
  /** Null while following; else the id of the first entry after following stopped. */
  const [pausedAt, setPausedAt] = useState<number | null>(null);
  const scroller = useRef<HTMLDivElement>(null);

  const { snapshot, buffer, again } = useLogStream({ environment, stack, service, containers, tail });
  const { matcher, problem } = useMemo(() => matcherOrProblem(text), [text]);
  const filter = useMemo(() => ({ hiddenLevels, hiddenSources }), [hiddenLevels, hiddenSources]);
  const selection = useSelection(buffer, filter, matcher);
  const { sources } = snapshot;
  const labels = sources.length > 1;
  const look = useMemo<RowLook>(() => ({ sources, matcher, times, labels }), [sources, matcher, times, labels]);
  const widest = Math.max(0, ...sources.map((source) => sourceName(source).length));

  const follow = pausedAt === null;
  const waiting = pausedAt === null ? 0 : selection.countFrom(pausedAt);
  const setFollow = useCallback((on: boolean) => setPausedAt(on ? null : buffer.nextId), [buffer]);
  const changeTail = (next: Tail) => {
    setTail(next);
    setPausedAt(null);
    setHiddenSources(new Set());
  };
  const showAll = () => {
    setText("");
    setHiddenLevels(new Set());
    setHiddenSources(new Set());
  };

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target instanceof HTMLInputElement || event.target instanceof HTMLSelectElement) return;
    if (event.key === "f") setFollow(!follow);
    else if (event.key === "G") setFollow(true);
    else if (event.key === "g") {
      setFollow(false);
      scroller.current?.scrollTo({ top: 0 });
    } else return;
    event.preventDefault();
  };

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the keys are shortcuts for what the buttons do
    <div className={compact ? "log-frame is-compact" : "log-frame"} style={{ "--log-label": `${widest}ch` } as React.CSSProperties} onKeyDown={onKeyDown}>
      {!compact && (
        <LogBar
          filter={text}
          filterError={problem}
          onFilter={setText}
          shown={selection.size}
          total={buffer.size}
          filtered={matcher !== null || hiddenLevels.size > 0 || hiddenSources.size > 0}
          levels={buffer.levels}
          hiddenLevels={hiddenLevels}
          onLevel={(level) => setHiddenLevels((hidden) => toggled(hidden, level))}
          sources={sources}
          hiddenSources={hiddenSources}
          onSource={(source) => setHiddenSources((hidden) => toggled(hidden, source))}
          tail={tail}
          onTail={changeTail}
          times={times}
          onTimes={() => setTimes((on) => !on)}
          wrap={wrap}
          onWrap={() => setWrap((on) => !on)}
          download={downloadPath({ environment, stack, service, containers })}
        />
      )}
      <LogList scroller={scroller} selection={selection} look={look} wrap={wrap} compact={compact} follow={follow} onFollow={setFollow}>
        <LogOver snapshot={snapshot} total={buffer.size} shown={selection.size} compact={compact} onAgain={again} onShowAll={showAll} />
      </LogList>
      {!follow && (
        <button type="button" className="pill" onClick={() => setFollow(true)}>
          <Icon name="down" size="sm" />
          {waiting > 0 ? `${number.format(waiting)} new ${waiting === 1 ? "line" : "lines"}` : "Follow"}
        </button>
      )}
      {!compact && <Notes lost={snapshot.state === "lost"} skipped={snapshot.skipped} dropped={buffer.droppedLines} />}
    </div>
  );
}

function Notes({ lost, skipped, dropped }: { lost: boolean; skipped: number; dropped: number }) {
  const missing = skipped > 0 || dropped > 0;
  if (!lost && !missing) return null;
  return (
    <p className="log-note meta" role="status">
      {lost && "Reconnecting. The log goes on where it stopped. "}
      {skipped > 0 && `${lines(skipped)} skipped, written faster than this page reads. `}
      {dropped > 0 && `${lines(dropped)} let go at the top to keep this page quick. `}
      {missing && "The download has what the engine keeps."}
    </p>
  );
}

const lines = (count: number): string => `${number.format(count)} ${count === 1 ? "line was" : "lines were"}`;

function downloadPath({ environment, stack, service, containers }: Pick<LogViewProps, "environment" | "stack" | "service" | "containers">): string {
  const query = new URLSearchParams();
  if (service !== null) query.set("service", service);
  for (const container of containers ?? []) query.append("container", container);
  return `${stackPath(environment, stack)}/logs${query.size > 0 ? `?${query}` : ""}`;
}
