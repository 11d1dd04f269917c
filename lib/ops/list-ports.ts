import { isHostPort, portRanges } from "@/lib/core/policy";
import type { LeaseView, PortsView } from "@/lib/core/ports";
import type { Protocol } from "@/lib/core/spec";
import { unusedLeases } from "@/lib/reconcile/roll-back";
import type { EnvironmentRow, LeaseRow, StackRecord } from "@/lib/registry/types";
import type { OpArgs } from "./context";
import { requireEnvironmentReading } from "./require-permission";
import { requireEnvironment } from "./require-stack";

/** Every host port of an environment that somebody has, and what is left. */
export async function listPorts({ ctx, input }: OpArgs<{ environment: string }>): Promise<PortsView> {
  requireEnvironmentReading(ctx.actor);
  const environment = await requireEnvironment(ctx.registry, input.environment);
  const rows = await ctx.registry.leases(environment.id);
  const stacks = await ctx.registry.stacks({ kind: "all" }, ctx.actor.userId, environment.id);
  const leased = await ctx.registry.leasedPorts(...ctx.places.sharing(environment.id));
  const published = [...ctx.places.of(environment.id).mirror.publishedPorts()].map(([key, container]) => ({ key, ...portOf(key), container }));
  const ranges = portRanges(environment.policy);
  const inPool = (port: number) => isHostPort(environment.policy, port);
  const taken = new Set([...[...leased.keys()].map(portOf), ...published].map(({ port }) => port).filter(inPool));
  return {
    environment: environment.name,
    ranges,
    free: ranges.reduce((sum, { from, to }) => sum + to - from + 1, 0) - taken.size,
    grants: environment.policy.portGrants,
    leases: rows.map((row) =>
      viewOf(
        row,
        environment,
        stacks.find(({ id }) => id === row.stackId),
      ),
    ),
    foreign: published
      .filter(({ key, port }) => inPool(port) && !leased.has(key))
      .map(({ port, protocol, container }) => ({ port, protocol, container }))
      .sort((a, b) => a.port - b.port),
  };
}

function portOf(key: string): { port: number; protocol: Protocol } {
  const [port, protocol] = key.split("/");
  return { port: Number(port), protocol: protocol as Protocol };
}

function viewOf(row: LeaseRow, { policy }: EnvironmentRow, stack: StackRecord | undefined): LeaseView {
  const { port, protocol, target, index: container, stack: name, service, project, owner, since } = row;
  return { port, protocol, target, container, stack: name, service, project, owner, since, outside: !isHostPort(policy, port), stale: staleness(row, stack) };
}

/** A lease that nothing will use any more. The reconciler drops those of living stacks by itself, as soon as their containers are gone. */
export function staleness(row: Pick<LeaseRow, "port" | "protocol" | "serviceId">, stack: StackRecord | undefined | null): LeaseView["stale"] {
  const service = stack?.desired.services.find(({ id }) => id === row.serviceId);
  if (!stack || !service) return "gone";
  return unusedLeases(service, stack.desired).some((lease) => lease.port === row.port && lease.protocol === row.protocol) ? "unused" : null;
}
