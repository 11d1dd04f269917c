export const STREAMS = ["stdout", "stderr"] as const;
export type LogStream = (typeof STREAMS)[number];

/** How far a page has read one stream of a container: the last moment, RFC 3339 with nanoseconds, and how many lines of that very moment it holds. */
export interface LogCursor {
  container: string;
  stream: LogStream;
  at: string;
  lines: number;
}
