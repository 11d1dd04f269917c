import { forEachDiagnostic } from "@codemirror/lint";
import { type EditorState, type Extension, StateEffect, StateField } from "@codemirror/state";
import { type Command, closeHoverTooltips, EditorView, hasHoverTooltips, hoverTooltip, showTooltip, type Tooltip } from "@codemirror/view";
import type { GuideEntry } from "@/lib/core/guide";
import { composeFacts, type NoteLine, noteElement, noteLines, tableAt } from "./compose-facts";
import { type KeyInFlow, keyInFlow } from "./compose-flow";
import { pathAt, readLine } from "./compose-place";

interface KeyFound {
  key: string;
  entry: GuideEntry;
  from: number;
  to: number;
}

/** The key on the line of `pos`, in brackets the one before it; with `exactly`, only when `pos` is on it. */
export function keyAt(state: EditorState, pos: number, exactly: boolean): KeyFound | null {
  const line = state.doc.lineAt(pos);
  const lines = state.doc.toString().split("\n");
  const found = keyInFlow(lines, line.number - 1, pos - line.from, exactly) ?? keyOfLine(lines, line.number - 1);
  if (!found) return null;
  const from = line.from + found.from;
  const to = line.from + found.to;
  if (exactly && (pos < from || pos > to)) return null;
  const table = tableAt(state.facet(composeFacts).guide, found.path);
  const entry = table && Object.hasOwn(table, found.key) ? table[found.key] : undefined;
  return entry ? { key: found.key, entry, from, to } : null;
}

function keyOfLine(lines: readonly string[], index: number): KeyInFlow | null {
  const read = readLine(lines[index] ?? "");
  if (!read || read.key === null) return null;
  const { key, keyColumn: from } = read;
  return { path: pathAt(lines, index, from), key, from, to: from + key.length };
}

const tooltipOf = ({ key, from, to }: KeyFound, lines: readonly NoteLine[]): Tooltip => ({
  pos: from,
  end: to,
  above: true,
  create: () => ({ dom: noteElement(key, lines) }),
});

/** What an issue on the key says already is not said twice. */
export function linesLeft(state: EditorState, { entry, from, to }: KeyFound): NoteLine[] {
  const said: string[] = [];
  forEachDiagnostic(state, ({ message }, start, end) => {
    if (start <= to && end >= from) said.push(message);
  });
  const isSaid = (text: string | null) => text !== null && said.some((message) => message.includes(text.replaceAll("`", "")));
  return isSaid(entry.refused) ? [] : noteLines(entry).filter(({ text }) => !isSaid(text));
}

const setNote = StateEffect.define<Tooltip | null>();

/** The note that was asked for by key; it goes when one moves on. */
const askedNote = StateField.define<Tooltip | null>({
  create: () => null,
  update(note, transaction) {
    const asked = transaction.effects.find((effect) => effect.is(setNote));
    if (asked) return asked.value;
    return transaction.docChanged || transaction.selection ? null : note;
  },
  provide: (field) => showTooltip.from(field),
});

/** Shows, and says to screen readers, what is known about the key on the line of the cursor. */
export const showNote: Command = (view) => {
  const found = keyAt(view.state, view.state.selection.main.head, false);
  if (!found) {
    view.dispatch({ effects: EditorView.announce.of("Nothing is known about the key of this line.") });
    return true;
  }
  const said = noteLines(found.entry).map(({ text }) => text.replaceAll("`", ""));
  view.dispatch({
    effects: [closeHoverTooltips, setNote.of(tooltipOf(found, noteLines(found.entry))), EditorView.announce.of(`${found.key}. ${said.join(" ")}`)],
  });
  return true;
};

export const hideNote: Command = (view) => {
  if (view.state.field(askedNote, false) == null && !hasHoverTooltips(view.state)) return false;
  view.dispatch({ effects: [setNote.of(null), closeHoverTooltips] });
  return true;
};

export const composeNotes: Extension = [
  askedNote,
  hoverTooltip((view, pos) => {
    const found = keyAt(view.state, pos, true);
    const lines = found ? linesLeft(view.state, found) : [];
    return found && lines.length > 0 ? tooltipOf(found, lines) : null;
  }),
];
