import type { KeptFilter, KeptHistogram, KeptLine, KeptPlace, KeptPosition, KeptText, KeptWindow } from "@/lib/core/kept-logs";

/** A source to be read, by its key. */
export interface SourceToRead {
  key: string;
  folder: string;
  /** `web-1`. */
  label: string;
  /** Only lines earlier than this moment. */
  before?: string | undefined;
}

export type Test = Pick<KeptFilter, "stream" | "levels" | "text" | "since" | "until">;

/** What is asked of the thread that reads; none takes long, so that all who ask have their turn. */
export type Job = { sources: SourceToRead[]; test: Test } & (
  | { type: "window"; place: KeptPlace; limit: number; ms: number }
  | { type: "search"; before: KeptPosition | null; limit: number; ms: number }
  | { type: "histogram"; buckets: number; ms: number }
  | { type: "text"; after: KeptPosition | null; chars: number; ms: number }
  | { type: "lines"; after: KeptPosition | null; chars: number; ms: number }
  | { type: "back"; before: KeptPosition | null; lines: number; ms: number }
);

export interface Answers {
  window: Omit<KeptWindow, "sources">;
  search: { lines: KeptLine[]; next: KeptPosition | null; looked: { lines: number; bytes: number }; totalBytes: number };
  histogram: KeptHistogram;
  text: { text: Uint8Array; next: KeptPosition | null };
  lines: { lines: KeptText[]; next: KeptPosition | null };
  /** How many lines were gone back over, the last of them, and where to go on. */
  back: { lines: number; last: KeptPosition | null; next: KeptPosition | null };
}

export type AnswerTo<J extends Job> = Answers[J["type"]];
