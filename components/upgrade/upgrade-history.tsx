"use client";
import { useQuery } from "@tanstack/react-query";
import { ClockTime, Lasting } from "@/components/ui/age";
import { Card } from "@/components/ui/card";
import { Prose } from "@/components/ui/prose";
import { Skeleton } from "@/components/ui/skeleton";
import { PullLayers, Step, Steps } from "@/components/ui/steps";
import { operationQuery, operationsQuery } from "@/lib/client/queries";
import type { OperationView, ServiceView, StackView, StepView } from "@/lib/core/views";
import { count } from "@/lib/format/names";
import { problemSentence } from "@/lib/format/sentences";
import { operationLook } from "@/lib/format/state";

/** The steps of the operation that brought the service here: oldest first while it runs, newest first once it waits. */
export function UpgradeHistory({ stack, service }: { stack: StackView; service: ServiceView }) {
  // A repair while it waits is not how it got here.
  const active = service.phase === "upgraded" ? null : stack.activeOperation;
  const { data: operations } = useQuery(operationsQuery(stack.environment, stack.name));
  const found = operations?.find(({ kind, toRevision }) => (kind === "upgrade" || kind === "deploy") && toRevision === service.target?.revision);
  const { data: loaded } = useQuery({ ...operationQuery(found?.id ?? ""), enabled: found !== undefined && active === null });
  const operation = active ?? loaded ?? null;
  if (!operation)
    return (
      <Card title="How it got here" className="min-h-[220px]">
        {operations === undefined || found ? <Skeleton width="70%" /> : <p className="ink-3 text-xs">Its steps are no longer kept.</p>}
      </Card>
    );
  const steps = operation.steps.filter((step) => (step.service === null || step.service === service.name) && !isWait(step));
  return (
    <Card
      title={active ? "What it does" : "How it got here"}
      meta={
        <>
          <Lasting from={operation.startedAt} until={operation.endedAt} />, {count(steps.length, "step")}
        </>
      }
      flush
    >
      <Steps label="Steps">{active ? [...steps.map(asStep)] : [waits(service), ...[...steps].reverse().map(asStep), asked(operation)]}</Steps>
    </Card>
  );
}

/** The journal's own note that it waits; the line above the steps says it, with since when. */
const isWait = ({ title }: StepView): boolean => title === "Wait for a decision";

function waits(service: ServiceView) {
  if (service.phase !== "upgraded") return null;
  return (
    <Step
      key="waits"
      look={{ tone: "person", icon: "hand", spins: false }}
      title="Waits for a decision"
      why="All replaced. Nothing confirms by itself."
      at={<ClockTime at={service.phaseSince} />}
    />
  );
}

function asked(operation: OperationView) {
  return (
    <Step
      key="asked"
      look={{ tone: "stopped", icon: "up-circle", spins: false }}
      title={`${operation.actor} asked for the ${operation.kind}`}
      why={operation.message ? `“${operation.message}”` : undefined}
      at={<ClockTime at={operation.startedAt} />}
    />
  );
}

function asStep(step: StepView) {
  const failure = step.problem === null ? null : problemSentence(step.problem);
  return (
    <Step
      key={step.seq}
      look={operationLook(step.status)}
      title={<Prose>{step.title}</Prose>}
      why={<Prose>{failure ? `${failure.what}. ${failure.why}` : step.cause}</Prose>}
      at={<ClockTime at={step.endedAt ?? step.startedAt} />}
    >
      {step.pull && step.status === "running" && <PullLayers pull={step.pull} />}
    </Step>
  );
}
