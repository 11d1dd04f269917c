import { type DesiredService, type DesiredStack, type Generation, imageToPull } from "@/lib/core/desired";
import { problemOf } from "@/lib/core/errors";
import { isUp, type ObservedContainer } from "@/lib/core/observed";
import type { Step } from "@/lib/core/plan";
import type { Sealing } from "@/lib/core/sealing";
import type { PullProgress } from "@/lib/core/views";
import type { EngineMirror, Place } from "@/lib/engine/port";
import type { Registry } from "@/lib/registry/types";
import { rollBackService, settleRevision } from "./roll-back";
import { restartWithHooks, startWithHooks, stopWithHooks } from "./run-hooks";
import { forgetSecrets, placeSecrets, placeSecretsFor } from "./secret-files";

export interface Hands extends Place, StackHands {}

/** What looks after stacks, wherever they live. */
export interface StackHands {
  registry: Registry;
  sealing: Sealing;
  /** Resolves once what a stopped container wrote is kept, or need not be. */
  lastLines?: (stackId: string, containerId: string) => Promise<void>;
  now: () => number;
  /** Runs `work` once `ms` of the same time as `now` have gone by; returns the way to call it off. */
  after: (ms: number, work: () => void) => () => void;
}

export interface StepRun {
  stack: DesiredStack;
  signal: AbortSignal;
  onProgress: (progress: PullProgress) => void;
}

/** Does one step and decides nothing: one engine call whose result the mirror takes in at once, or one fact for the registry. Returns true when the wanted state changed. */
export async function executeStep(step: Step, hands: Hands, run: StepRun): Promise<boolean> {
  const { engine, mirror } = hands;
  const { stack } = run;
  switch (step.type) {
    case "create-network":
      await engine.createNetwork(stack, step.network, step.internal);
      mirror.noteNetwork(stack.id, step.network, true);
      return false;
    case "remove-network":
      await engine.removeNetwork(stack.id, step.network);
      mirror.noteNetwork(stack.id, step.network, false);
      return false;
    case "create-volume":
      await engine.createVolume(stack, step.volume);
      mirror.noteVolume(stack.id, step.volume, true);
      return false;
    case "remove-volume":
      await engine.removeVolume(stack.id, step.volume);
      mirror.noteVolume(stack.id, step.volume, false);
      return false;
    case "pull-image":
      return pullImage(step, hands, run);
    case "create-container":
      mirror.noteContainer(await createContainer(step, hands, run));
      return false;
    case "start-container":
      await placeSecretsFor(step.containerId, hands, stack);
      return settled(step.containerId, mirror, startedAnew, () => startWithHooks(step.containerId, hands, stack));
    case "stop-container":
      return settled(step.containerId, mirror, hasStopped, () =>
        stopWithHooks(step.containerId, hands, stack, () => engine.stop(step.containerId, step.graceSeconds)),
      );
    case "restart-container":
      return settled(step.containerId, mirror, startedAnew, () => restartWithHooks(step.containerId, hands, stack, step.graceSeconds));
    case "remove-container":
      await hands.lastLines?.(stack.id, step.containerId);
      await settled(step.containerId, mirror, isGone, () => engine.remove(step.containerId));
      await forgetSecrets(hands, stack);
      return false;
    case "forget-stack":
      await engine.dropOtherSecrets(stack.id, []);
      return writeFact(step, hands, stack);
    default:
      return writeFact(step, hands, stack);
  }
}

type Told = (now: ObservedContainer | null, before: ObservedContainer | null) => boolean;
const startedAnew: Told = (now, before) => now !== null && now.startedAt !== (before?.startedAt ?? null);
const hasStopped: Told = (now) => now === null || !isUp(now);
const isGone: Told = (now) => now === null;

/**
 * The mirror looks at the container whether the call worked or not: a failed start leaves traces that the views need. Not where the
 * engine's events were faster than its answer and told what the call did.
 */
async function settled(containerId: string, mirror: EngineMirror, isTold: Told, call: () => Promise<void>): Promise<false> {
  const before = mirror.container(containerId);
  let worked = false;
  try {
    await call();
    worked = true;
  } finally {
    if (!worked || !isTold(mirror.container(containerId), before)) await mirror.refresh(containerId).catch(() => undefined);
  }
  return false;
}

async function pullImage(step: Extract<Step, { type: "pull-image" }>, { engine, registry }: Hands, { stack, onProgress, signal }: StepRun): Promise<true> {
  const image = await engine.pull(step.image, { ...pullOptions(stack, step), onProgress, signal });
  await registry.transaction((tx) => tx.recordImage(step.serviceId, step.generation, image));
  return true;
}

async function createContainer(
  step: Extract<Step, { type: "create-container" }>,
  hands: Hands,
  { stack, signal, onProgress }: StepRun,
): Promise<ObservedContainer> {
  const { engine } = hands;
  const { service, generation } = generationFor(step, stack);
  await placeSecrets(hands, stack, service, generation);
  try {
    return await engine.create(stack, service, generation, step.index);
  } catch (error) {
    if (problemOf(error).code !== "IMAGE_NOT_FOUND") throw error;
    // Somebody pruned the image since it was pulled; the same reference brings it back.
    await engine.pull(imageToPull(generation), { ...pullOptions(stack, step), always: true, onProgress, signal });
    return engine.create(stack, service, generation, step.index);
  }
}

/** What the file says about images that are here already. */
function pullOptions(stack: DesiredStack, step: { serviceId: string; generation: number }): { always: boolean; olderThanMs?: number; platform?: string } {
  const { pull, platform } = generationFor({ ...step, key: "" }, stack).generation.spec;
  return {
    always: pull?.policy === "always",
    ...(pull?.policy === "after" ? { olderThanMs: pull.seconds * 1000 } : {}),
    ...(platform === undefined ? {} : { platform }),
  };
}

function generationFor(step: { serviceId: string; generation: number; key: string }, stack: DesiredStack): { service: DesiredService; generation: Generation } {
  const service = stack.services.find((candidate) => candidate.id === step.serviceId);
  const generation = [service?.target, service?.kept].find((candidate) => candidate?.number === step.generation);
  if (!service || !generation) throw new Error(`step for an unknown generation: ${step.key}`);
  return { service, generation };
}

type Fact = Extract<Step, { type: "set-phase" | "forget-service" | "forget-stack" }>;

async function writeFact(step: Fact, { registry, now }: Hands, stack: DesiredStack): Promise<true> {
  await registry.transaction(async (tx) => {
    if (step.type === "forget-stack") return tx.deleteStack(stack.id);
    if (step.type === "forget-service") return tx.deleteService(step.serviceId);
    const services = (await tx.desired(stack.id))?.services ?? [];
    // A person was faster: their decision stands.
    const meant = services.filter(({ id, phase }) => (id === step.serviceId || step.also?.includes(id)) && phase === step.from);
    if (meant.length === 0) return;
    for (const service of meant) {
      if (step.to === "rolling-back") await rollBackService(tx, service, step.problem, now());
      else await tx.updateService(service.id, { phase: step.to, phaseSince: now(), phaseProblem: step.problem });
    }
    if (step.to === "steady") await settleRevision(tx, stack.id, "rolled-back");
  });
  return true;
}
