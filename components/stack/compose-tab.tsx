"use client";
import { useQuery } from "@tanstack/react-query";
import dynamic from "next/dynamic";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useEffect, useRef, useState } from "react";
import { ActionBar } from "@/components/editor/action-bar";
import { DroppedServices } from "@/components/editor/dropped-services";
import type { Newest } from "@/components/editor/image-words";
import { ImagesPanel } from "@/components/editor/images-panel";
import { barSentence } from "@/components/editor/review-sentence";
import { useReview } from "@/components/editor/use-review";
import { Workbench, type WorkbenchView } from "@/components/editor/workbench";
import { Button } from "@/components/ui/button";
import { ProblemCallout } from "@/components/ui/callout";
import { Skeleton } from "@/components/ui/skeleton";
import { revisionsQuery } from "@/lib/client/queries";
import { askReview, useUpgrade } from "@/lib/client/stack-actions";
import { DEFAULT_STRATEGY, type Strategy } from "@/lib/core/desired";
import type { DroppedChoices } from "@/lib/core/dropped";
import type { RevisionView, StackView } from "@/lib/core/views";
import { plain } from "@/lib/format/names";
import { problemSentence } from "@/lib/format/sentences";
import { EditConflict, OlderDraft } from "./edit-conflict";
import { blockOf } from "./lifecycle-buttons";
import { MessageField } from "./message-field";
import { StaleReview } from "./stale-review";
import { StrategyFields } from "./strategy-fields";
import { useEdit } from "./use-edit";
import { withValue } from "./variables";
import { WaitingChoice } from "./waiting-choice";

const MergePanel = dynamic(() => import("@/components/editor/merge-panel"), { ssr: false });

export interface ComposeTabProps {
  stack: StackView;
  actorId: string;
  /** A revision to begin with instead of the present one: "Restore". */
  restore: number | null;
}

export function ComposeTab({ stack, actorId, restore }: ComposeTabProps) {
  const { data: revisions, error } = useQuery(revisionsQuery(stack.environment, stack.name));
  const chosen = restore === stack.revision ? null : restore;
  const shown = stack.revision === 0 ? NO_FILE : revisions?.find(({ number }) => number === (chosen ?? stack.revision));
  // While one edits, the stack may move on a moment before its revisions do: what is open stays open.
  const ready = useRef(false);
  ready.current ||= shown !== undefined;
  if (error) return <ProblemCallout problem={"problem" in error ? (error.problem as Parameters<typeof problemSentence>[0]) : { code: "UNKNOWN", data: {} }} />;
  if (!revisions || (!ready.current && chosen === null)) return <Skeleton width="100%" height="520px" />;
  if (!ready.current) return <ProblemCallout problem={{ code: "NOT_FOUND", data: { what: "revision" } }} />;
  return <ComposeForm key={chosen} stack={stack} actorId={actorId} revisions={[...revisions, NO_FILE]} restore={chosen === null ? null : (shown ?? null)} />;
}

/** What a stack that was made empty begins with. */
const NO_FILE: RevisionView = { number: 0, author: "", message: null, createdAt: 0, composeText: "", rancherText: null, variables: {}, services: [] };

