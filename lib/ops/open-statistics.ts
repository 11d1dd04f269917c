import { fail } from "@/lib/core/errors";
import type { ObservedContainer } from "@/lib/core/observed";
import type { OpArgs } from "./context";
import { requireEnvironmentReading } from "./require-permission";
import { requireEnvironment, requireStack } from "./require-stack";

/** Containers whose figures a person may follow. */
export interface OpenStatistics {
  environmentId: string;
  /** As of now, from the mirror; none once the stack is gone. */
  containers(): ObservedContainer[];
}

interface StatisticsInput {
  environment: string;
  stack: string;
  /** Null for every service of the stack. */
  service: string | null;
}

/** What a stack or one of its services uses: whoever sees the stack may know. */
export async function openStatistics({ ctx, input }: OpArgs<StatisticsInput>): Promise<OpenStatistics> {
  const { stack } = await requireStack(ctx, input, "stack.see");
  const service = stack.desired.services.find(({ name }) => name === input.service);
  if (input.service !== null && !service) throw fail("NOT_FOUND", { what: "service" });
  const { mirror } = ctx.places.of(stack.environmentId);
  return {
    environmentId: stack.environmentId,
    containers: () => mirror.stack(stack.id).containers.filter(({ serviceId }) => !service || serviceId === service.id),
  };
}

/** Containers of everybody on one engine, for those who keep order there. */
export async function openEngineStatistics({ ctx, input }: OpArgs<{ environment: string; containers: string[] }>): Promise<OpenStatistics> {
  requireEnvironmentReading(ctx.actor);
  const environment = await requireEnvironment(ctx.registry, input.environment);
  const { mirror } = ctx.places.of(environment.id);
  const stacks = (await ctx.registry.stackIds()).filter(({ environmentId }) => environmentId === environment.id);
  const meant = (id: string) => input.containers.some((one) => id.startsWith(one));
  const ids = stacks.flatMap(({ id: stackId }) => mirror.stack(stackId).containers.flatMap(({ id }) => (meant(id) ? [id] : [])));
  return { environmentId: environment.id, containers: () => ids.flatMap((id) => mirror.container(id) ?? []) };
}
