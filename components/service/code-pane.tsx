/** A text that scrolls in its own pane, reachable by keyboard. */
export function CodePane({ text, label }: { text: string; label: string }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a pane that scrolls must be reachable by keyboard.
    <section className="max-h-[480px] overflow-auto px-4 py-3" tabIndex={0} aria-label={label}>
      <pre className="font-mono text-xs leading-5">{text}</pre>
    </section>
  );
}
