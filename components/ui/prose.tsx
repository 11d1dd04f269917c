import { Fragment } from "react";

/** A sentence from lib/format: names between back-ticks are set in mono. */
export function Prose({ children }: { children: string }) {
  const parts = children.split("`").map((text, at) => ({ text, at, name: at % 2 === 1 }));
  return parts.map(({ text, at, name }) =>
    name ? (
      <span key={at} className="mono">
        {text}
      </span>
    ) : (
      <Fragment key={at}>{text}</Fragment>
    ),
  );
}
