import type { Problem } from "./errors";
import type { LogStream } from "./log-cursor";

/** How a command ended. */
export interface RunEnd {
  /** Null when it was ended for taking too long, or nobody could tell. */
  exitCode: number | null;
  timedOut: boolean;
}

/** What comes of a command while it runs, a JSON text on each line; the last one is how it ended, or why nobody knows. */
export type RunWord = { say: string; stream: LogStream } | { cut: LogStream } | { end: RunEnd } | { problem: Problem };
