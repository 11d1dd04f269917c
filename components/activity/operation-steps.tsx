"use client";
import { Lasting } from "@/components/ui/age";
import { Prose } from "@/components/ui/prose";
import { PullLayers, Step, Steps } from "@/components/ui/steps";
import type { OperationView, StepView } from "@/lib/core/views";
import { bytesOf } from "@/lib/format/bytes";
import { plain } from "@/lib/format/names";
import { problemSentence } from "@/lib/format/sentences";
import { operationLook } from "@/lib/format/state";

/** The steps of an operation with their causes: oldest first while it runs, newest first in history. */
export function OperationSteps({ operation }: { operation: OperationView }) {
  const running = operation.status === "running";
  const steps = running ? operation.steps : [...operation.steps].reverse();
  return (
    <Steps label="Steps">
      {steps.map((step) => (
        <OperationStep key={step.seq} step={step} />
      ))}
      {steps.length === 0 && (
        <Step
          look={operationLook(operation.status)}
          title={running ? "Looking at what runs" : "Nothing had to be changed"}
          why={running ? "The plan is made from what is there now." : "What runs already was what was asked for."}
        />
      )}
    </Steps>
  );
}

function pulled(step: StepView): string | null {
  const layers = step.pull?.layers ?? [];
  const total = layers.reduce((sum, layer) => sum + layer.total, 0);
  if (total === 0 || step.status !== "running") return null;
  return bytesOf(
    layers.reduce((sum, layer) => sum + (layer.status === "done" || layer.status === "extracting" ? layer.total : layer.current), 0),
    total,
  );
}

/** One step: what, why, how long; a pull shows its layers, a failure its cause and the next move. */
export function OperationStep({ step }: { step: StepView }) {
  const failure = step.problem === null ? null : problemSentence(step.problem);
  const amount = pulled(step);
  return (
    <Step
      look={operationLook(step.status)}
      title={<Prose>{step.title}</Prose>}
      why={
        <>
          <Prose>{step.cause}</Prose>
          {amount && `. ${amount}`}
        </>
      }
      at={<Lasting from={step.startedAt} until={step.endedAt} />}
    >
      {step.pull && step.status === "running" && step.pull.layers.length > 0 && <PullLayers pull={step.pull} />}
      {failure && (
        <p className="step-failure" title={plain(failure.next)}>
          <Prose>{`${failure.what}. ${failure.why}`}</Prose>
        </p>
      )}
    </Step>
  );
}
