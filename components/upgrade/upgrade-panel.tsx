"use client";
import { clsx } from "clsx";
import type { ReactNode } from "react";
import { blockOf } from "@/components/stack/lifecycle-buttons";
import { Button, type ButtonProps } from "@/components/ui/button";
import { ProblemCallout } from "@/components/ui/callout";
import { Icon } from "@/components/ui/icon";
import { Prose } from "@/components/ui/prose";
import { TwoStep } from "@/components/ui/two-step";
import { Why } from "@/components/ui/why";
import { useNow, useTimeZone } from "@/lib/client/now";
import type { useVerbs } from "@/lib/client/stack-actions";
import type { ServiceView, StackView } from "@/lib/core/views";
import { actionWord, problemSentence } from "@/lib/format/sentences";
import { decisionSteps } from "./decision-steps";
import { doomedTicks } from "./doomed-ticks";
import { FateList } from "./fate-list";
import { confirmFates, decidedAsOne, evidence, rollBackFates } from "./generations";

export interface UpgradePanelProps {
  /** Where the service lives. */
  stack: Pick<StackView, "environment" | "name">;
  service: ServiceView;
  verbs: ReturnType<typeof useVerbs>;
}

/**
 * An upgrade from its first container to the decision: where it is, the exits, and what each of them does. It is one panel all the way, so that a question
 * that is open stays open when the last container is replaced meanwhile.
 */
export function UpgradePanel({ stack, service, verbs }: UpgradePanelProps) {
  const timeZone = useTimeZone();
  const { phase } = service;
  const isDecided = phase === "upgraded";
  const waits = isDecided || phase === "paused";
  const one = decidedAsOne(service);
  const steps = decisionSteps(one, service.name, doomedTicks(stack.environment, stack.name, [one]), true);
  return (
    <section className={clsx("decision", !waits && "!border-progress-line")} aria-labelledby="decision">
      <div className={clsx("decision-top", !waits && "!border-progress-line !bg-progress-tint")}>
        <Icon name={ICONS[phase]} spin={phase === "upgrading"} className={waits ? undefined : "!text-progress-solid"} />
        <div className="min-w-0">
          <h2 id="decision">{titleOf(service)}</h2>
          <p>{isDecided ? <Evidence service={service} /> : <Standing service={service} />}</p>
        </div>
        {phase !== "rolling-back" && (
          <TwoStep
            className="decision-actions"
            size="lg"
            actions={steps.filter(({ id }) => isDecided || id === "roll-back")}
            onGo={(id, ticked) => verbs.run(id as "confirm" | "roll-back", ticked)}
          >
            {phase === "upgrading" && <Turn verb="pause" icon="pause-bars" service={service} verbs={verbs} />}
            {phase === "paused" && <Turn verb="resume" icon="play" variant="primary" service={service} verbs={verbs} />}
          </TwoStep>
        )}
      </div>
      {verbs.problem && <ProblemCallout className="m-4" problem={verbs.problem} />}
      {waits && (
        <div className="fates">
          <FateList title="Rolling back" fates={rollBackFates(service, timeZone)} />
          <FateList title={isDecided ? "Confirming" : "Resuming, then confirming"} fates={confirmFates(service)} />
        </div>
      )}
    </section>
  );
}

type Phase = ServiceView["phase"];

const ICONS = { steady: "ring", upgrading: "ring", paused: "pause", upgraded: "hand", "rolling-back": "undo" } as const satisfies Record<Phase, string>;

function titleOf({ phase, name }: ServiceView): ReactNode {
  const subject = <span className="mono">{name}</span>;
  if (phase === "upgraded") return <>Is the new {subject} good?</>;
  if (phase === "paused") return <>The upgrade of {subject} is paused</>;
  return (
    <>
      {phase === "rolling-back" ? "Going back to the old" : "Upgrading"} {subject}
    </>
  );
}

function Evidence({ service }: { service: ServiceView }) {
  return <Prose>{evidence(service, useNow())}</Prose>;
}

/** What it does, or why it waits. */
function Standing({ service }: { service: ServiceView }) {
  if (service.phase !== "paused" || !service.phaseProblem) return <Why why={service.why} view={service} />;
  const { what, why, next } = problemSentence(service.phaseProblem);
  return <Prose>{`${what}. ${why} ${next}`}</Prose>;
}

interface TurnProps extends Pick<UpgradePanelProps, "service" | "verbs">, Pick<ButtonProps, "icon" | "variant"> {
  verb: "pause" | "resume";
}

const Turn = ({ verb, service, verbs, ...look }: TurnProps) => (
  <Button size="lg" {...look} blocked={blockOf(service.actions[verb])} pending={verbs.pending === verb} onClick={() => verbs.press(verb)}>
    {actionWord(verb)}
  </Button>
);
