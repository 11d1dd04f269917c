import { generationOf } from "@/lib/core/facts";
import type { ObservedContainer } from "@/lib/core/observed";
import type { RunningContainer, RunningView } from "@/lib/core/running";
import type { StackRecord } from "@/lib/registry/types";
import type { OpArgs } from "./context";
import { requireEnvironmentReading } from "./require-permission";
import { requireEnvironment } from "./require-stack";

/** Every container on the engine of an environment, and whose it is: from the registry and the mirror, never from the engine. */
export async function listRunning({ ctx, input }: OpArgs<{ environment: string }>): Promise<RunningView> {
  requireEnvironmentReading(ctx.actor);
  const environment = await requireEnvironment(ctx.registry, input.environment);
  const { mirror } = ctx.places.of(environment.id);
  const stacks = await ctx.registry.stacks({ kind: "all" }, ctx.actor.userId, environment.id);
  return {
    environment: environment.name,
    containers: stacks.flatMap((stack) => mirror.stack(stack.id).containers.map((container) => rowOf(stack, container))),
    foreign: mirror.foreign(),
  };
}

function rowOf({ name, project, owner, desired }: StackRecord, container: ObservedContainer): RunningContainer {
  const service = desired.services.find(({ id }) => id === container.serviceId);
  const made = service && generationOf(service, container);
  return {
    ...{ id: container.id.slice(0, 12), stack: name, project, owner, index: container.index, state: container.state, health: container.health },
    service: service?.name ?? "",
    generation: !service || !made ? "leaving" : made === service.target ? "new" : "old",
    image: made?.spec.image ?? container.imageId,
    // What it really has: somebody may have changed it at the engine.
    cpus: container.settings?.cpus ?? made?.spec.cpus ?? 0,
    memoryBytes: container.settings?.memoryBytes ?? made?.spec.memoryBytes ?? 0,
    createdAt: container.createdAt,
    startedAt: container.startedAt,
    ...(container.restartCount > 0 && { restarts: container.restartCount }),
  };
}
