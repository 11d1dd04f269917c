import { EditorView } from "@codemirror/view";

/** Additions and removals in the colours of every diff in Spindle. */
export const mergeTheme = EditorView.theme({
  "&": { height: "auto" },
  ".cm-scroller": { overflow: "visible" },
  "&.cm-merge-a .cm-changedLine, .cm-deletedChunk": { background: "var(--color-broken-tint)" },
  "&.cm-merge-b .cm-changedLine, .cm-inlineChangedLine": { background: "var(--color-well-tint)" },
  "&.cm-merge-a .cm-changedText, .cm-deletedChunk .cm-deletedText": { background: "var(--color-broken-line)" },
  "&.cm-merge-b .cm-changedText": { background: "var(--color-well-line)" },
  // Pale words, such as comments, could not be read on these.
  ".cm-changedText *, .cm-deletedChunk span": { color: "var(--color-ink)" },
  ".cm-changeGutter": { width: "3px", paddingLeft: "0" },
  "&.cm-merge-a .cm-changedLineGutter, .cm-deletedLineGutter": { background: "var(--color-broken-solid)" },
  "&.cm-merge-b .cm-changedLineGutter": { background: "var(--color-well-solid)" },
  ".cm-deletedChunk": { padding: "0 20px 0 4px" },
  // Above what they are about: at its end they would cover it where the page is narrow.
  ".cm-deletedChunk .cm-chunkButtons": { position: "static", display: "flex", gap: "4px", padding: "4px 0" },
  ".cm-deletedChunk .cm-chunkButtons button": {
    border: "1px solid var(--color-line-strong)",
    background: "var(--color-surface)",
    color: "var(--color-ink)",
    margin: "0",
    padding: "0 8px",
  },
});
