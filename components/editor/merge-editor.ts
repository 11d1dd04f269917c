import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { type Chunk, getChunks, goToNextChunk, goToPreviousChunk, MergeView, rejectChunk, unifiedMergeView } from "@codemirror/merge";
import { EditorState, type Extension } from "@codemirror/state";
import { EditorView, keymap, lineNumbers } from "@codemirror/view";
import { pageNonce } from "@/lib/client/nonce";
import { editorTheme } from "./editor-theme";
import { mergeTheme } from "./merge-theme";
import { tabKeys } from "./tab-keys";
import { yamlColours } from "./yaml-colours";

export interface MergeEditor {
  /** The merged text, as it stands. */
  text(): string;
  goOn(direction: 1 | -1): void;
  /** Puts their text in place of mine, in the difference at the cursor or the next one. */
  takeTheirs(): void;
  goTo(line: number): void;
  destroy(): void;
}

export interface MergeSetup {
  host: HTMLElement;
  theirs: string;
  merged: string;
  /** Side by side, or one text with theirs above each difference. */
  wide: boolean;
  labels: { theirs: string; merged: string };
  onDifferences: (count: number) => void;
}

const button = (label: string, words: string): HTMLButtonElement => {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "merge-take";
  made.title = label;
  made.textContent = words;
  made.setAttribute("aria-label", label);
  return made;
};

const look = (label: string, readOnly: boolean): Extension[] => [
  lineNumbers(),
  history(),
  tabKeys,
  keymap.of([...defaultKeymap, ...historyKeymap]),
  yamlColours,
  editorTheme,
  EditorView.cspNonce.of(pageNonce()),
  mergeTheme,
  EditorView.contentAttributes.of({ "aria-label": label, "aria-readonly": String(readOnly), spellcheck: "false", autocapitalize: "off" }),
  ...(readOnly ? [EditorState.readOnly.of(true)] : []),
];

/** Mine with what only they changed already in it, against theirs. */
export function openMerge(setup: MergeSetup): MergeEditor {
  return setup.wide ? openSideBySide(setup) : openUnified(setup);
}

const countDifferences = (onDifferences: MergeSetup["onDifferences"]) =>
  EditorView.updateListener.of(({ state }) => onDifferences(getChunks(state)?.chunks.length ?? 0));

function openSideBySide({ host, theirs, merged, labels, onDifferences }: MergeSetup): MergeEditor {
  const view = new MergeView({
    a: { doc: theirs, extensions: look(labels.theirs, true) },
    b: { doc: merged, extensions: [look(labels.merged, false), countDifferences(onDifferences)] },
    parent: host,
    revertControls: "a-to-b",
    // For the pointer; by keyboard it is "Take theirs" above the texts.
    renderRevertControl: () => Object.assign(button("Take theirs here", "→"), { tabIndex: -1 }),
    gutter: true,
  });
  onDifferences(view.chunks.length);
  return {
    ...moves(view.b),
    takeTheirs: () => {
      const chunk = chunkHere(view.b);
      if (!chunk) return;
      const insert = view.a.state.sliceDoc(chunk.fromA, Math.max(chunk.fromA, chunk.toA - 1));
      replaceChunk(view.b, chunk, insert, chunk.fromA === chunk.toA);
    },
    destroy: () => view.destroy(),
  };
}

/** As CodeMirror's own control does it: a difference ends with its line break, the last one of a text without. */
function replaceChunk(view: EditorView, chunk: Chunk, text: string, isEmpty: boolean): void {
  const { length } = view.state.doc;
  const insert = !isEmpty && chunk.toB <= length ? `${text}\n` : text;
  view.dispatch({ changes: { from: chunk.fromB, to: Math.min(length, chunk.toB), insert }, selection: { anchor: chunk.fromB }, userEvent: "revert" });
  view.focus();
}

function openUnified({ host, theirs, merged, labels, onDifferences }: MergeSetup): MergeEditor {
  const mergeControls = (type: "reject" | "accept", action: (event: MouseEvent) => void) => {
    const made = type === "reject" ? button("Take theirs here", "Take theirs") : button("Keep mine here", "Keep mine");
    made.onclick = action;
    return made;
  };
  const extensions = [look(labels.merged, false), unifiedMergeView({ original: theirs, mergeControls, gutter: true }), countDifferences(onDifferences)];
  const view = new EditorView({ doc: merged, extensions, parent: host });
  onDifferences(getChunks(view.state)?.chunks.length ?? 0);
  return {
    ...moves(view),
    takeTheirs: () => {
      const chunk = chunkHere(view);
      if (chunk) rejectChunk(view, chunk.fromB);
    },
    destroy: () => view.destroy(),
  };
}

function chunkHere(view: EditorView): Chunk | null {
  const { head } = view.state.selection.main;
  const chunks = getChunks(view.state)?.chunks ?? [];
  return chunks.find(({ endB }) => endB >= head) ?? chunks[0] ?? null;
}

const moves = (view: EditorView) => ({
  text: () => view.state.doc.toString(),
  goOn: (direction: 1 | -1) => {
    (direction === 1 ? goToNextChunk : goToPreviousChunk)(view);
    view.focus();
  },
  goTo: (number: number) => {
    const { from } = view.state.doc.line(Math.min(Math.max(number, 1), view.state.doc.lines));
    view.dispatch({ selection: { anchor: from }, effects: EditorView.scrollIntoView(from, { y: "center" }) });
    view.focus();
  },
});
