import { type Diagnostic, lintGutter, setDiagnostics } from "@codemirror/lint";
import { type EditorState, type Extension, RangeSetBuilder, StateEffect, StateField, type TransactionSpec } from "@codemirror/state";
import { Decoration, type DecorationSet, EditorView } from "@codemirror/view";
import type { Issue } from "@/lib/core/views";
import { noteByLine, rangeOf } from "./issue-ranges";

const setNotes = StateEffect.define<readonly Issue[]>();

/** Tints the line and hangs the short reason on its end by attribute, so that it is never part of the text. */
const notes = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(marks, transaction) {
    const fresh = transaction.effects.find((effect) => effect.is(setNotes));
    return fresh ? noteMarks(transaction.state, fresh.value) : marks.map(transaction.changes);
  },
  provide: (field) => EditorView.decorations.from(field),
});

function noteMarks(state: EditorState, issues: readonly Issue[]): DecorationSet {
  const builder = new RangeSetBuilder<Decoration>();
  const lines = [...noteByLine(state.doc, issues)].sort(([a], [b]) => a - b);
  for (const [number, issue] of lines) {
    const { from } = state.doc.line(number);
    builder.add(from, from, Decoration.line({ class: `ed-${issue.severity}`, attributes: { "data-note": issue.short } }));
  }
  return builder.finish();
}

const SEVERITY = { error: "error", warning: "warning", notice: "info" } as const;

export function diagnosticOf(state: EditorState, issue: Issue): Diagnostic {
  const { from, to } = rangeOf(state.doc, issue);
  return { from, to, severity: SEVERITY[issue.severity], message: issue.message };
}

/** The transaction that shows `issues`, and nothing else, in the editor. */
export function showIssues(state: EditorState, issues: readonly Issue[]): TransactionSpec {
  const spec = setDiagnostics(
    state,
    issues.map((issue) => diagnosticOf(state, issue)),
  );
  return { ...spec, effects: [...[spec.effects ?? []].flat(), setNotes.of(issues)] };
}

export const issueMarks: Extension = [lintGutter(), notes];
