"use client";
import { useMemo, useRef } from "react";
import { NO_ADDRESS, questionOf } from "@/lib/client/log-address";
import type { Tail } from "./log-bar";
import { LogDesk } from "./log-desk";
import { LogPane } from "./log-pane";
import type { LogScope } from "./log-scope";
import { useLogReader } from "./use-log-reader";
import "./ansi.css";
import "./logs.css";

export interface LogViewProps extends LogScope {
  /** A pane beside another: no bar, smaller lines, and only what is live. */
  compact?: boolean;
  tail?: Tail;
}

/** Lines of containers: the live ones and, where they are kept, all that came before. */
export function LogView({ compact = false, tail = 1_000, ...scope }: LogViewProps) {
  return compact ? <LiveLines {...scope} tail={tail} /> : <LogDesk {...scope} />;
}

function LiveLines({ environment, stack, service, containers, tail }: LogViewProps & { tail: Tail }) {
  const scroller = useRef<HTMLDivElement>(null);
  const question = useMemo(() => questionOf(NO_ADDRESS, 0, false), []);
  const { reader, again } = useLogReader({ environment, stack, service, containers, tail }, question, false);
  if (reader === null) return null;
  return (
    <div className="log-frame is-compact">
      <LogPane {...{ scroller, reader, question, again }} compact times="off" wrap={false} />
    </div>
  );
}
