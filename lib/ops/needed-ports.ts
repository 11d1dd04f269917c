import type { PortNeeds } from "@/lib/compose/port-words";
import { confirmedOf, type DesiredService, type Strategy } from "@/lib/core/desired";
import type { PortSpec, ServiceSpec, StackSpec } from "@/lib/core/spec";
import type { Verdicts } from "@/lib/core/verdicts";
import type { EnvironmentRow, StackRecord } from "@/lib/registry/types";
import type { OpContext } from "./context";
import { portSetFor } from "./upgrade-stack";

interface Plan {
  environment: EnvironmentRow;
  stack: StackRecord | null;
  spec: StackSpec;
  verdicts: Verdicts;
  strategy: Strategy;
}

/** The leases that deploying would add: what a service holds already and keeps is not among them. Nothing is reserved. */
export async function neededPorts(ctx: OpContext, { environment, stack, spec, verdicts, strategy }: Plan): Promise<PortNeeds> {
  const scaleOf = (service: DesiredService, wanted: ServiceSpec) =>
    verdicts.rescaled.find((one) => one.service === service)?.scale ?? (service.target ? service.scale : wanted.scale);
  const missing = spec.services.flatMap((wanted): { service: string; port: PortSpec }[] => {
    const service = stack?.desired.services.find(({ name }) => name === wanted.name);
    if (!service) return portsOf(wanted, wanted.scale, () => false);
    const changed = verdicts.changed.some((one) => one.service === service);
    const portSet = changed ? portSetFor(confirmedOf(service), wanted, strategy) : (service.target?.portSet ?? 0);
    const holds = (port: PortSpec, index: number) =>
      service.leases.some(
        (lease) =>
          lease.index === index &&
          lease.portSet === portSet &&
          lease.target === port.target &&
          lease.protocol === port.protocol &&
          (port.published === null || port.published === lease.port),
      );
    return portsOf(wanted, scaleOf(service, wanted), holds);
  });
  const random = new Map<string, number>();
  for (const { service, port } of missing) if (port.published === null) random.set(service, (random.get(service) ?? 0) + 1);
  const fixed = missing.filter(({ port }) => port.published !== null);
  return {
    fixed,
    random: [...random].map(([service, count]) => ({ service, count })),
    pool: await poolOf(
      ctx,
      environment,
      fixed.map(({ port }) => port.published ?? 0),
    ),
  };
}

function portsOf(wanted: ServiceSpec, scale: number, holds: (port: PortSpec, index: number) => boolean): { service: string; port: PortSpec }[] {
  const indexes = Array.from({ length: scale }, (_, at) => at + 1);
  return indexes.flatMap((index) => wanted.ports.filter((port) => !holds(port, index)).map((port) => ({ service: wanted.name, port })));
}

/**
 * The range that random ports come from; further ranges are for files that name a port. A port counts as taken by whoever leased or published it, with
 * either protocol, and by the same file where it names one.
 */
async function poolOf({ registry, places }: OpContext, { id, policy }: EnvironmentRow, named: number[]): Promise<PortNeeds["pool"]> {
  const { from, to } = policy.hostPorts;
  const held = [...(await registry.leasedPorts(...places.sharing(id))).keys(), ...places.of(id).mirror.publishedPorts().keys()].map((key) =>
    Number.parseInt(key, 10),
  );
  const taken = new Set([...held, ...named].filter((port) => port >= from && port <= to));
  return { from, to, free: to - from + 1 - taken.size };
}
