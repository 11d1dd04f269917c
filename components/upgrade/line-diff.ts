import { diffLines } from "diff";
import type { SpecDiff } from "@/lib/core/views";

export type DiffLine = SpecDiff["lines"][number];

/** Every line of both texts with its sign and its number on each side. */
export function lineDiff(before: string, after: string): DiffLine[] {
  let oldLine = 0;
  let newLine = 0;
  return diffLines(withEnd(before), withEnd(after)).flatMap(({ value, added, removed }) =>
    value
      .replace(/\n$/, "")
      .split("\n")
      .map((text): DiffLine => {
        if (!added) oldLine += 1;
        if (!removed) newLine += 1;
        return { sign: added ? "+" : removed ? "-" : " ", text, oldLine: added ? null : oldLine, newLine: removed ? null : newLine };
      }),
  );
}

/** A last line without its end would count as changed. */
const withEnd = (text: string) => (text === "" || text.endsWith("\n") ? text : `${text}\n`);

export const changedCount = (lines: readonly DiffLine[]): number => {
  const removed = lines.filter((line) => line.sign === "-").length;
  const added = lines.filter((line) => line.sign === "+").length;
  return Math.max(added, removed);
};
