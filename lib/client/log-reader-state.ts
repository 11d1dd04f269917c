import type { Problem } from "@/lib/core/errors";
import type { KeptReader } from "./log-kept";
import type { SearchState } from "./log-search";
import type { LogSnapshot, LogStreamOptions } from "./log-stream";

export interface ReaderSnapshot extends LogSnapshot {
  follow: boolean;
  /** Whether earlier lines can be read from where they are kept: `off` where there are none. */
  keeping: "unknown" | "on" | "off";
  /** Lines are being kept now; false where only older ones are. */
  keepsOn: boolean;
  loading: "earlier" | "later" | "place" | null;
  historyProblem: Problem | null;
  search: SearchState | null;
  /** The row to be brought into sight, a new object each time. */
  show: { id: number; align: "center" | "start" } | null;
  /** The row that an address or a hit has led to. */
  marked: number | null;
  /** The line asked for is not there any more. */
  lineGone: boolean;
}

export interface ReaderOptions extends LogStreamOptions {
  /** Null for a view of what is live alone. */
  kept?: KeptReader | null;
  historyLimit?: number;
  pageLines?: number;
  /** Runs a call later; returns the way to call it off. */
  later?: (call: () => void, ms: number) => () => void;
}

export const callLater: NonNullable<ReaderOptions["later"]> = (call, ms) => {
  const timer = setTimeout(call, ms);
  return () => clearTimeout(timer);
};
