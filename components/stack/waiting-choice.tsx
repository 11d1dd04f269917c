"use client";
import { Button } from "@/components/ui/button";
import { Callout, ProblemCallout } from "@/components/ui/callout";
import { Prose } from "@/components/ui/prose";
import { TwoStep } from "@/components/ui/two-step";
import { useVerbs } from "@/lib/client/stack-actions";
import type { StackView } from "@/lib/core/views";
import { nameList } from "@/lib/format/names";
import { decisionSteps } from "../upgrade/decision-steps";
import { doomedTicks } from "../upgrade/doomed-ticks";

export interface WaitingChoiceProps {
  stack: StackView;
  /** Services whose candidate still waits. */
  services: readonly string[];
  pending: boolean;
  onReplace: () => void;
  /** The upgrade that waited is decided; the text has to be reviewed again. */
  onDecided: (verb: "confirm" | "roll-back") => void;
}

/** A second upgrade while one waits: never decided silently. */
export function WaitingChoice({ stack, services, pending, onReplace, onDecided }: WaitingChoiceProps) {
  const verbs = useVerbs({ environment: stack.environment, stack: stack.name, service: null });
  const decide = async (verb: "confirm" | "roll-back", ticked: string[]) => {
    await verbs.run(verb, ticked);
    onDecided(verb);
  };
  return (
    <Callout
      live
      tone="person"
      className="mb-4"
      title={<Prose>{`${nameList(services)} ${services.length === 1 ? "has an upgrade that waits" : "have upgrades that wait"} for a decision`}</Prose>}
      actions={
        <>
          <TwoStep
            actions={decisionSteps(stack, stack.name, doomedTicks(stack.environment, stack.name, stack.services))}
            onGo={(id, ticked) => decide(id as "confirm" | "roll-back", ticked)}
          />
          <Button variant="ghost" pending={pending} onClick={onReplace}>
            Replace the candidate
          </Button>
        </>
      }
    >
      <p>Decide on it first, or put this text in its place. Revision {stack.confirmedRevision} stays the way back.</p>
      {verbs.problem && <ProblemCallout className="mt-3" problem={verbs.problem} />}
    </Callout>
  );
}
