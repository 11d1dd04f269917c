import type { SpecDiff } from "@/lib/core/views";
import { changedPart, Diff } from "./diff";
import { Folded, partsOf } from "./folded";

type Line = SpecDiff["lines"][number];
type Pair = [Line | null, Line | null];

/** Old left, new right, lines that changed beside each other. */
export function pairsOf(lines: readonly Line[]): Pair[] {
  const pairs: Pair[] = [];
  let gone: Line[] = [];
  let fresh: Line[] = [];
  const flush = () => {
    for (let row = 0; row < Math.max(gone.length, fresh.length); row++) pairs.push([gone[row] ?? null, fresh[row] ?? null]);
    gone = [];
    fresh = [];
  };
  for (const line of lines) {
    if (line.sign === "-") gone.push(line);
    else if (line.sign === "+") fresh.push(line);
    else {
      flush();
      pairs.push([line, line]);
    }
  }
  flush();
  return pairs;
}

/** Side by side where there is room for two texts, one under the other where there is not. */
export function SplitDiff({ lines, context = 3, before, after }: { lines: Line[]; context?: number; before: string; after: string }) {
  return (
    <>
      <div className="max-mid:hidden">
        <Sides pairs={pairsOf(lines)} context={context} before={before} after={after} />
      </div>
      <div className="hidden max-mid:block">
        <Diff lines={lines} context={context} />
      </div>
    </>
  );
}

function Sides({ pairs, context, before, after }: { pairs: Pair[]; context: number; before: string; after: string }) {
  const isSame = (index: number) => pairs[index]?.[0] === pairs[index]?.[1];
  return (
    <table className="diff w-full table-fixed border-collapse">
      <thead className="sr-only">
        <tr>
          <th scope="col">{before}</th>
          <th scope="col">{after}</th>
        </tr>
      </thead>
      <tbody>
        <Folded
          parts={partsOf(pairs.length, isSame, context)}
          frame={(from, line) => (
            <tr key={`fold ${from}`}>
              <td colSpan={2} className="p-0">
                {line}
              </td>
            </tr>
          )}
          draw={(index) => {
            const [old = null, young = null] = pairs[index] ?? [];
            return (
              <tr key={index}>
                <Side line={old} partner={young} side="old" />
                <Side line={young} partner={old} side="new" />
              </tr>
            );
          }}
        />
      </tbody>
    </table>
  );
}

const CLASS = { "+": "diff-line diff-add", "-": "diff-line diff-del", " ": "diff-line" } as const;
const WORD = { "+": "added: ", "-": "removed: ", " ": null } as const;

function Side({ line, partner, side }: { line: Line | null; partner: Line | null; side: "old" | "new" }) {
  const edge = side === "new" ? "border-l border-line p-0 align-top" : "p-0 align-top";
  if (line === null) return <td className={`${edge} bg-sunken`} />;
  const [start, mark, end] = line.sign === " " ? [line.text, "", ""] : changedPart(line, partner ?? undefined);
  return (
    <td className={edge}>
      <div className={CLASS[line.sign]}>
        <span className="ln">{side === "old" ? line.oldLine : line.newLine}</span>
        <span className="sg" aria-hidden>
          {line.sign}
        </span>
        <code>
          {WORD[line.sign] && <span className="sr-only">{WORD[line.sign]}</span>}
          {start}
          {mark && <b>{mark}</b>}
          {end}
        </code>
      </div>
    </td>
  );
}
