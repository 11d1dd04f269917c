import type { SpecDiff } from "@/lib/core/views";
import { Folded, partsOf } from "./folded";

const CLASS = { "+": "diff-line diff-add", "-": "diff-line diff-del", " ": "diff-line" } as const;
const WORD = { "+": "added", "-": "removed", " ": null } as const;

type Line = SpecDiff["lines"][number];

/** Splits a changed line so that only what differs from its partner gets the stronger tint. */
export function changedPart(line: Line, partner: Line | undefined): [string, string, string] {
  if (!partner) return [line.text, "", ""];
  let start = 0;
  while (start < line.text.length && line.text[start] === partner.text[start]) start += 1;
  let end = 0;
  while (end < line.text.length - start && end < partner.text.length - start && line.text.at(-1 - end) === partner.text.at(-1 - end)) end += 1;
  // Nothing in common but indentation: the whole line is new, so marking all of it says nothing.
  if (line.text.slice(0, start).trim() === "" && end === 0) return [line.text, "", ""];
  return [line.text.slice(0, start), line.text.slice(start, line.text.length - end), line.text.slice(line.text.length - end)];
}

function partnerOf(lines: Line[], index: number): Line | undefined {
  const line = lines[index];
  if (line?.sign === "-" && lines[index + 1]?.sign === "+") return lines[index + 1];
  return line?.sign === "+" && lines[index - 1]?.sign === "-" ? lines[index - 1] : undefined;
}

/** Sign and tint; the changed part inside a line stands out. `context` unchanged lines are kept around changes, the rest is folded. */
export function Diff({ lines, context = 3 }: { lines: Line[]; context?: number }) {
  const parts = partsOf(lines.length, (index) => lines[index]?.sign === " ", context);
  return (
    <div className="diff">
      <Folded parts={parts} frame={(from, line) => <div key={`fold ${from}`}>{line}</div>} draw={(index) => <Row key={index} lines={lines} index={index} />} />
    </div>
  );
}

function Row({ lines, index }: { lines: Line[]; index: number }) {
  const line = lines[index];
  if (!line) return null;
  const [before, mark, after] = changedPart(line, partnerOf(lines, index));
  return (
    <div className={CLASS[line.sign]}>
      <span className="ln">{line.newLine ?? line.oldLine}</span>
      <span className="sg" aria-hidden>
        {line.sign}
      </span>
      <code>
        {WORD[line.sign] && <span className="sr-only">{WORD[line.sign]}: </span>}
        {before}
        {mark && <b>{mark}</b>}
        {after}
      </code>
    </div>
  );
}
