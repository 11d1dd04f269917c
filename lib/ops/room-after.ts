import type { PortNeeds } from "@/lib/compose/port-words";
import { confirmedOf, type DesiredService, type Generation, isWaiting, type Strategy } from "@/lib/core/desired";
import { groupOf } from "@/lib/core/groups";
import { excessOf, exchange, NOTHING_USED, type RoomView, sumUsage, type Usage } from "@/lib/core/quota";
import type { ServiceSpec, StackSpec } from "@/lib/core/spec";
import { serviceUsage, stackUsage } from "@/lib/core/usage";
import type { Verdicts } from "@/lib/core/verdicts";
import type { EnvironmentRow, StackRecord } from "@/lib/registry/types";
import type { OpContext } from "./context";
import { quotaOf } from "./require-room";
import { everStarted } from "./upgrade-stack";

interface Plan {
  environment: EnvironmentRow;
  stack: StackRecord | null;
  project: { id: string; name: string };
  spec: StackSpec;
  verdicts: Verdicts;
  strategy: Strategy;
  /** The host ports that it would lease. */
  ports: Pick<PortNeeds, "fixed" | "random">;
}

/** What the project would hold of its quota once a file is deployed: what the deploy itself will find, without writing anything. */
export async function roomAfter(ctx: OpContext, plan: Plan): Promise<RoomView> {
  const { environment, project, stack } = plan;
  const used = await ctx.registry.projectUsage(project.id, environment.id);
  const allowed = await quotaOf(ctx.registry, project, environment);
  const before = stack ? stackUsage(stack.desired) : NOTHING_USED;
  const services = stack ? servicesAfter(ctx, stack, plan) : plan.spec.services.map((spec) => serviceUsage(fresh(spec, plan.strategy)));
  const after = exchange(used, before, { ...sumUsage(services), stacks: 1, ports: before.ports + newPorts(stack, plan.ports) });
  return { project: project.name, environment: environment.name, used, after, allowed, over: excessOf(used, after, allowed) };
}

function newPorts(stack: StackRecord | null, { fixed, random }: Plan["ports"]): number {
  const held = new Set(stack?.desired.services.flatMap(({ leases }) => leases.map(({ port }) => port)) ?? []);
  const named = new Set(fixed.flatMap(({ port }) => (port.published === null || held.has(port.published) ? [] : [port.published])));
  return named.size + random.reduce((sum, { count }) => sum + count, 0);
}

type Counted = Parameters<typeof serviceUsage>[0];

const generationOf = (spec: ServiceSpec): Generation => ({ number: 0, revision: 0, spec, imageId: null, digest: null, createdAt: 0, portSet: 0 });
const fresh = (spec: ServiceSpec, strategy: Strategy): Counted => ({ scale: spec.scale, target: generationOf(spec), kept: null, strategy, leases: [] });

function servicesAfter(ctx: OpContext, stack: StackRecord, { verdicts, strategy }: Plan): Usage[] {
  const { services } = stack.desired;
  const { changed, added, removed, rescaled } = verdicts;
  const isBegun = (service: DesiredService) => everStarted({ ctx, stack }, service, confirmedOf(service));
  const waits = services.some(isWaiting) || [...changed.map(({ service }) => service), ...removed].some((one) => everStarted({ ctx, stack }, one, one.target));
  const after = (service: DesiredService): Counted => {
    const scale = rescaled.find((one) => one.service === service)?.scale;
    const change = changed.find((one) => one.service === service);
    const scaled = { ...service, scale: scale ?? service.scale };
    if (change) {
      const kept = isWaiting(service) || isBegun(service) ? confirmedOf(service) : null;
      const scaleBefore = scale !== undefined && kept ? (service.scaleBefore ?? service.scale) : service.scaleBefore;
      return { ...scaled, target: generationOf(change.spec), kept, strategy, ...(scaleBefore !== undefined && { scaleBefore }) };
    }
    if (removed.includes(service)) return { ...service, target: null, kept: groupOf(services, service).some(isBegun) ? confirmedOf(service) : null, strategy };
    if (scale === undefined) return service;
    const { scaleBefore: _before, ...plain } = scaled;
    return waits && isWaiting(service) ? { ...plain, scaleBefore: service.scaleBefore ?? service.scale } : plain;
  };
  return [...services.map(after), ...added.map((wanted) => fresh(wanted, strategy))].map(serviceUsage);
}
