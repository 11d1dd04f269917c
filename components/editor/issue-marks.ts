import { type Action, type Diagnostic, lintGutter, setDiagnostics } from "@codemirror/lint";
import { type EditorState, type Extension, RangeSetBuilder, StateEffect, StateField, type TransactionSpec } from "@codemirror/state";
import { Decoration, type DecorationSet, EditorView, GutterMarker, gutterLineClass } from "@codemirror/view";
import type { AskedField, Issue } from "@/lib/core/views";
import { goToField } from "./asked-field";
import { applyFix, placedFixes, setPlacedIssues } from "./issue-fixes";
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

class LineTint extends GutterMarker {
  constructor(override readonly elementClass: string) {
    super();
  }
}
const TINTS = { error: new LineTint("ed-error"), warning: new LineTint("ed-warning"), notice: new LineTint("ed-notice") };

/** The tint goes on through the gutters, so that the whole row is seen. */
const gutterTints = gutterLineClass.compute([notes], (state) => {
  const builder = new RangeSetBuilder<GutterMarker>();
  state.field(notes).between(0, state.doc.length, (from, _to, mark) => {
    const severity = mark.spec.severity as keyof typeof TINTS;
    builder.add(from, from, TINTS[severity]);
  });
  return builder.finish();
});

function noteMarks(state: EditorState, issues: readonly Issue[]): DecorationSet {
  const builder = new RangeSetBuilder<Decoration>();
  const lines = [...noteByLine(state.doc, issues)].sort(([a], [b]) => a - b);
  for (const [number, issue] of lines) {
    const { from } = state.doc.line(number);
    builder.add(from, from, Decoration.line({ severity: issue.severity, class: `ed-${issue.severity}`, attributes: { "data-note": issue.short } }));
  }
  return builder.finish();
}

const SEVERITY = { error: "error", warning: "warning", notice: "info" } as const;

export function diagnosticOf(state: EditorState, issue: Issue): Diagnostic {
  const { from, to } = rangeOf(state.doc, issue);
  return {
    from,
    to,
    severity: SEVERITY[issue.severity],
    message: issue.message.replaceAll("`", ""),
    actions: issue.fix ? [fixAction(issue, issue.fix.label)] : issue.asks ? [askAction(issue.asks)] : [],
  };
}

/** The button in the tooltip: it takes the fix from where it is by now. */
const fixAction = (issue: Issue, name: string): Action => ({
  name,
  apply(view, from) {
    const now = view.state.field(placedFixes).find((one) => one.message === issue.message && one.from === from)?.fix;
    if (now) applyFix(view, now);
  },
});

const askAction = (asked: AskedField): Action => ({ name: `Fill in ${asked.name}`, apply: () => goToField(asked) });

/** The transaction that shows `issues`, and nothing else, in the editor. */
export function showIssues(state: EditorState, issues: readonly Issue[]): TransactionSpec {
  const spec = setDiagnostics(
    state,
    issues.map((issue) => diagnosticOf(state, issue)),
  );
  return { ...spec, effects: [...[spec.effects ?? []].flat(), setNotes.of(issues), setPlacedIssues.of(issues)] };
}

export const issueMarks: Extension = [lintGutter(), notes, gutterTints, placedFixes];
