import { useRouter } from "next/navigation";
import { useCallback, useEffect, useState } from "react";
import type { Draft } from "@/components/editor/draft-store";
import type { Newest } from "@/components/editor/image-words";
import { type BarSentence, barSentence } from "@/components/editor/review-sentence";
import { contentsOf } from "@/components/editor/typed-secrets";
import { type Review, useReview } from "@/components/editor/use-review";
import type { WorkbenchView } from "@/components/editor/workbench";
import { askReview, useUpgrade } from "@/lib/client/stack-actions";
import { DEFAULT_STRATEGY, type Strategy } from "@/lib/core/desired";
import type { DroppedChoices } from "@/lib/core/dropped";
import type { Problem } from "@/lib/core/errors";
import type { ReviewView, RevisionView, StackView } from "@/lib/core/views";
import { blockOf } from "./lifecycle-buttons";
import { lookAgain } from "./look-again";
import { problemInBar } from "./problem-in-bar";
import { useEdit } from "./use-edit";
import { useTypedSecrets } from "./use-typed-secrets";

export interface UpgradeFormProps {
  stack: StackView;
  actorId: string;
  /** The revision to be restored; null edits the present one. */
  restore: RevisionView | null;
}

export type UpgradeForm = ReturnType<typeof useUpgradeForm>;

/** Everything that the Compose tab knows and does: the draft, its review, the upgrade, and what stands in the way of it. */
export function useUpgradeForm({ stack, restore, ...rest }: UpgradeFormProps) {
  const { environment, name } = stack;
  const router = useRouter();
  const edit = useEdit({ stack, restore, ...rest });
  const { draft, base } = edit;
  const [message, setMessage] = useState(restore ? `Restores revision ${restore.number}` : "");
  const [view, setView] = useState<WorkbenchView>("text");
  const [newest, setNewest] = useState<Newest>({});
  const [dropped, setDropped] = useState<DroppedChoices>({});
  const typed = useTypedSecrets();
  const upgrade = useUpgrade();
  const empty = draft.text.trim() === "";
  const { strategy, choose, offer } = useStrategy(stack);
  const file = {
    ...{ environment, stack: name, composeText: draft.text, rancherText: draft.secondText || null, variables: draft.variables, strategy, newest },
    // A restore is of that revision's own values, also of those that no page shows.
    variablesFrom: (restore?.number ?? base) || null,
  };
  const review = useReview(empty ? null : { ...file, isNew: false, dropped, secrets: typed.names }, askReview);
  const wish = review.view?.strategy ?? null;
  useEffect(() => {
    if (wish) offer(wish);
  }, [wish, offer]);

  const failed = upgrade.error?.problem ?? null;
  const waits = failed?.code === "UPGRADE_WAITS" ? failed : null;
  // One's own deploy moves the stack on as well, just before the page is left.
  const moved = upgrade.isPending || upgrade.isSuccess ? null : edit.moved;
  const blocked = moved ? `Merge yours with revision ${moved.number} first.` : blockOf(stack.actions.upgrade);
  /** What is changed now was not what failed. */
  const afresh =
    <Value>(set: (value: Value) => void) =>
    (value: Value) => {
      upgrade.reset();
      set(value);
    };

  const submit = (replaceCandidate: boolean) => {
    const hash = review.view?.hash;
    if (!review.reviewed || !hash) return;
    const left = () => {
      edit.end();
      router.push(`/${environment}/stacks/${name}`);
    };
    const secrets = contentsOf(
      typed.secrets,
      (review.view?.secrets ?? []).map(({ name }) => name),
    );
    const sent = { ...file, secrets, reviewedHash: hash, message: message.trim() || null, baseRevision: base, replaceCandidate, dropped: asShown(review.view) };
    upgrade.mutate(sent, { onSuccess: left, onError: (error) => lookAgain(error.problem, review) });
  };
  return {
    ...edit,
    secrets: typed.secrets,
    setSecret: typed.setSecret,
    ...{ stack, restore, review, strategy, choose, message, setMessage, view, setView, newest, dropped, empty, waits, failed, moved, blocked, submit },
    pending: upgrade.isPending || upgrade.isSuccess,
    change: afresh<Partial<Draft>>(edit.change),
    merged: (...merge: Parameters<typeof edit.merged>) => {
      upgrade.reset();
      edit.merged(...merge);
      setView("text");
    },
    setNewest: afresh(setNewest),
    setDropped: afresh(setDropped),
    ask: async () => {
      upgrade.reset();
      const answer = await review.review();
      if (answer?.hash && !answer.room?.over.length) setView("changes");
    },
    decided: (verb: "confirm" | "roll-back") => {
      upgrade.reset();
      if (verb === "roll-back") edit.expect(stack.confirmedRevision);
    },
    sentence: sentenceOf({ problem: review.problem ?? (waits ? null : failed), blocked, review, empty, first: base === 0 }),
  };
}

/** What becomes of services that the file drops, also where nobody said anything. */
const asShown = (view: ReviewView | null): DroppedChoices => Object.fromEntries((view?.dropped ?? []).map(({ service, choice }) => [service, choice]));

/** The stack's own strategy, under what the file asks for, under what the person chose. */
function useStrategy(stack: StackView) {
  const [chosen, setChosen] = useState<Partial<Strategy>>({});
  const [offered, setOffered] = useState<Partial<Strategy>>({});
  const offer = useCallback((wish: Partial<Strategy>) => setOffered((before) => (JSON.stringify(before) === JSON.stringify(wish) ? before : wish)), []);
  const strategy: Strategy = { ...(stack.services[0]?.strategy ?? DEFAULT_STRATEGY), ...offered, ...chosen };
  return { strategy, choose: (part: Partial<Strategy>) => setChosen({ ...chosen, ...part }), offer };
}

interface Standing {
  problem: Problem | null;
  blocked: string | null;
  review: Review;
  empty: boolean;
  first: boolean;
}

function sentenceOf({ problem, blocked, review, empty, first }: Standing): BarSentence {
  if (problem) return problemInBar(problem);
  if (blocked) return { tone: "person", strong: "Upgrade is off.", rest: blocked };
  const { view, reviewed, checking, lost } = review;
  return barSentence({ view, reviewed, checking, empty, lost }, first ? "deploy" : "upgrade");
}
