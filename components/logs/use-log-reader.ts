"use client";
import { useCallback, useEffect, useMemo, useRef, useState, useSyncExternalStore } from "react";
import { useSocket } from "@/lib/client/live";
import { keptReader } from "@/lib/client/log-kept";
import type { LogQuestion } from "@/lib/client/log-question";
import { LogReader } from "@/lib/client/log-reader";
import type { LogQuery } from "@/lib/client/log-stream";

const never = () => () => undefined;

export interface LogReading {
  reader: LogReader | null;
  /** After a refusal. */
  again: () => void;
}

/** Reads logs while the component is on the page; renders at most once a frame. */
export function useLogReader({ environment, stack, service, containers, tail, since }: LogQuery, question: LogQuestion, history: boolean): LogReading {
  const socket = useSocket();
  const [reader, setReader] = useState<LogReader | null>(null);
  const [attempt, setAttempt] = useState(0);
  const chosen = containers?.join(" ") ?? null;
  const asked = useRef(question);

  // biome-ignore lint/correctness/useExhaustiveDependencies: an attempt opens the same logs once more
  useEffect(() => {
    const kept = history ? keptReader(environment, stack) : null;
    const query = { environment, stack, service, containers: chosen?.split(" ") ?? null, tail, since };
    const opened = new LogReader(socket, query, { kept });
    opened.ask(asked.current);
    setReader(opened);
    return () => opened.close();
  }, [socket, environment, stack, service, chosen, tail, since, attempt, history]);

  useEffect(() => {
    if (asked.current === question) return;
    asked.current = question;
    reader?.ask(question);
  }, [reader, question]);

  useSyncExternalStore(reader?.subscribe ?? never, reader?.snapshot ?? (() => null), () => null);
  const again = useCallback(() => setAttempt((count) => count + 1), []);
  return useMemo(() => ({ reader, again }), [reader, again]);
}
