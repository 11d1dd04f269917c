import { EditorState, Text } from "@codemirror/state";
import { describe, expect, test } from "vitest";
import type { Issue } from "@/lib/core/views";
import { diagnosticOf, showIssues } from "./issue-marks";
import { byWeight, noteByLine, rangeOf } from "./issue-ranges";

const TEXT = "services:\n  web:\n    image: nginx\n    privileged: true\n";
const doc = Text.of(TEXT.split("\n"));
const issue = (part: Partial<Issue>): Issue => ({
  severity: "error",
  rule: "policy.privileged",
  path: "services.web.privileged",
  line: 4,
  column: 5,
  endLine: 4,
  endColumn: 21,
  short: "not allowed",
  message: "Not allowed here.",
  fix: null,
  ...part,
});
const marked = (part: Partial<Issue>) => {
  const { from, to } = rangeOf(doc, issue(part));
  return TEXT.slice(from, to);
};

describe("where an issue stands", () => {
  test("is the text from column to column", () => expect(marked({})).toBe("privileged: true"));
  test("ends with its line when it goes on", () => expect(marked({ line: 2, column: 3, endLine: 4, endColumn: 21 })).toBe("web:"));
  test("is the words of the line when it is empty", () => expect(marked({ line: 3, column: 1, endLine: 3, endColumn: 1 })).toBe("image: nginx"));
  test("stays inside a text that got shorter", () => {
    const { from, to } = rangeOf(Text.of(["a"]), issue({ line: 40, endLine: 41, column: 9, endColumn: 90 }));
    expect([from, to]).toEqual([0, 1]);
  });
});

test("the worst issue of a line stands at its end", () => {
  const notes = noteByLine(doc, [issue({ severity: "notice", short: "note" }), issue({ short: "bad" }), issue({ line: 2, severity: "warning", short: "hm" })]);
  expect([...notes].map(([line, { short }]) => [line, short])).toEqual([
    [4, "bad"],
    [2, "hm"],
  ]);
});

test("errors come before warnings, the upper line before the lower", () => {
  const sorted = byWeight([issue({ severity: "warning", line: 1 }), issue({ line: 4 }), issue({ line: 2 })]);
  expect(sorted.map(({ severity, line }) => `${severity} ${line}`)).toEqual(["error 2", "error 4", "warning 1"]);
});

test("an issue becomes a diagnostic of the editor", () => {
  const state = EditorState.create({ doc: TEXT });
  expect(diagnosticOf(state, issue({ severity: "notice" }))).toMatchObject({ from: 38, to: 54, severity: "info", message: "Not allowed here." });
  expect(() => state.update(showIssues(state, [issue({}), issue({ line: 99 })]))).not.toThrow();
});
