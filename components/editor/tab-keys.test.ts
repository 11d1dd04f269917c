// @vitest-environment happy-dom
import { EditorView, runScopeHandlers } from "@codemirror/view";
import { expect, test } from "vitest";
import { enterKey } from "./tab-keys";

/** What Enter makes of a text with the cursor at `|`; null when it is left to the editor. */
function enter(text: string): string | null {
  const at = text.indexOf("|");
  const view = new EditorView({ doc: text.replace("|", ""), selection: { anchor: at }, extensions: [enterKey] });
  const done = runScopeHandlers(view, new KeyboardEvent("keydown", { key: "Enter" }), "editor");
  const { head } = view.state.selection.main;
  const after = view.state.doc.toString();
  view.destroy();
  return done ? `${after.slice(0, head)}|${after.slice(head)}` : null;
}

test.each([
  ["services:|", "services:\n  |"],
  ["services:\n  web: &web # shared|\n", "services:\n  web: &web # shared\n    |\n"],
  ["    ports:\n      - target:|", "    ports:\n      - target:\n          |"],
  ["  run: >-|", "  run: >-\n    |"],
])("Enter after a key without a value goes one step further in: %j", (text, after) => expect(enter(text)).toBe(after));

test.each([["  image: a:1|"], ["  ser|vices:"], ["# services:|"], ["  - a|"], ["|"]])("is left alone elsewhere: %j", (text) => expect(enter(text)).toBeNull());
