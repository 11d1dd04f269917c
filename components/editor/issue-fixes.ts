import { acceptCompletion } from "@codemirror/autocomplete";
import { nextDiagnostic, previousDiagnostic } from "@codemirror/lint";
import { type EditorState, Facet, StateEffect, StateField } from "@codemirror/state";
import { type Command, EditorView, type KeyBinding } from "@codemirror/view";
import type { AskedField, Issue } from "@/lib/core/views";
import { goToField } from "./asked-field";
import { hideNote, showNote } from "./compose-notes";
import { rangeOf } from "./issue-ranges";

export interface PlacedFix {
  /** Where the issue stands. */
  from: number;
  to: number;
  message: string;
  /** Null when there is no fix, or what it would replace was edited since. */
  fix: Fix | null;
  asks: AskedField | null;
}

/** Told of every fix that is applied, from wherever: one may do more than change the text. */
export const onFix = Facet.define<(fix: NonNullable<Issue["fix"]>) => void>();

export const setPlacedIssues = StateEffect.define<readonly Issue[]>();

/** Issues with their fixes, carried along while one types elsewhere: a fix must never hit another place than the one it was made for. */
export const placedFixes = StateField.define<readonly PlacedFix[]>({
  create: () => [],
  update(placed, transaction) {
    const fresh = transaction.effects.find((effect) => effect.is(setPlacedIssues));
    if (fresh) return fresh.value.map((issue) => place(transaction.state, issue));
    if (!transaction.docChanged) return placed;
    const { changes } = transaction;
    return placed.map(({ from, to, message, fix, asks }) => ({
      asks,
      from: changes.mapPos(from, -1),
      to: changes.mapPos(to, 1),
      message,
      fix: fix && !changes.touchesRange(fix.from, fix.to) ? { ...fix, from: changes.mapPos(fix.from, 1), to: changes.mapPos(fix.to, -1) } : null,
    }));
  },
});

function place({ doc }: EditorState, issue: Issue): PlacedFix {
  const { from, to } = rangeOf(doc, issue);
  return { from, to, message: issue.message, fix: issue.fix && issue.fix.to <= doc.length ? issue.fix : null, asks: issue.asks ?? null };
}

type Fix = NonNullable<Issue["fix"]>;

export function applyFix(view: EditorView, fix: Fix): void {
  const { from, to, insert, label } = fix;
  view.dispatch({
    changes: { from, to, insert },
    selection: { anchor: from + insert.length },
    scrollIntoView: true,
    userEvent: "input.fix",
    effects: EditorView.announce.of(`${label}: done.`),
  });
  for (const tell of view.state.facet(onFix)) tell(fix);
}

/** Several as one step that is undone as one; of two that touch each other the first. */
export function applyFixes(view: EditorView, fixes: readonly Fix[]): void {
  const apart: Fix[] = [];
  for (const fix of [...fixes].sort((a, b) => a.from - b.from)) {
    const last = apart.at(-1);
    // Lines that follow each other may both go; two texts for one place may not both come.
    const isApart = !last || fix.from > last.to || (fix.from === last.to && fix.insert === "" && last.insert === "");
    if (isApart && fix.to <= view.state.doc.length) apart.push(fix);
  }
  const [first, another] = apart;
  if (!first) return;
  if (!another) return applyFix(view, first);
  view.dispatch({
    changes: apart.map(({ from, to, insert }) => ({ from, to, insert })),
    selection: { anchor: first.from + first.insert.length },
    scrollIntoView: true,
    userEvent: "input.fix",
    effects: EditorView.announce.of(`${first.label}, in ${apart.length} places: done.`),
  });
  for (const tell of view.state.facet(onFix)) for (const fix of apart) tell(fix);
}

/** The issue under the cursor that can be mended, else the first such one on its line. */
export function fixAt(state: EditorState): PlacedFix | null {
  const { head } = state.selection.main;
  const line = state.doc.lineAt(head);
  const near = state.field(placedFixes).filter(({ fix, asks, from, to }) => (fix || asks) && from <= line.to && to >= line.from);
  return near.find(({ from, to }) => from <= head && head <= to) ?? near[0] ?? null;
}

const fixHere: Command = (view) => {
  const { fix = null, asks = null } = (view.state.readOnly ? null : fixAt(view.state)) ?? {};
  if (fix) applyFix(view, fix);
  else if (asks) goToField(asks);
  return fix !== null || asks !== null;
};

/** Moves to an issue and says it: the reason at the end of the line is for eyes only. */
const goToIssue =
  (move: Command): Command =>
  (view) => {
    if (!move(view)) return false;
    const { from } = view.state.selection.main;
    const found = view.state.field(placedFixes).find((one) => one.from === from) ?? null;
    const way = found?.fix?.label ?? (found?.asks ? `Fill in ${found.asks.name}` : null);
    if (found) view.dispatch({ effects: EditorView.announce.of(`${found.message}${way === null ? "" : ` Control period: ${way}.`}`) });
    return true;
  };

/** Listed for people in components/shell/keys-dialog.tsx. */
export const issueKeys: readonly KeyBinding[] = [
  { key: "F8", run: goToIssue(nextDiagnostic), preventDefault: true },
  { key: "Shift-F8", run: goToIssue(previousDiagnostic), preventDefault: true },
  { key: "Mod-.", run: fixHere, preventDefault: true },
  { key: "Mod-Enter", run: fixHere },
  { key: "Mod-i", run: showNote, preventDefault: true },
  { key: "Escape", run: hideNote },
  { key: "Tab", run: acceptCompletion },
];
