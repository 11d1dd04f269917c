"use client";
import { useEffect, useMemo, useRef, useState } from "react";
import { Button } from "@/components/ui/button";
import { Prose } from "@/components/ui/prose";
import { nameList } from "@/lib/format/names";
import { type MergeEditor, openMerge } from "./merge-editor";
import { type Merged, mergeTexts, mergeVariables } from "./merge-texts";

export interface MergeSide {
  text: string;
  /** The rancher-compose.yml beside it; empty where there is none. */
  second: string;
  variables: Record<string, string>;
}

export interface MergePanelProps {
  base: MergeSide;
  mine: MergeSide;
  theirs: MergeSide;
  /** "revision 5 by ada" */
  theirName: string;
  onDone: (merged: MergeSide) => void;
  onCancel: () => void;
}

const WIDE = "(min-width: 861px)";
const counted = (count: number, word: string) => `${count} ${word}${count === 1 ? "" : "s"}`;

/** Mine against theirs. What only they changed is taken over already; where both changed, mine stands until "Take theirs". Heavy: load it late. */
export default function MergePanel({ base, mine, theirs, theirName, onDone, onCancel }: MergePanelProps) {
  const host = useRef<HTMLDivElement>(null);
  const editor = useRef<MergeEditor | null>(null);
  const [differences, setDifferences] = useState(0);
  const merged = useMemo(() => mergeTexts(base.text, mine.text, theirs.text), [base.text, mine.text, theirs.text]);
  const second = useMemo(() => mergeTexts(base.second, mine.second, theirs.second), [base.second, mine.second, theirs.second]);
  const variables = useMemo(() => mergeVariables(base.variables, mine.variables, theirs.variables), [base.variables, mine.variables, theirs.variables]);

  useEffect(() => {
    if (!host.current) return;
    editor.current = openMerge({
      host: host.current,
      theirs: theirs.text,
      merged: merged.text,
      wide: window.matchMedia(WIDE).matches,
      labels: { theirs: `Text of ${theirName}`, merged: "Merged text" },
      onDifferences: setDifferences,
    });
    const [first] = merged.conflicts;
    if (first) editor.current.goTo(first.line);
    return () => editor.current?.destroy();
  }, [theirs.text, theirName, merged]);

  return (
    <section className="card flex h-[max(560px,calc(100dvh-300px))] flex-col overflow-hidden max-narrow:h-auto" aria-label="Merge">
      <div className="border-b border-line px-5 py-4">
        <h2 className="h3">Yours and {theirName}</h2>
        <p className="ink-2 text-xs" role="status" aria-label="Merge status">
          <Prose>{sentenceOf(merged, second, variables.conflicts)}</Prose>{" "}
          {differences === 0 ? "Both are the same now." : `${counted(differences, "difference")} left between them.`}
        </p>
        <div className="row mt-3 flex-wrap">
          <Button size="sm" disabled={differences === 0} onClick={() => editor.current?.goOn(-1)}>
            Previous difference
          </Button>
          <Button size="sm" disabled={differences === 0} onClick={() => editor.current?.goOn(1)}>
            Next difference
          </Button>
          <Button size="sm" disabled={differences === 0} onClick={() => editor.current?.takeTheirs()}>
            Take theirs
          </Button>
        </div>
      </div>
      <div className="merge-heads max-narrow:hidden" aria-hidden="true">
        <span className="first-letter:uppercase inline-block">{theirName}</span>
        <span>Merged, to go on with</span>
      </div>
      <div ref={host} className="merge-host" />
      <div className="actionbar max-narrow:h-auto max-narrow:flex-wrap max-narrow:p-4">
        <span className="min-w-0 flex-1 text-xs text-ink-2">Nothing is deployed yet: the merged text is reviewed like any other.</span>
        <span className="row max-narrow:w-full max-narrow:[&>.btn]:h-11 max-narrow:[&>.btn]:flex-1">
          <Button variant="ghost" onClick={onCancel}>
            Cancel
          </Button>
          <Button
            variant="primary"
            onClick={() => onDone({ text: editor.current?.text() ?? merged.text, second: second.text, variables: variables.variables })}
          >
            Use the merged text
          </Button>
        </span>
      </div>
    </section>
  );
}

function sentenceOf(merged: Merged, second: Merged, names: readonly string[]): string {
  const taken = merged.taken + second.taken;
  const first = taken === 0 ? "Nothing had to be taken over by itself." : `${counted(taken, "change")} of theirs ${taken === 1 ? "is" : "are"} in already.`;
  const both = second.conflicts.length > 0 && merged.conflicts.length === 0 ? [] : [bothChanged(merged) || "No line was changed by both."];
  const beside = second.conflicts.length > 0 ? [bothChanged(second, " of `rancher-compose.yml`")] : [];
  const values = names.length > 0 ? [`Both set ${nameList([...names])}; your ${names.length === 1 ? "value stays" : "values stay"}.`] : [];
  return [first, ...both, ...beside, ...values].join(" ");
}

function bothChanged({ conflicts }: Merged, where = ""): string {
  if (conflicts.length === 0) return "";
  const places = conflicts.map(({ line }) => line).join(", ");
  return `Both changed ${conflicts.length === 1 ? "line" : "lines"} ${places}${where}; yours stands there.`;
}
