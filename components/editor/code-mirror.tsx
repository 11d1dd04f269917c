"use client";
import { autocompletion } from "@codemirror/autocomplete";
import { Compartment, EditorState } from "@codemirror/state";
import { EditorView } from "@codemirror/view";
import { basicSetup } from "codemirror";
import { type RefObject, useEffect, useImperativeHandle, useRef } from "react";
import type { Issue } from "@/lib/core/views";
import { completeCompose } from "./complete-compose";
import { editorTheme } from "./editor-theme";
import { issueMarks, showIssues } from "./issue-marks";
import { tabKeys } from "./tab-keys";
import { yamlColours } from "./yaml-colours";

export interface EditorHandle {
  /** Puts the cursor at a place (both count from 1), scrolls there and focuses the editor. */
  goTo(line: number, column: number): void;
  /** One undoable change; offsets count in the present text. */
  apply(fix: { from: number; to: number; insert: string }): void;
}

export interface CodeMirrorProps {
  text: string;
  onChange: (text: string) => void;
  issues: readonly Issue[];
  /** The accessible name of the textbox. */
  label: string;
  readOnly?: boolean;
  handle?: RefObject<EditorHandle | null>;
}

const access = (label: string, readOnly: boolean) => [
  EditorState.readOnly.of(readOnly),
  EditorView.contentAttributes.of({ "aria-label": label, "aria-readonly": String(readOnly), spellcheck: "false", autocapitalize: "off", tabindex: "0" }),
];

/** The compose editor itself. Heavy: load it through ComposeEditor. */
export default function CodeMirror({ text, onChange, issues, label, readOnly = false, handle }: CodeMirrorProps) {
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView | null>(null);
  const changed = useRef(onChange);
  const accessible = useRef(new Compartment());
  changed.current = onChange;

  // biome-ignore lint/correctness/useExhaustiveDependencies: the editor is made once; the effects below keep it up to date.
  useEffect(() => {
    if (!host.current) return;
    const tell = EditorView.updateListener.of((update) => {
      if (update.docChanged) changed.current(update.state.doc.toString());
    });
    const extensions = [
      issueMarks,
      basicSetup,
      tabKeys,
      yamlColours,
      autocompletion({ override: [completeCompose] }),
      editorTheme,
      accessible.current.of(access(label, readOnly)),
      tell,
    ];
    view.current = new EditorView({ state: EditorState.create({ doc: text, extensions }), parent: host.current });
    return () => {
      view.current?.destroy();
      view.current = null;
    };
  }, []);

  useEffect(() => {
    view.current?.dispatch({ effects: accessible.current.reconfigure(access(label, readOnly)) });
  }, [label, readOnly]);

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
    apply(fix) {
      const editor = view.current;
      if (!editor || fix.to > editor.state.doc.length) return;
      editor.dispatch({ changes: fix, selection: { anchor: fix.from + fix.insert.length }, scrollIntoView: true, userEvent: "input.fix" });
      editor.focus();
    },
  }));

  return <div ref={host} className="h-full min-h-0" />;
}
