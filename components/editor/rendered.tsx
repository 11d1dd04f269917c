/** The file after variables, defaults and Rancher's keys are worked in: what Deploy really deploys. */
export function Rendered({ text }: { text: string }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a pane that scrolls must be reachable by keyboard.
    <section className="editor !overflow-auto px-8 max-narrow:px-4" aria-label="Rendered" tabIndex={0}>
      {text === "" ? (
        <p className="ink-3 py-4 font-sans text-xs">What will really be deployed stands here once the file has no errors.</p>
      ) : (
        <pre className="py-2.5 font-mono text-[12.5px] leading-5">{text}</pre>
      )}
    </section>
  );
}
