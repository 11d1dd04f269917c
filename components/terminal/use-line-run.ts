"use client";
import { useEffect, useRef, useState } from "react";
import { runLine } from "@/lib/client/run-line";
import type { ShellPlace } from "@/lib/client/shell-session";
import { type Problem, problemOf } from "@/lib/core/errors";
import type { LogStream } from "@/lib/core/log-cursor";
import type { RunEnd } from "@/lib/core/run-words";

/** A part of what it said, in its order. */
export interface Piece {
  stream: LogStream;
  text: string;
}

export interface LineRun {
  line: string;
  /** Its time limit. */
  seconds: number;
  since: number;
  /** Null while it runs. */
  until: number | null;
  pieces: readonly Piece[];
  /** There was more than is kept. */
  cut: boolean;
  /** How it ended by itself or at its time limit; null when somebody stopped it. */
  end: RunEnd | null;
  problem: Problem | null;
}

/** A piece that grows is drawn anew as a whole. */
const PIECE_LENGTH = 16 * 1024;

export function withPiece(pieces: readonly Piece[], { stream, text }: Piece): readonly Piece[] {
  const last = pieces.at(-1);
  if (last === undefined || last.stream !== stream || last.text.length >= PIECE_LENGTH) return [...pieces, { stream, text }];
  return [...pieces.slice(0, -1), { stream, text: last.text + text }];
}

/** One command at a time; it ends with the page that shows it. */
export function useLineRun(place: ShellPlace): {
  run: LineRun | null;
  start: (line: string, seconds: number, reason: string | null) => void;
  stop: () => void;
} {
  const [run, setRun] = useState<LineRun | null>(null);
  const running = useRef<AbortController | null>(null);
  useEffect(() => () => running.current?.abort(), []);

  const start = (line: string, seconds: number, reason: string | null) => {
    const abort = new AbortController();
    running.current?.abort();
    running.current = abort;
    // What comes of one that was stopped is no longer shown.
    const change = (next: (was: LineRun) => Partial<LineRun>) =>
      !abort.signal.aborted && setRun((was) => (was === null || running.current !== abort ? was : { ...was, ...next(was) }));
    setRun({ line, seconds, since: Date.now(), until: null, pieces: [], cut: false, end: null, problem: null });
    runLine(
      { ...place, ...(reason !== null && { reason }) },
      {
        line,
        seconds,
        signal: abort.signal,
        onSaid: (word) => change((was) => ("cut" in word ? { cut: true } : { pieces: withPiece(was.pieces, { stream: word.stream, text: word.say }) })),
      },
    ).then(
      (end) => change(() => ({ end, until: Date.now() })),
      (error: unknown) => change(() => ({ problem: problemOf(error), until: Date.now() })),
    );
  };
  const stop = () => {
    running.current?.abort();
    setRun((was) => was && { ...was, until: was.until ?? Date.now() });
  };
  return { run, start, stop };
}
