import { EditorView } from "@codemirror/view";

const icon = (paths: string) =>
  `url("data:image/svg+xml,${encodeURIComponent(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" fill="none" stroke="black" stroke-width="2" stroke-linecap="round" stroke-linejoin="round">${paths}</svg>`)}")`;
// The shapes of Lucide's circle-x, triangle-alert and info, as masks so that they take the state colours of the theme.
const shapes = {
  error: icon('<circle cx="12" cy="12" r="10"/><path d="m15 9-6 6"/><path d="m9 9 6 6"/>'),
  warning: icon('<path d="m21.73 18-8-14a2 2 0 0 0-3.48 0l-8 14A2 2 0 0 0 4 21h16a2 2 0 0 0 1.73-3"/><path d="M12 9v4"/><path d="M12 17h.01"/>'),
  info: icon('<circle cx="12" cy="12" r="10"/><path d="M12 16v-4"/><path d="M12 8h.01"/>'),
};
const marker = (shape: string, colour: string) => ({
  content: "''",
  width: "14px",
  height: "14px",
  background: `var(${colour})`,
  mask: `${shape} center / contain no-repeat`,
});
const squiggle = (colour: string) => ({
  backgroundImage: "none",
  paddingBottom: "0",
  textDecoration: `underline wavy var(${colour}) 1px`,
  textUnderlineOffset: "4px",
  textDecorationSkipInk: "none",
});
const note = (colour: string) => ({ content: "attr(data-note)", marginLeft: "28px", font: "400 12px/20px var(--font-sans)", color: `var(${colour})` });

/** The look of `.editor` in the design, worn by CodeMirror. */
export const editorTheme = EditorView.theme({
  "&": { height: "100%", background: "var(--color-surface)", color: "var(--color-ink)", fontSize: "12.5px" },
  "&.cm-focused": { outline: "none" },
  ".cm-scroller": { font: "400 12.5px/20px var(--font-mono)", lineHeight: "20px", overflow: "auto" },
  ".cm-content": { padding: "10px 0 40px", caretColor: "var(--color-accent)" },
  ".cm-line": { padding: "0 20px 0 4px" },
  ".cm-gutters": { background: "var(--color-surface)", color: "var(--color-ink-3)", border: "0" },
  ".cm-gutter-lint": { width: "32px" },
  ".cm-gutter-lint .cm-gutterElement": { display: "grid", placeItems: "center", padding: "0" },
  ".cm-lint-marker": { width: "14px", height: "14px" },
  ".cm-lint-marker-error": marker(shapes.error, "--color-broken-solid"),
  ".cm-lint-marker-warning": marker(shapes.warning, "--color-person-solid"),
  ".cm-lint-marker-info": marker(shapes.info, "--color-ink-3"),
  ".cm-lineNumbers .cm-gutterElement": { minWidth: "36px", padding: "0 4px 0 0" },
  ".cm-foldGutter .cm-gutterElement": { width: "14px", textAlign: "center", color: "transparent", transition: "color 100ms" },
  "&:hover .cm-foldGutter .cm-gutterElement, &.cm-focused .cm-foldGutter .cm-gutterElement": { color: "var(--color-ink-3)" },
  ".cm-activeLine": { background: "transparent" },
  ".cm-activeLineGutter": { background: "transparent", color: "var(--color-ink)" },
  ".cm-cursor, .cm-dropCursor": { borderLeft: "1.5px solid var(--color-accent)" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": {
    background: "color-mix(in srgb, var(--color-accent) 26%, transparent)",
  },
  ".cm-selectionMatch, .cm-searchMatch": { background: "var(--color-person-tint)", outline: "1px solid var(--color-person-line)" },
  ".cm-searchMatch-selected": { background: "var(--color-person-line)" },
  "&.cm-focused .cm-matchingBracket": { background: "var(--color-current)" },
  ".cm-foldPlaceholder": { background: "var(--color-hover)", border: "1px solid var(--color-line)", color: "var(--color-ink-3)", padding: "0 6px" },
  ".cm-line.ed-error, .cm-gutterElement.ed-error": { background: "var(--color-broken-tint)" },
  ".cm-line.ed-warning, .cm-gutterElement.ed-warning": { background: "var(--color-person-tint)" },
  ".cm-line.ed-error::after": note("--color-broken"),
  ".cm-line.ed-warning::after": note("--color-person"),
  ".cm-line.ed-notice::after": note("--color-ink-3"),
  ".cm-lintRange-error": squiggle("--color-broken-solid"),
  ".cm-lintRange-warning": squiggle("--color-person-solid"),
  ".cm-lintRange-info": { backgroundImage: "none" },
  ".cm-lintRange-active": { background: "transparent" },
  ".cm-lintPoint::after": { display: "none" },
  ".cm-tooltip": {
    border: "0",
    borderRadius: "var(--radius-lg)",
    background: "var(--color-surface)",
    color: "var(--color-ink)",
    boxShadow: "var(--shadow-pop)",
    maxWidth: "440px",
    overflow: "hidden",
  },
  ".cm-diagnostic": {
    padding: "8px 12px",
    font: "400 var(--text-xs)/18px var(--font-sans)",
    borderLeft: "3px solid var(--color-line-strong)",
    whiteSpace: "pre-wrap",
  },
  ".cm-diagnostic-error": { borderLeftColor: "var(--color-broken-solid)" },
  ".cm-diagnostic-warning": { borderLeftColor: "var(--color-person-solid)" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul": { font: "400 12.5px/20px var(--font-mono)", maxHeight: "220px" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li": { padding: "3px 12px" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li[aria-selected]": { background: "var(--color-selected)", color: "var(--color-accent-ink)" },
  ".cm-completionDetail": { font: "400 12px/20px var(--font-sans)", fontStyle: "normal", color: "var(--color-ink-3)", marginLeft: "16px" },
  ".cm-panels": { background: "var(--color-sidebar)", color: "var(--color-ink)", borderColor: "var(--color-line)" },
  ".cm-panels.cm-panels-bottom": { borderTop: "1px solid var(--color-line)" },
  ".cm-panel.cm-search": { padding: "8px 12px", font: "400 var(--text-xs)/20px var(--font-sans)" },
  ".cm-panel.cm-search label": { fontSize: "var(--text-xs)" },
  ".cm-textfield": {
    height: "28px",
    border: "1px solid var(--color-field)",
    borderRadius: "var(--radius-md)",
    background: "var(--color-surface)",
    color: "var(--color-ink)",
    padding: "0 8px",
    fontSize: "12.5px",
  },
  ".cm-button": {
    height: "28px",
    padding: "0 10px",
    border: "1px solid var(--color-line-strong)",
    borderRadius: "var(--radius-md)",
    background: "var(--color-surface)",
    backgroundImage: "none",
    color: "var(--color-ink)",
    fontSize: "12px",
  },
  ".cm-panel.cm-search [name=close]": { color: "var(--color-ink-3)", fontSize: "16px", right: "8px" },
  "@media (max-width: 860px)": {
    ".cm-gutter-lint": { width: "22px" },
    ".cm-lineNumbers .cm-gutterElement": { minWidth: "20px" },
  },
});
