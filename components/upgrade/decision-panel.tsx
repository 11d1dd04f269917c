"use client";
import { ProblemCallout } from "@/components/ui/callout";
import { Icon } from "@/components/ui/icon";
import { Prose } from "@/components/ui/prose";
import { TwoStep } from "@/components/ui/two-step";
import { useNow, useTimeZone } from "@/lib/client/now";
import type { useVerbs } from "@/lib/client/stack-actions";
import type { ServiceView, StackView } from "@/lib/core/views";
import { decisionSteps } from "./decision-steps";
import { doomedTicks } from "./doomed-ticks";
import { confirmFates, decidedAsOne, evidence, type Fate, rollBackFates } from "./generations";

export interface DecisionPanelProps {
  /** Where the service lives. */
  stack: Pick<StackView, "environment" | "name">;
  service: ServiceView;
  verbs: ReturnType<typeof useVerbs>;
}

/** The moment of decision: the question, the evidence, both buttons, and what each of them does. */
export function DecisionPanel({ stack, service, verbs }: DecisionPanelProps) {
  const now = useNow();
  const timeZone = useTimeZone();
  return (
    <section className="decision" aria-labelledby="decision">
      <div className="decision-top">
        <Icon name="hand" />
        <div>
          <h2 id="decision">
            Is the new <span className="mono">{service.name}</span> good?
          </h2>
          <p>
            <Prose>{evidence(service, now)}</Prose>
          </p>
        </div>
        <TwoStep
          className="decision-actions"
          size="lg"
          actions={decisionSteps(decidedAsOne(service), service.name, doomedTicks(stack.environment, stack.name, [decidedAsOne(service)]), true)}
          onGo={(id, ticked) => verbs.run(id as "confirm" | "roll-back", ticked)}
        />
      </div>
      {verbs.problem && <ProblemCallout className="m-4" problem={verbs.problem} />}
      <div className="fates">
        <FateList title="Rolling back" fates={rollBackFates(service, timeZone)} />
        <FateList title="Confirming" fates={confirmFates(service)} />
      </div>
    </section>
  );
}

export function FateList({ title, fates }: { title: string; fates: Fate[] }) {
  return (
    <div className="fate">
      <h3>{title}</h3>
      <ul>
        {fates.map(({ tone, icon, text }) => (
          <li key={text}>
            <Icon name={icon} className={tone} />
            <span className="break-words">
              <Prose>{text}</Prose>
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}
