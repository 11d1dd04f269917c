"use client";
import { useEffect, useState } from "react";
import { useDraft } from "@/components/editor/draft";
import type { RevisionView, StackView } from "@/lib/core/views";
import { useRevision } from "./use-revision";

export interface Edit extends Omit<ReturnType<typeof useDraft>, "takeOlder"> {
  /** The revision that the text was begun on; sent along, so that the server can refuse to undo another's. */
  base: number;
  /** The text of `base`; null until it is here. */
  origin: RevisionView | null;
  /** The revision that somebody put in place meanwhile; null while nobody did, or nothing of mine is at stake. */
  moved: RevisionView | null;
  takeOlder: () => void;
  /** One decided oneself, here, that the stack goes to this revision: no news then. */
  expect: (revision: number) => void;
  /** Mine and theirs are one now: goes on from the revision that was merged. */
  merged: (part: { text: string; secondText?: string | undefined; variables: Record<string, string> }, revision: number) => void;
}

/** The text one edits, against a stack that others may move on. While nothing was edited the page simply follows. */
export function useEdit({ stack, restore, actorId }: { stack: StackView; restore: RevisionView | null; actorId: string }): Edit {
  const [base, setBase] = useState(stack.revision);
  const [expected, setExpected] = useState<number | null>(null);
  const origin = useRevision(stack, base);
  const current = useRevision(stack, stack.revision);
  const start = restore ?? origin ?? current;
  const key = `spindle.draft:${actorId}:${stack.environment}:${stack.name}${restore ? `:${restore.number}` : ""}`;
  const edit = useDraft(
    key,
    { name: stack.name, text: start?.composeText ?? "", secondText: start?.rancherText ?? "", variables: start?.variables ?? {} },
    base,
  );
  const atStake = edit.edited || restore !== null;
  const { change } = edit;

  // biome-ignore lint/correctness/useExhaustiveDependencies: `change` is made anew each time and does the same.
  useEffect(() => {
    if (atStake || !current || current.number === base) return;
    setBase(current.number);
    change({ text: current.composeText, secondText: current.rancherText ?? "", variables: current.variables });
  }, [atStake, base, current]);

  const isExpected = current !== null && current.number === expected;
  useEffect(() => {
    if (!isExpected || expected === null) return;
    setBase(expected);
    setExpected(null);
  }, [isExpected, expected]);

  return {
    ...edit,
    base,
    origin,
    moved: atStake && current && current.number !== base && !isExpected ? current : null,
    expect: setExpected,
    takeOlder: () => setBase(edit.takeOlder()?.base ?? stack.revision),
    merged: (part, revision) => {
      setBase(revision);
      change(part);
    },
  };
}
