"use client";
import { useCallback, useEffect, useMemo, useState, useSyncExternalStore } from "react";
import { useSocket } from "@/lib/client/live";
import { type LogQuery, type LogSnapshot, LogStream } from "@/lib/client/log-stream";
import { LogBuffer } from "@/lib/client/log-stream-buffer";
import { type LogFilter, LogSelection } from "@/lib/client/log-stream-selection";

const NOTHING: LogSnapshot = { state: "opening", problem: null, sources: [], skipped: 0 };
const NO_LINES = new LogBuffer();
const never = () => () => undefined;

export interface LogReading {
  snapshot: LogSnapshot;
  buffer: LogBuffer;
  /** After a refusal. */
  again: () => void;
}

/** Reads logs while the component is on the page; renders at most once a frame. */
export function useLogStream({ environment, stack, service, containers, tail }: LogQuery): LogReading {
  const socket = useSocket();
  const [stream, setStream] = useState<LogStream | null>(null);
  const [attempt, setAttempt] = useState(0);
  const chosen = containers?.join(" ") ?? null;

  // biome-ignore lint/correctness/useExhaustiveDependencies: an attempt opens the same logs once more
  useEffect(() => {
    const opened = new LogStream(socket, { environment, stack, service, containers: chosen?.split(" ") ?? null, tail });
    setStream(opened);
    return () => opened.close();
  }, [socket, environment, stack, service, chosen, tail, attempt]);

  const snapshot = useSyncExternalStore(stream?.subscribe ?? never, stream?.snapshot ?? (() => NOTHING), () => NOTHING);
  const again = useCallback(() => setAttempt((count) => count + 1), []);
  return { snapshot, buffer: stream?.buffer ?? NO_LINES, again };
}

/** What of the buffer is shown, brought up to date with every render. */
export function useSelection(buffer: LogBuffer, filter: LogFilter, matcher: RegExp | null): LogSelection {
  const selection = useMemo(() => new LogSelection(buffer, filter, matcher), [buffer, filter, matcher]);
  selection.update();
  return selection;
}
