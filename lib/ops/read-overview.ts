import { labelOf } from "@/lib/core/facts";
import type { ObservedContainer } from "@/lib/core/observed";
import { bytesByStack, type OverviewView, type TopContainer } from "@/lib/core/overview";
import type { StackRecord } from "@/lib/registry/types";
import type { OpArgs } from "./context";
import { requireEnvironmentReading } from "./require-permission";
import { requireEnvironment } from "./require-stack";

const TOP = 10;

/** How busy an engine is and with whose containers: from the mirror and what is sampled anyway, never from the engine. */
export async function readOverview({ ctx, input }: OpArgs<{ environment: string }>): Promise<OverviewView> {
  requireEnvironmentReading(ctx.actor);
  const environment = await requireEnvironment(ctx.registry, input.environment);
  const { engine, mirror } = ctx.places.of(environment.id);
  const stacks = await ctx.registry.stacks({ kind: "all" }, ctx.actor.userId, environment.id);
  const containers = stacks.flatMap((stack) => mirror.stack(stack.id).containers.map((container) => ({ stack, container })));
  const bytes = bytesByStack(await ctx.keptLogs.keptBytes());
  const usage = (id: string) => ctx.statistics.recent(id).at(-1) ?? null;
  return {
    environment: environment.name,
    host: await engine.hostLoad().catch(() => null),
    stacks: stacks.length,
    containers: { ...countsOf(containers.map(({ container }) => container)), foreign: mirror.foreign().length },
    top: ctx.statistics.sampling(environment.id).on ? topOf(containers.flatMap(({ stack, container }) => used(stack, container, usage(container.id)))) : null,
    keptLogs: keptOf(stacks.map(({ id, name }) => ({ stack: name, bytes: bytes.get(id) ?? 0 }))),
  };
}

function countsOf(containers: readonly ObservedContainer[]): Omit<OverviewView["containers"], "foreign"> {
  const count = (is: (container: ObservedContainer) => boolean) => containers.filter(is).length;
  return {
    running: count(({ state }) => state === "running" || state === "paused"),
    restarting: count(({ state }) => state === "restarting"),
    stopped: count(({ state }) => !["running", "paused", "restarting"].includes(state)),
    unhealthy: count(({ state, health }) => state === "running" && health === "unhealthy"),
  };
}

function used(stack: StackRecord, container: ObservedContainer, now: { cpu: number; memory: number } | null): TopContainer[] {
  if (now === null || container.state !== "running") return [];
  const service = stack.desired.services.find(({ id }) => id === container.serviceId)?.name ?? "";
  const { name, project, owner } = stack;
  const whose = { stack: name, service, label: labelOf(service, container.index), project, owner };
  return [{ id: container.id.slice(0, 12), ...whose, cpu: now.cpu, memory: now.memory, memoryLimit: container.settings?.memoryBytes ?? 0 }];
}

const topOf = (all: readonly TopContainer[]): NonNullable<OverviewView["top"]> => ({
  cpu: [...all].sort((a, b) => b.cpu - a.cpu).slice(0, TOP),
  memory: [...all].sort((a, b) => b.memory - a.memory).slice(0, TOP),
});

const keptOf = (all: readonly { stack: string; bytes: number }[]): OverviewView["keptLogs"] => ({
  bytes: all.reduce((sum, one) => sum + one.bytes, 0),
  stacks: all
    .filter(({ bytes }) => bytes > 0)
    .sort((a, b) => b.bytes - a.bytes)
    .slice(0, TOP),
});
