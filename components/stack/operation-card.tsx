"use client";
import { useState } from "react";
import { Lasting } from "@/components/ui/age";
import { Button, ButtonLink } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { Prose } from "@/components/ui/prose";
import { PullLayers, Step, Steps } from "@/components/ui/steps";
import type { OperationView, StepView } from "@/lib/core/views";
import { operationTitle, problemSentence } from "@/lib/format/sentences";
import { operationLook } from "@/lib/format/state";

/** Earlier steps than these are folded while it runs. */
const SHOWN = 12;

/** What runs now, step by step; one can leave and find it again. */
export function OperationCard({ operation }: { operation: OperationView }) {
  const [all, setAll] = useState(false);
  const folded = all ? 0 : Math.max(0, operation.steps.length - SHOWN);
  return (
    <Card
      icon="ring"
      iconTone="progress-c"
      spin
      title={<Prose>{operationTitle(operation)}</Prose>}
      meta={
        <span className="row">
          <span>
            <Lasting from={operation.startedAt} until={operation.endedAt} />, you can leave this page
          </span>
          <ButtonLink variant="ghost" size="sm" href={`/${operation.environment}/activity/${operation.id}`}>
            All steps
          </ButtonLink>
        </span>
      }
      flush
    >
      {folded > 0 && (
        <div className="px-4 pt-3">
          <Button variant="ghost" size="sm" onClick={() => setAll(true)}>
            {folded} earlier {folded === 1 ? "step" : "steps"}
          </Button>
        </div>
      )}
      <Steps label="Steps">
        {operation.steps.length === 0 && (
          <Step look={{ tone: "progress", icon: "ring", spins: true }} title="Looking at what runs" why="The plan is made from what is there now." />
        )}
        {operation.steps.slice(folded).map((step) => (
          <OperationStep key={step.seq} step={step} />
        ))}
      </Steps>
    </Card>
  );
}

/** One step of an operation with its cause, its duration and, for a pull, its layers. */
export function OperationStep({ step }: { step: StepView }) {
  const failure = step.problem === null ? null : problemSentence(step.problem);
  return (
    <Step
      look={operationLook(step.status)}
      title={<Prose>{step.title}</Prose>}
      why={<Prose>{failure ? `${failure.what}. ${failure.why}` : step.cause}</Prose>}
      at={<Lasting from={step.startedAt} until={step.endedAt} />}
    >
      {step.pull && step.status === "running" && <PullLayers pull={step.pull} />}
    </Step>
  );
}