/** Edit, review, upgrade: the text of a stack that already runs. */
function ComposeForm({ stack, ...rest }: { stack: StackView; actorId: string; revisions: readonly RevisionView[]; restore: RevisionView | null }) {
  const { restore } = rest;
  const router = useRouter();
  const address = `/${stack.environment}/stacks/${stack.name}`;
  const { draft, change, restored, discard, end, older, takeOlder, discardOlder, base, origin, merged, expect, ...live } = useEdit({ stack, ...rest });
  const [merging, setMerging] = useState<RevisionView | null>(null);
  const rancherText = draft.secondText || null;
  const [chosen, setChosen] = useState<Partial<Strategy>>({});
  const [offered, setOffered] = useState<Partial<Strategy>>({});
  const strategy: Strategy = { ...(stack.services[0]?.strategy ?? DEFAULT_STRATEGY), ...offered, ...chosen };
  // A restore is of that revision's own values, also of those that no page shows.
  const variablesFrom = (restore?.number ?? base) || null;
  const [message, setMessage] = useState(restore ? `Restores revision ${restore.number}` : "");
  const [view, setView] = useState<WorkbenchView>("text");
  const [newest, setNewest] = useState<Newest>({});
  const [dropped, setDropped] = useState<DroppedChoices>({});
  const upgrade = useUpgrade();

  const { environment, name } = stack;
  const empty = draft.text.trim() === "";
  const review = useReview(
    empty
      ? null
      : { environment, stack: name, isNew: false, composeText: draft.text, rancherText, variables: draft.variables, variablesFrom, strategy, newest, dropped },
    askReview,
  );
  const wish = review.view?.strategy ?? null;
  useEffect(() => {
    if (wish) setOffered((before) => (JSON.stringify(before) === JSON.stringify(wish) ? before : wish));
  }, [wish]);
  const waits = upgrade.error?.problem.code === "UPGRADE_WAITS" ? upgrade.error.problem : null;
  const problem = review.problem ?? (waits ? null : (upgrade.error?.problem ?? null));
  // One's own deploy moves the stack on as well, just before the page is left.
  const moved = upgrade.isPending || upgrade.isSuccess ? null : live.moved;
  const blocked = moved ? `Merge yours with revision ${moved.number} first.` : blockOf(stack.actions.upgrade);

  const edit = (part: Parameters<typeof change>[0]) => {
    upgrade.reset();
    change(part);
  };
  const submit = (replaceCandidate: boolean) => {
    const hash = review.view?.hash;
    if (!review.reviewed || !hash) return;
    upgrade.mutate(
      {
        environment,
        stack: name,
        composeText: draft.text,
        rancherText,
        variables: draft.variables,
        variablesFrom,
        reviewedHash: hash,
        message: message.trim() || null,
        strategy,
        baseRevision: base,
        replaceCandidate,
        newest,
        // As it was shown, also where nobody said anything.
        dropped: Object.fromEntries((review.view?.dropped ?? []).map(({ service, choice }) => [service, choice])),
      },
      {
        onSuccess: () => {
          end();
          router.push(address);
        },
      },
    );
  };
  const decided = (verb: "confirm" | "roll-back") => {
    upgrade.reset();
    if (verb === "roll-back") expect(stack.confirmedRevision);
  };
  const ask = async () => {
    upgrade.reset();
    const answer = await review.review();
    if (answer?.hash) setView("changes");
  };
  const sentence = problem
    ? { tone: "broken" as const, strong: `${plain(problemSentence(problem).what)}.`, rest: plain(problemSentence(problem).next) }
    : blocked
      ? { tone: "person" as const, strong: "Upgrade is off.", rest: blocked }
      : barSentence({ view: review.view, reviewed: review.reviewed, checking: review.checking, empty }, base === 0 ? "deploy" : "upgrade");

  if (merging)
    return (
      <MergePanel
        base={sideOf(origin ?? merging)}
        mine={draft}
        theirs={sideOf(merging)}
        theirName={`revision ${merging.number} by ${merging.author}`}
        onCancel={() => setMerging(null)}
        onDone={(part) => {
          upgrade.reset();
          // The second file is not laid out line by line: theirs, unless it was mine that changed it.
          const secondText = (draft.secondText ?? "") === (origin?.rancherText ?? "") ? (merging.rancherText ?? "") : draft.secondText;
          merged({ ...part, secondText }, merging.number);
          setMerging(null);
          setView("text");
        }}
      />
    );
  return (
    <>
      {older && <OlderDraft base={older.base} current={stack.revision} onTake={takeOlder} onDiscard={discardOlder} />}
      {moved && <EditConflict base={base} current={moved} onMerge={() => setMerging(moved)} onDiscard={discard} />}
      {waits && <WaitingChoice stack={stack} services={waits.data.services} pending={upgrade.isPending} onReplace={() => submit(true)} onDecided={decided} />}
      {upgrade.error?.problem.code === "STALE_REVIEW" && <StaleReview problem={upgrade.error.problem} reviewed={review.latest?.rendered ?? null} />}
      <div className="mb-2 flex min-h-5 flex-wrap items-center gap-x-3 text-xs text-ink-3">
        <span>{baseWords(base, restore)}</span>
        {restore && (
          <Link className="link" href={`${address}?tab=compose`} replace>
            Back to revision {stack.revision}
          </Link>
        )}
        {restored && (
          <button type="button" className="link cursor-pointer border-0 bg-transparent p-0 hover:underline" onClick={discard}>
            Discard the draft
          </button>
        )}
      </div>
      <div className="card flex h-[max(560px,calc(100dvh-300px))] flex-col overflow-hidden max-narrow:h-auto max-narrow:overflow-visible">
        <Workbench
          environment={environment}
          text={draft.text}
          variables={draft.variables}
          onText={(text) => edit({ text })}
          onVariables={(values) => edit({ variables: { ...draft.variables, ...values } })}
          onVariable={(variable, value) => edit({ variables: withValue(draft.variables, variable, value) })}
          review={review}
          view={view}
          onView={setView}
          second={{ text: draft.secondText ?? "", onText: (secondText) => edit({ secondText }) }}
          question={
            <DroppedServices
              dropped={review.latest?.dropped ?? []}
              choices={dropped}
              onChoose={(service, choice) => {
                upgrade.reset();
                setDropped({ ...dropped, [service]: choice });
              }}
            />
          }
          aside={
            <>
              <ImagesPanel
                environment={environment}
                images={review.latest?.images ?? []}
                reviewed={review.reviewed}
                newest={newest}
                onNewest={(wanted) => {
                  upgrade.reset();
                  setNewest(wanted);
                }}
              />
              <StrategyFields strategy={strategy} onChange={(part) => setChosen({ ...chosen, ...part })} />
              <MessageField value={message} onChange={setMessage} placeholder="What changes, and why" />
            </>
          }
        />
        <ActionBar sentence={sentence}>
          <Button variant={review.reviewed ? "secondary" : "primary"} disabled={empty} onClick={() => void ask()}>
            Review
          </Button>
          <Button
            variant="primary"
            blocked={blocked}
            disabled={!review.reviewed}
            pending={upgrade.isPending || upgrade.isSuccess}
            onClick={() => submit(false)}
          >
            {base === 0 ? "Deploy" : "Upgrade"}
          </Button>
        </ActionBar>
      </div>
    </>
  );
}

function baseWords(base: number, restore: RevisionView | null): string {
  if (restore) return `Revision ${restore.number}, to be restored as a new revision`;
  return base === 0 ? "No file yet: the first one makes revision 1" : `Begun on revision ${base}`;
}

const sideOf = ({ composeText, variables }: RevisionView) => ({ text: composeText, variables });
