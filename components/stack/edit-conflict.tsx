"use client";
import { Age } from "@/components/ui/age";
import { Button } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import type { RevisionView } from "@/lib/core/views";

/** Said at once, while one still edits: somebody moved the stack on. */
export function EditConflict({ base, current, onMerge, onDiscard }: { base: number; current: RevisionView; onMerge: () => void; onDiscard: () => void }) {
  const back = current.number < base;
  return (
    <Callout
      live
      tone="person"
      className="mb-4"
      title={
        back
          ? `The stack went back to revision ${current.number} while you edit revision ${base}`
          : `${current.author} deployed revision ${current.number} while you edit revision ${base}`
      }
      actions={
        <>
          <Button onClick={onMerge}>Merge</Button>
          <Button variant="ghost" onClick={onDiscard}>
            Discard mine
          </Button>
        </>
      }
    >
      <p>
        {!back && (
          <>
            Deployed <Age at={current.createdAt} />
            {current.message && `: ${current.message}`}.{" "}
          </>
        )}
        Your text is still here. Upgrade is off until both are merged, so that nothing is undone unseen.
      </p>
    </Callout>
  );
}

/** A draft from an earlier visit that was begun on another revision: taken or discarded by hand. */
export function OlderDraft({ base, current, onTake, onDiscard }: { base: number | null; current: number; onTake: () => void; onDiscard: () => void }) {
  return (
    <Callout
      tone="quiet"
      icon="history"
      className="mb-4"
      title="There is a draft of yours"
      actions={
        <>
          <Button onClick={onTake}>Restore the draft</Button>
          <Button variant="ghost" onClick={onDiscard}>
            Discard it
          </Button>
        </>
      }
    >
      {base === null
        ? `It is older than revision ${current}, which is shown.`
        : `It was begun on revision ${base}; revision ${current} is shown. Restored, it can be merged with it.`}
    </Callout>
  );
}
