import type { ErrorCode, ErrorPayloads } from "@/lib/core/errors";

/** What happened, why, and what to do: in that order, in plain words. Names stand in back-ticks. */
export interface Explanation {
  what: string;
  why: string;
  next: string;
}

/** One explanation for each of these codes. */
export type Explains<Codes extends ErrorCode> = { [C in Codes]: (data: ErrorPayloads[C]) => Explanation };

export const say = (what: string, why: string, next: string): Explanation => ({ what, why, next });

/** For a failure that has no words of its own; apart from the others, so that the last page that can be shown stays light. */
export const UNKNOWN: Explanation = {
  what: "Something went wrong in Spindle",
  why: "The server's log has the details.",
  next: "Try again; if it stays, tell your administrator when it happened.",
};

/** The second step in place: a question, the way back, and what the deciding button says. */
export interface SecondStep {
  question: string;
  keep: string;
  go: string;
}
