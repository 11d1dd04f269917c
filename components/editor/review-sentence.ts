import type { Issue, ReviewView } from "@/lib/core/views";
import { excessInWords } from "@/lib/format/quota";

/** What the page knows about the text in the editor. */
export interface ReviewStatus {
  /** The answer for exactly this text; null while none has come. */
  view: ReviewView | null;
  /** A person pressed Review for exactly this text and it came back clean. */
  reviewed: boolean;
  checking: boolean;
  empty: boolean;
  /** The server did not answer. */
  lost?: boolean;
}

export interface BarSentence {
  tone: "broken" | "person" | "well" | "progress" | "stopped";
  strong: string;
  rest: string;
}

export type SubmitWord = "deploy" | "upgrade";

const counted = (count: number, word: string) => `${count} ${word}${count === 1 ? "" : "s"}`;

/** What is said about the choice beside the file stands in no line of it. */
export const isInText = ({ rule }: Pick<Issue, "rule">): boolean => rule !== "stack.dropped";

/** "1 error, 1 warning, 1 note"; "none" when there is nothing. */
export function issueCounts(issues: readonly Issue[]): string {
  const of = (severity: Issue["severity"]) => issues.filter((issue) => issue.severity === severity).length;
  const parts = [
    { count: of("error"), word: "error" },
    { count: of("warning"), word: "warning" },
    { count: of("notice"), word: "note" },
  ].filter(({ count }) => count > 0);
  return parts.length === 0 ? "none" : parts.map(({ count, word }) => counted(count, word)).join(", ");
}

/** The sentence of the action bar: what stops the submit, or what comes next. */
export function barSentence({ view, reviewed, checking, empty, lost = false }: ReviewStatus, submit: SubmitWord): BarSentence {
  if (empty) return { tone: "stopped", strong: "Nothing to review yet.", rest: "Paste a compose file, open one, or begin with an example." };
  if (lost) return { tone: "progress", strong: "Spindle does not answer.", rest: "Your text is kept. It is checked as soon as the line is back." };
  if (!view) return { tone: "progress", strong: checking ? "Checking the file." : "Not checked yet.", rest: checking ? "" : "Review says what would happen." };
  const errors = view.issues.filter((issue) => issue.severity === "error").sort((a, b) => a.line - b.line);
  const [first] = errors;
  if (first && !errors.some(isInText))
    return { tone: "broken", strong: `The choice of what to keep stops the ${submit}.`, rest: "Choose again under No longer in the file, then review." };
  if (first && errors.length === 1) return { tone: "broken", strong: `1 error stops the ${submit}.`, rest: `Fix line ${first.line}, then review.` };
  if (first)
    return { tone: "broken", strong: `${errors.length} errors stop the ${submit}.`, rest: `The first is on line ${(errors.find(isInText) ?? first).line}.` };
  const [missing] = view.room?.over ?? [];
  if (view.room && missing) return { tone: "broken", strong: `The quota of ${view.room.project} stops the ${submit}.`, rest: excessInWords(missing) };
  const warnings = view.issues.filter((issue) => issue.severity === "warning").length;
  if (!reviewed)
    return {
      tone: warnings ? "person" : "stopped",
      strong: warnings ? `${counted(warnings, "warning")}, no errors.` : "No errors.",
      rest: submit === "deploy" ? "Review it before the first container starts." : "Review shows what would be replaced.",
    };
  const rest = submit === "deploy" ? "Nothing has happened yet." : "Nothing has changed yet.";
  return warnings ? { tone: "person", strong: `Reviewed, with ${counted(warnings, "warning")}.`, rest } : { tone: "well", strong: "Reviewed.", rest };
}
