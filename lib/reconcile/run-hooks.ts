import type { DesiredStack } from "@/lib/core/desired";
import { problemOf } from "@/lib/core/errors";
import { generationOf } from "@/lib/core/facts";
import type { Hook } from "@/lib/core/service-extras";
import type { EngineMirror, Place } from "@/lib/engine/port";

/** `post_start` belongs to the start: when a command of it fails, the container is stopped again and the start has failed. */
export async function startWithHooks(containerId: string, hands: Place, stack: DesiredStack): Promise<void> {
  await hands.engine.start(containerId);
  await runPostStart(containerId, hands, stack);
}

export async function restartWithHooks(containerId: string, hands: Place, stack: DesiredStack, graceSeconds: number): Promise<void> {
  await stopWithHooks(containerId, hands, stack, () => hands.engine.restart(containerId, graceSeconds));
  await runPostStart(containerId, hands, stack);
}

/** A command of `pre_stop` that fails does not keep its container alive: whoever wants to stop must be able to. */
export async function stopWithHooks(containerId: string, { engine, mirror }: Place, stack: DesiredStack, stop: () => Promise<void>): Promise<void> {
  const isUp = mirror.container(containerId)?.state === "running";
  for (const hook of isUp ? hooksOf(containerId, mirror, stack).preStop : []) await engine.runHook(containerId, hook).catch(() => undefined);
  await stop();
}

async function runPostStart(containerId: string, { engine, mirror }: Place, stack: DesiredStack): Promise<void> {
  try {
    for (const hook of hooksOf(containerId, mirror, stack).postStart) await engine.runHook(containerId, hook);
  } catch (error) {
    // Its program ended by itself meanwhile, which the container's own state says better.
    if (problemOf(error).code === "CONTAINER_NOT_RUNNING") return;
    await engine.stop(containerId, 1).catch(() => undefined);
    throw error;
  }
}

function hooksOf(containerId: string, mirror: EngineMirror, stack: DesiredStack): { postStart: Hook[]; preStop: Hook[] } {
  const container = mirror.container(containerId);
  const service = stack.services.find(({ id }) => id === container?.serviceId);
  const spec = container && service && generationOf(service, container)?.spec;
  return { postStart: spec?.postStart ?? [], preStop: spec?.preStop ?? [] };
}
