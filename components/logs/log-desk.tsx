"use client";
import { useEffect, useMemo, useState } from "react";
import { Skeleton } from "@/components/ui/skeleton";
import { matcherOrProblem, questionOf } from "@/lib/client/log-address";
import type { Tail } from "./log-bar";
import { LogRead } from "./log-read";
import type { LogScope } from "./log-scope";
import { useLogAddress } from "./use-log-address";
import { useLogChoices } from "./use-log-choices";
import { useLogReader } from "./use-log-reader";
import "./log-desk.css";

const FIRST_LINES = 1_000;

/** The whole log view: what is asked stands in the address, how it looks is the reader's own choice. */
export function LogDesk(scope: LogScope) {
  const [address, change] = useLogAddress();
  const [choices, choose] = useLogChoices();
  const [tail, setTail] = useState<Tail>(FIRST_LINES);
  /** Nothing is kept here: what the engine has is all there is. */
  const [engineOnly, setEngineOnly] = useState(false);
  /** What is being typed: the address follows. */
  const [typed, setTyped] = useState<string | null>(null);
  const text = typed ?? address.text;
  const utc = choices.times === "utc";
  const { problem } = matcherOrProblem(text);

  const { levels, stream, sources, since, until, line } = address;
  const question = useMemo(
    () => questionOf({ text, levels, stream, sources, since, until, line }, Date.now(), utc),
    [text, levels, stream, sources, since, until, line, utc],
  );
  const fromEngine = engineOnly ? (question.since ?? (line === null ? null : before(line.time))) : null;
  const query = { ...scope, tail: fromEngine === null ? tail : ("all" as const), since: fromEngine };
  const { reader, again } = useLogReader(query, question, true);
  const keeping = reader?.snapshot().keeping ?? "unknown";
  useEffect(() => {
    if (keeping !== "unknown") setEngineOnly(keeping === "off");
  }, [keeping]);

  if (reader === null) return <Skeleton width="100%" height="480px" />;
  return (
    <LogRead
      {...{ scope, reader, question, address, choices, choose, again, text }}
      textProblem={problem}
      tail={engineOnly ? tail : null}
      onTail={setTail}
      onText={(next) => {
        setTyped(next);
        change({ text: next, line: null });
      }}
      onChange={(patch, as) => {
        setTyped(null);
        change(patch, as);
      }}
    />
  );
}

/** A minute earlier: what came before a line is of interest too. */
const before = (moment: string): string => `${new Date(Date.parse(`${moment.slice(0, 19)}Z`) - 60_000).toISOString().slice(0, 19)}.000000000Z`;
