"use client";
import { autocompletion } from "@codemirror/autocomplete";
import { search } from "@codemirror/search";
import { Compartment, EditorState } from "@codemirror/state";
import { EditorView, keymap, placeholder } from "@codemirror/view";
import { basicSetup } from "codemirror";
import { type RefObject, useEffect, useId, useImperativeHandle, useRef } from "react";
import { pageNonce } from "@/lib/client/nonce";
import type { Issue } from "@/lib/core/views";
import { completeCompose } from "./complete-compose";
import { type ComposeFacts, composeFacts } from "./compose-facts";
import { composeNotes } from "./compose-notes";
import { editorTheme } from "./editor-theme";
import { applyFixes, issueKeys, onFix as toldOfFix } from "./issue-fixes";
import { issueMarks, showIssues } from "./issue-marks";
import { enterKey, tabKeys } from "./tab-keys";
import { yamlColours } from "./yaml-colours";

export interface EditorHandle {
  /** Puts the cursor at a place (both count from 1), scrolls there and focuses the editor. */
  goTo(line: number, column: number): void;
  /** One undoable change; offsets count in the present text. */
  apply(...fixes: NonNullable<Issue["fix"]>[]): void;
}

export interface CodeMirrorProps {
  text: string;
  onChange: (text: string) => void;
  issues: readonly Issue[];
  /** A fix was applied: what it does beside the text is for whoever holds that. */
  onFix?: (fix: NonNullable<Issue["fix"]>) => void;
  /** The accessible name of the textbox. */
  label: string;
  readOnly?: boolean;
  /** What an empty editor says. */
  hint?: string;
  /** For completion and the notes on keys. */
  facts?: ComposeFacts | undefined;
  handle?: RefObject<EditorHandle | null>;
}

const access = (label: string, readOnly: boolean, describedBy: string) => [
  EditorState.readOnly.of(readOnly),
  EditorView.contentAttributes.of({
    "aria-label": label,
    "aria-describedby": describedBy,
    "aria-readonly": String(readOnly),
    spellcheck: "false",
    autocapitalize: "off",
    tabindex: "0",
  }),
];
const SEARCH_WORDS = {
  next: "Next",
  previous: "Previous",
  all: "All",
  "match case": "Match case",
  regexp: "Regular expression",
  "by word": "Whole words",
  replace: "Replace",
  "replace all": "Replace all",
};
const NO_FACTS: ComposeFacts = { guide: null, variables: [] };

/** The compose editor itself. Heavy: load it through ComposeEditor. */
export default function CodeMirror({ text, onChange, issues, onFix, label, readOnly = false, hint, facts = NO_FACTS, handle }: CodeMirrorProps) {
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView | null>(null);
  const changed = useRef(onChange);
  const fixed = useRef(onFix);
  const accessible = useRef(new Compartment());
  const known = useRef(new Compartment());
  const help = useId();
  changed.current = onChange;
  fixed.current = onFix;

  // biome-ignore lint/correctness/useExhaustiveDependencies: the editor is made once; the effects below keep it up to date.
  useEffect(() => {
    if (!host.current) return;
    const tell = EditorView.updateListener.of((update) => {
      if (update.docChanged) changed.current(update.state.doc.toString());
    });
    const extensions = [
      issueMarks,
      toldOfFix.of((fix) => fixed.current?.(fix)),
      keymap.of(issueKeys),
      search({ top: true }),
      EditorState.phrases.of(SEARCH_WORDS),
      enterKey,
      basicSetup,
      tabKeys,
      ...(hint === undefined ? [] : [placeholder(hint)]),
      yamlColours,
      autocompletion({ override: [completeCompose] }),
      composeNotes,
      known.current.of(composeFacts.of(facts)),
      editorTheme,
      EditorView.cspNonce.of(pageNonce()),
      accessible.current.of(access(label, readOnly, help)),
      tell,
    ];
    view.current = new EditorView({ state: EditorState.create({ doc: text, extensions }), parent: host.current });
    return () => {
      view.current?.destroy();
      view.current = null;
    };
  }, []);

  useEffect(() => {
    view.current?.dispatch({ effects: accessible.current.reconfigure(access(label, readOnly, help)) });
  }, [label, readOnly, help]);

  useEffect(() => {
    view.current?.dispatch({ effects: known.current.reconfigure(composeFacts.of(facts)) });
  }, [facts]);

  useEffect(() => {
    const editor = view.current;
    if (!editor || editor.state.doc.toString() === text) return;
    editor.dispatch({ changes: { from: 0, to: editor.state.doc.length, insert: text } });
  }, [text]);

  useEffect(() => {
    const editor = view.current;
    if (editor) editor.dispatch(showIssues(editor.state, issues));
  }, [issues]);

  useImperativeHandle(handle, () => ({
    goTo(line, column) {
      const editor = view.current;
      if (!editor) return;
      const place = editor.state.doc.line(Math.min(Math.max(line, 1), editor.state.doc.lines));
      const anchor = Math.min(place.from + Math.max(column - 1, 0), place.to);
      editor.dispatch({ selection: { anchor }, effects: EditorView.scrollIntoView(anchor, { y: "center" }) });
      editor.focus();
    },
    apply(...fixes) {
      const editor = view.current;
      if (!editor) return;
      applyFixes(editor, fixes);
      editor.focus();
    },
  }));

  return (
    <>
      <span id={help} className="sr-only">
        Tab indents. To leave, press Escape and then Tab. F8 goes to the next issue, Control period applies its fix, Control I tells about the key of the line.
      </span>
      <div ref={host} className="h-full min-h-0" />
    </>
  );
}
