import type { SpecDiff } from "@/lib/core/views";

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
  const near = (index: number) => lines.slice(Math.max(0, index - context), index + context + 1).some((line) => line.sign !== " ");
  let folded = 0;
  return (
    <div className="diff">
      {lines.map((line, index) => {
        if (!near(index)) {
          folded += 1;
          const last = index === lines.length - 1 || near(index + 1);
          if (!last) return null;
          const hidden = folded;
          folded = 0;
          // biome-ignore lint/suspicious/noArrayIndexKey: lines of a diff have no other identity.
          return <div key={index} className="diff-skip">{`${hidden} unchanged ${hidden === 1 ? "line" : "lines"}`}</div>;
        }
        const [before, mark, after] = changedPart(line, partnerOf(lines, index));
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: lines of a diff have no other identity.
          <div key={index} className={CLASS[line.sign]}>
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
      })}
    </div>
  );
}
