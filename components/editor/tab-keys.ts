import { indentUnit } from "@codemirror/language";
import { type ChangeSpec, EditorSelection, type EditorState, Prec } from "@codemirror/state";
import { type Command, keymap } from "@codemirror/view";

/** The lines touched by the selection, each once. */
function selectedLines(state: EditorState): number[] {
  const numbers = new Set<number>();
  for (const range of state.selection.ranges) {
    const last = state.doc.lineAt(range.to).number;
    for (let line = state.doc.lineAt(range.from).number; line <= last; line++) numbers.add(line);
  }
  return [...numbers];
}

/** YAML indents with spaces only: a tab moves on to the next even column, or moves the chosen lines in. */
const indent: Command = ({ state, dispatch }) => {
  if (state.readOnly) return false;
  if (state.selection.ranges.every((range) => range.empty)) {
    const change = state.changeByRange((range) => {
      const column = range.head - state.doc.lineAt(range.head).from;
      const insert = " ".repeat(2 - (column % 2));
      return { changes: { from: range.head, insert }, range: EditorSelection.cursor(range.head + insert.length) };
    });
    dispatch(state.update(change, { userEvent: "input.indent", scrollIntoView: true }));
    return true;
  }
  const changes: ChangeSpec[] = selectedLines(state).map((number) => ({ from: state.doc.line(number).from, insert: "  " }));
  dispatch(state.update({ changes, userEvent: "input.indent" }));
  return true;
};

const outdent: Command = ({ state, dispatch }) => {
  if (state.readOnly) return false;
  const changes = selectedLines(state).flatMap((number): ChangeSpec[] => {
    const line = state.doc.line(number);
    const width = /^ {1,2}/.exec(line.text)?.[0].length ?? 0;
    return width === 0 ? [] : [{ from: line.from, to: line.from + width }];
  });
  dispatch(state.update({ changes, userEvent: "delete.dedent" }));
  return true;
};

const OPENS = /^( *(?:- +)*)(["']?)[\w./$-]+\2 *:\s*(?:[|>][-+\d]*|&[\w.-]+)?\s*(?:#.*)?$/;

/** After a key whose value is still to come, the next line is one step further in. */
const goFurtherIn: Command = ({ state, dispatch }) => {
  const { head, empty } = state.selection.main;
  const line = state.doc.lineAt(head);
  const column = OPENS.exec(line.text)?.[1]?.length;
  if (state.readOnly || !empty || state.selection.ranges.length > 1 || column === undefined || line.text.slice(head - line.from).trim() !== "") return false;
  const insert = `${state.lineBreak}${" ".repeat(column + 2)}`;
  dispatch(state.update({ changes: { from: head, insert }, selection: { anchor: head + insert.length }, scrollIntoView: true, userEvent: "input" }));
  return true;
};

/** Before what CodeMirror makes of Enter; a list that is open is asked earlier still. */
export const enterKey = keymap.of([{ key: "Enter", run: goFurtherIn }]);

/** Tab indents. Escape and then Tab leaves the editor: CodeMirror lets the Tab after an Escape through. */
export const tabKeys = [
  indentUnit.of("  "),
  Prec.low(
    keymap.of([
      { key: "Tab", run: indent },
      { key: "Shift-Tab", run: outdent },
    ]),
  ),
];
