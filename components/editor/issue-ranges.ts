import type { Text } from "@codemirror/state";
import type { Issue, Severity } from "@/lib/core/views";

export interface IssueRange {
  issue: Issue;
  /** Offsets in the document; never empty unless the line is. */
  from: number;
  to: number;
}

const RANK: Record<Severity, number> = { error: 0, warning: 1, notice: 2 };

/** Worst first, then from the top: the order of the panel. */
export const byWeight = (issues: readonly Issue[]): Issue[] =>
  [...issues].sort(
    (a, b) => RANK[a.severity] - RANK[b.severity] || Number(Boolean(a.file)) - Number(Boolean(b.file)) || a.line - b.line || a.column - b.column,
  );

/** Where an issue stands in `text`. The text may be younger than the issue, so every place is clamped; an empty place becomes the words of its line. */
export function rangeOf(text: Text, issue: Issue): IssueRange {
  const line = text.line(clamp(issue.line, 1, text.lines));
  const lastLine = text.line(clamp(issue.endLine, line.number, text.lines));
  const from = line.from + clamp(issue.column - 1, 0, line.length);
  // A mark over many lines hides the place: it ends with its first line.
  const to = lastLine.number === line.number ? line.from + clamp(issue.endColumn - 1, 0, line.length) : line.to;
  if (to > from) return { issue, from, to };
  const words = line.text.trim();
  const start = line.from + line.text.indexOf(words);
  return { issue, from: start, to: start + words.length };
}

/** One issue for each line that has any: the worst, whose short reason stands at the end of the line. */
export function noteByLine(text: Text, issues: readonly Issue[]): Map<number, Issue> {
  const notes = new Map<number, Issue>();
  for (const issue of byWeight(issues)) {
    const line = clamp(issue.line, 1, text.lines);
    if (!notes.has(line)) notes.set(line, issue);
  }
  return notes;
}

const clamp = (value: number, low: number, high: number): number => Math.min(Math.max(value, low), high);
