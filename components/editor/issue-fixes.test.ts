// @vitest-environment happy-dom
import { history, undo } from "@codemirror/commands";
import { EditorView, keymap, runScopeHandlers } from "@codemirror/view";
import { afterEach, describe, expect, test } from "vitest";
import { composeGuide } from "@/lib/compose/guide";
import { DEFAULT_POLICY } from "@/lib/core/policy";
import type { Issue } from "@/lib/core/views";
import { composeFacts } from "./compose-facts";
import { composeNotes, keyAt, linesLeft } from "./compose-notes";
import { applyFixes, issueKeys, onFix } from "./issue-fixes";
import { issueMarks, showIssues } from "./issue-marks";

const TEXT = "services:\n  web:\n    image: a\n    privileged: true\n    pid: host\n";
const at = (line: number, column: number, words: string, message: string, insert = ""): Issue => {
  const from =
    TEXT.split("\n")
      .slice(0, line - 1)
      .join("\n").length + 1;
  const to = from + (TEXT.split("\n")[line - 1]?.length ?? 0) + 1;
  return {
    severity: "error",
    rule: "r",
    path: "p",
    line,
    column,
    endLine: line,
    endColumn: column + words.length,
    short: "s",
    message,
    fix: { label: "Remove the line", from, to, insert },
  };
};
const ISSUES = [at(4, 5, "privileged", "It controls the host."), at(5, 5, "pid", "It shares a process table.")];

let view: EditorView;
function open() {
  view = new EditorView({ doc: TEXT, extensions: [issueMarks, composeNotes, keymap.of(issueKeys)], parent: document.body });
  view.dispatch(showIssues(view.state, ISSUES));
}
const press = (key: string, modifiers: KeyboardEventInit = {}) => runScopeHandlers(view, new KeyboardEvent("keydown", { key, ...modifiers }), "editor");
const line = () => view.state.doc.lineAt(view.state.selection.main.head).number;
afterEach(() => view.destroy());

describe("issues by keyboard", () => {
  test("F8 goes to the next one, Shift-F8 back", () => {
    open();
    press("F8");
    expect(line()).toBe(4);
    press("F8");
    expect(line()).toBe(5);
    press("F8", { shiftKey: true });
    expect(line()).toBe(4);
  });

  test("Control period applies the fix on the line, and nothing where there is none", () => {
    open();
    press(".", { ctrlKey: true });
    expect(view.state.doc.toString()).toBe(TEXT);
    press("F8");
    press(".", { ctrlKey: true });
    expect(view.state.doc.toString()).not.toContain("privileged");
  });

  test("a fix moves with what is typed above it, and goes when its place is edited", () => {
    open();
    view.dispatch({ changes: { from: 0, insert: "# a comment\n" } });
    press("F8");
    press(".", { ctrlKey: true });
    expect(view.state.doc.toString()).toBe(`# a comment\n${TEXT.replace("    privileged: true\n", "")}`);
    view.dispatch({
      changes: { from: view.state.doc.toString().indexOf("host"), insert: "x" },
      selection: { anchor: view.state.doc.toString().indexOf("pid") },
    });
    press(".", { ctrlKey: true });
    expect(view.state.doc.toString()).toContain("pid: xhost");
  });
});

test("the same fix in several places is one step, and one undo; what touches another is left for the next look", () => {
  view = new EditorView({ doc: TEXT, extensions: [issueMarks, history()] });
  const fixes = ISSUES.flatMap(({ fix }) => fix ?? []);
  applyFixes(view, [...fixes, { label: "Add", from: 0, to: 0, insert: "# a\n" }, { label: "Add", from: 0, to: 0, insert: "# b\n" }]);
  expect(view.state.doc.toString()).toBe("# a\nservices:\n  web:\n    image: a\n");
  undo(view);
  expect(view.state.doc.toString()).toBe(TEXT);
});

test("a fix by keyboard also takes along what it does beside the text", () => {
  const [issue] = ISSUES;
  const fix = issue?.fix && { ...issue.fix, secret: { name: "db-password", value: "hunter2" } };
  const taken: unknown[] = [];
  view = new EditorView({ doc: TEXT, extensions: [issueMarks, keymap.of(issueKeys), onFix.of((one) => taken.push(one.secret))], parent: document.body });
  view.dispatch(showIssues(view.state, issue && fix ? [{ ...issue, fix }] : []));
  press("F8");
  press(".", { ctrlKey: true });
  expect(taken).toEqual([{ name: "db-password", value: "hunter2" }]);
});

test("where the field of a value is what is missing, Control period goes there", () => {
  const [issue] = ISSUES;
  document.body.insertAdjacentHTML("beforeend", `<li id="asked-secret-db"><textarea></textarea></li>`);
  open();
  view.dispatch(showIssues(view.state, issue ? [{ ...issue, fix: null, asks: { what: "secret", name: "db" } }] : []));
  press("F8");
  press(".", { ctrlKey: true });
  expect(document.activeElement?.closest("li")?.id).toBe("asked-secret-db");
});

test("hovering a key does not say again what its issue says", () => {
  const facts = composeFacts.of({ guide: composeGuide(DEFAULT_POLICY), variables: [] });
  view = new EditorView({ doc: TEXT, extensions: [issueMarks, facts], parent: document.body });
  const pid = keyAt(view.state, TEXT.indexOf("pid") + 1, true);
  const image = keyAt(view.state, TEXT.indexOf("image") + 1, true);
  if (!pid || !image) throw new Error("no key found");
  expect(linesLeft(view.state, pid)).toHaveLength(1);
  const message = `pid is not allowed. ${pid.entry.refused}`;
  view.dispatch(showIssues(view.state, [at(5, 5, "pid", message)]));
  expect(linesLeft(view.state, pid)).toEqual([]);
  expect(linesLeft(view.state, image)).toHaveLength(1);
});
