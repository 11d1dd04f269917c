"use client";
import Link from "next/link";
import { useState } from "react";
import { ActionBar } from "@/components/editor/action-bar";
import { DroppedServices } from "@/components/editor/dropped-services";
import { MovedImages } from "@/components/revisions/moved-images";
import { Button } from "@/components/ui/button";
import { late } from "@/lib/client/late";
import type { RevisionView } from "@/lib/core/views";
import { DeployNote, useDeployRules } from "./deploy-note";
import { DraftBench } from "./draft-bench";
import { EditConflict, OlderDraft } from "./edit-conflict";
import { StaleReview } from "./stale-review";
import { StrategyFields } from "./strategy-fields";
import { type UpgradeForm, type UpgradeFormProps, useUpgradeForm } from "./use-upgrade-form";
import { WaitingChoice } from "./waiting-choice";

const MergePanel = late(() => import("@/components/editor/merge-panel").then((part) => part.default));

/** Edit, review, upgrade: the text of a stack that already runs. */
export function ComposeForm(props: UpgradeFormProps) {
  const form = useUpgradeForm(props);
  const [merging, setMerging] = useState<RevisionView | null>(null);
  if (merging) return <Merge form={form} theirs={merging} onClose={() => setMerging(null)} />;
  return (
    <>
      <Notices form={form} onMerge={setMerging} />
      <BegunOn form={form} />
      <div className="card flex h-[max(560px,calc(100dvh-300px))] flex-col overflow-hidden max-narrow:h-auto max-narrow:overflow-visible">
        <DraftBench
          environment={form.stack.environment}
          form={form}
          messageHint="What changes, and why"
          question={
            <DroppedServices
              dropped={form.review.latest?.dropped ?? []}
              choices={form.dropped}
              onChoose={(service, choice) => form.setDropped({ ...form.dropped, [service]: choice })}
            />
          }
        >
          <StrategyFields strategy={form.strategy} onChange={form.choose} />
        </DraftBench>
        <Bar form={form} />
      </div>
    </>
  );
}

/** What has to be decided before, or was refused. */
function Notices({ form, onMerge }: { form: UpgradeForm; onMerge: (theirs: RevisionView) => void }) {
  const { stack, older, base, moved, waits, failed, review, restore } = form;
  return (
    <>
      <DeployNote environment={stack.environment} className="mb-4" />
      {older && <OlderDraft base={older.base} current={stack.revision} onTake={form.takeOlder} onDiscard={form.discardOlder} />}
      {moved && <EditConflict base={base} current={moved} onMerge={() => onMerge(moved)} onDiscard={form.discard} />}
      {waits && (
        <WaitingChoice stack={stack} services={waits.data.services} pending={form.pending} onReplace={() => form.submit(true)} onDecided={form.decided} />
      )}
      {restore && review.reviewed && <MovedImages restore={restore} images={review.latest?.images ?? []} newest={form.newest} onNewest={form.setNewest} />}
      {failed?.code === "STALE_REVIEW" && <StaleReview problem={failed} reviewed={review.latest?.rendered ?? null} />}
    </>
  );
}

/** Which revision the text comes from, and the way back to it. */
function BegunOn({ form: { stack, base, restore, restored, discard } }: { form: UpgradeForm }) {
  return (
    <div className="mb-2 flex min-h-5 flex-wrap items-center gap-x-3 text-xs text-ink-3">
      <span>{baseWords(base, restore)}</span>
      {restore && (
        <Link className="link" href={`/${stack.environment}/stacks/${stack.name}?tab=compose`} replace>
          Back to revision {stack.revision}
        </Link>
      )}
      {restored && (
        <button type="button" className="link cursor-pointer border-0 bg-transparent p-0 hover:underline" onClick={discard}>
          Discard the draft
        </button>
      )}
    </div>
  );
}

function baseWords(base: number, restore: RevisionView | null): string {
  if (restore) return `Revision ${restore.number}, to be restored as a new revision`;
  return base === 0 ? "No file yet: the first one makes revision 1" : `Begun on revision ${base}`;
}

function Bar({ form }: { form: UpgradeForm }) {
  const { review } = form;
  const { closed } = useDeployRules(form.stack.environment);
  const blocked = form.blocked ?? closed;
  return (
    <ActionBar sentence={form.sentence}>
      <Button variant={review.reviewed ? "secondary" : "primary"} disabled={form.empty} onClick={() => void form.ask()}>
        Review
      </Button>
      <Button variant="primary" blocked={blocked} disabled={!review.reviewed} pending={form.pending} onClick={() => form.submit(false)}>
        {form.base === 0 ? "Deploy" : "Upgrade"}
      </Button>
    </ActionBar>
  );
}

/** Mine and theirs side by side, until they are one text on their revision. */
function Merge({ form, theirs, onClose }: { form: UpgradeForm; theirs: RevisionView; onClose: () => void }) {
  const { draft, origin, merged } = form;
  return (
    <MergePanel
      base={sideOf(origin ?? theirs)}
      mine={{ ...draft, second: draft.secondText ?? "" }}
      theirs={sideOf(theirs)}
      theirName={`revision ${theirs.number} by ${theirs.author}`}
      onCancel={onClose}
      onDone={({ second, ...part }) => {
        merged({ ...part, secondText: second }, theirs.number);
        onClose();
      }}
    />
  );
}

const sideOf = ({ composeText, rancherText, variables }: RevisionView) => ({ text: composeText, second: rancherText ?? "", variables });
