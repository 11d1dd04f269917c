import { shownPath } from "@/lib/core/file-path";
import type { Issue, Severity } from "@/lib/core/views";
import { indexLines, type Span, type Spot } from "./place";

/** What is said about one place; `message` tells what is wrong, why, and what to do. */
export interface Remark {
  rule: string;
  at: Spot;
  /** A few words for the end of the line. */
  short: string;
  message: string;
  fix?: Issue["fix"] | undefined;
  asks?: Issue["asks"];
}

export interface Report {
  readonly text: string;
  /** The text that a place counts in. */
  textOf(at: Spot): string;
  readonly lines: number;
  /** These return undefined, so that a reader can complain and give up in one line. */
  error(remark: Remark): undefined;
  warning(remark: Remark): undefined;
  notice(remark: Remark): undefined;
  /** "line 7", and of which file where there are several. */
  lineOf(span: Span | Spot): string;
  /** Everything said so far, by position. */
  issues(): Issue[];
  readonly failed: boolean;
  /** Nothing more is kept, so looking for a good hint is not worth it. */
  readonly full: boolean;
}

/** More than this nobody reads; the rest is counted. */
const MOST_ISSUES = 200;

const byPlace = (a: Issue, b: Issue) => a.line - b.line || a.column - b.column || a.endLine - b.endLine || a.endColumn - b.endColumn;

/** One of several files, laid end to end in one text. */
export interface Part {
  name: string;
  from: number;
  to: number;
}

/** Collects issues; the same thing said twice of one place (through an alias, say) is kept once. */
export function openReport(text: string, parts: Part[] = []): Report {
  const index = indexLines(text);
  const partAt = (from: number): Part | undefined => parts.findLast((part) => part.from <= from);
  /** In a text of several files lines, columns and fixes are those of the file. */
  const inItsFile = (at: Spot, fix: Issue["fix"]): Omit<Issue, "severity" | "rule" | "path" | "short" | "message"> => {
    const part = partAt(at.from);
    const place = index.place(at);
    if (!part) return { ...place, fix };
    const above = index.place({ from: part.from, to: part.from }).line - 1;
    const here =
      fix && partAt(fix.from) === part && fix.to <= part.to + 1 ? { ...fix, from: fix.from - part.from, to: Math.min(fix.to, part.to) - part.from } : null;
    return { ...place, line: place.line - above, endLine: place.endLine - above, fix: here, file: part.name };
  };
  const order = (issue: Issue) => parts.findIndex(({ name }) => name === issue.file);
  const kept = new Map<string, Issue>();
  let dropped = 0;
  let failed = false;

  const add = (severity: Severity, { rule, at, short, message, fix, asks }: Remark): undefined => {
    failed ||= severity === "error";
    const place = inItsFile(at, fix ?? null);
    const key = `${rule} ${place.file ?? ""} ${place.line}:${place.column} ${message}`;
    if (kept.has(key)) return;
    if (kept.size >= MOST_ISSUES) dropped += 1;
    else kept.set(key, { severity, rule, path: at.path, ...place, short, message: shownPath(message), ...(asks && { asks }) });
  };

  return {
    text,
    textOf: () => text,
    lines: index.lines,
    error: (remark) => add("error", remark),
    warning: (remark) => add("warning", remark),
    notice: (remark) => add("notice", remark),
    lineOf: (span) => {
      const { line, file } = inItsFile({ path: "", ...span }, null);
      return `line ${line}${file === undefined ? "" : ` of ${file}`}`;
    },
    issues() {
      const sorted = [...kept.values()].sort((a, b) => order(a) - order(b) || byPlace(a, b));
      if (dropped === 0) return sorted;
      const at = { path: "(document)", from: text.length, to: text.length };
      const message = `${dropped} more issues are not listed. Mend the ones above and look again.`;
      return [...sorted, { severity: "error", rule: "document.many-issues", path: at.path, ...inItsFile(at, null), short: `${dropped} more`, message }];
    },
    get full() {
      return kept.size >= MOST_ISSUES;
    },
    get failed() {
      return failed;
    },
  };
}
