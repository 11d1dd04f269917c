import type { KeptPosition } from "@/lib/core/kept-logs";
import type { LogStream as StreamName } from "@/lib/core/log-cursor";
import type { LogLevel } from "@/lib/core/log-level";
import type { LogAsked, LogEnd } from "@/lib/core/log-rules";

export type Level = LogLevel | null;
/** A level, or that a line says none. */
export type LevelName = LogLevel | "none";
export const levelName = (level: Level): LevelName => level ?? "none";

export interface LogLine {
  kind: "line";
  id: number;
  /** RFC 3339 with nanoseconds. */
  at: string;
  source: number;
  stream: StreamName;
  text: string;
  level: Level;
  /** Where it is kept, of a line that came from there. */
  kept?: KeptPosition;
  /** The rest of it was not sent. */
  cut?: boolean;
}

/** Lines that are missing here: the server left them out, they were written faster than they could be kept, or this page let them go while one read elsewhere. */
export interface LogGap {
  kind: "gap";
  id: number;
  source: number;
  lines: number;
  reason?: "unkept" | "let-go";
}

/** A container joined, ended, started once more, or did both at once; or somebody asked for something. */
export interface LogMark {
  kind: "mark";
  id: number;
  /** -1 for what was asked of several. */
  source: number;
  event: "joined" | "started" | "ended" | "restarted" | "asked";
  /** Of one that was told afterwards. */
  at?: string;
  end?: LogEnd;
  asked?: LogAsked;
}

export type LogEntry = LogLine | LogGap | LogMark;
/** An entry that has no place yet. */
export type NewEntry = LogEntry extends infer E ? (E extends LogEntry ? Omit<E, "id"> : never) : never;
