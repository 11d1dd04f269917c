import type { DesiredService, DesiredStack } from "./desired";
import { type Excess, exact, excessOf, exchange, type Quota, sumUsage, type Usage } from "./quota";
import type { ServiceSpec } from "./spec";

/** What stacks hold of a quota, worked out from what is desired: nothing is counted that nobody decided on. */

type Counted = Pick<DesiredService, "scale" | "scaleBefore" | "target" | "kept" | "strategy" | "leases">;

const perContainer = (spec: ServiceSpec | undefined) => ({ containers: spec ? 1 : 0, cpus: spec?.cpus ?? 0, memoryBytes: spec?.memoryBytes ?? 0 });

/**
 * The most that a service can come to need by itself, whatever happens to its upgrade; a stopped one too, for it may be started at any time. While the
 * confirmed generation is kept, each number is one of both generations or, with start first, both at once: going back starts the old ones beside the
 * new. So a roll back never needs more than is held, and confirming only sets free.
 */
export function serviceUsage(service: Counted): Usage {
  const { target, kept, scale, strategy } = service;
  const next = perContainer(target?.spec);
  const old = perContainer(kept?.spec);
  const [numbers, oldNumbers] = [target ? scale : 0, kept ? (service.scaleBefore ?? scale) : 0];
  const both = Math.min(numbers, oldNumbers);
  const together = strategy.order === "start-first" ? (a: number, b: number) => a + b : Math.max;
  const most = (what: keyof typeof next) => exact(both * together(next[what], old[what]) + (numbers - both) * next[what] + (oldNumbers - both) * old[what]);
  return {
    stacks: 0,
    services: target || kept ? 1 : 0,
    containers: most("containers"),
    cpus: most("cpus"),
    memoryBytes: most("memoryBytes"),
    ports: new Set(service.leases.map(({ port }) => port)).size,
  };
}

const ONE_STACK: Usage = { stacks: 1, services: 0, containers: 0, cpus: 0, memoryBytes: 0, ports: 0 };

const known = new WeakMap<object, Usage>();

/** Desired states are replaced, never changed, and a project has many that nobody touched since they were last counted. */
export function stackUsage(stack: Pick<DesiredStack, "services">): Usage {
  const before = known.get(stack);
  if (before) return before;
  const usage = sumUsage([ONE_STACK, ...stack.services.map(serviceUsage)]);
  if (Object.isFrozen(stack)) known.set(stack, usage);
  return usage;
}

/** The same service with another scale, and the leases that this would add. */
function scaledTo(service: DesiredService, scale: number): Counted {
  const { target, kept, leases, strategy } = service;
  const missing = [target, kept].flatMap((generation) =>
    (generation?.spec.ports ?? []).flatMap((port) =>
      Array.from({ length: scale }, (_, at) => at + 1)
        .filter(
          (index) =>
            !leases.some((one) => one.index === index && one.portSet === generation?.portSet && one.target === port.target && one.protocol === port.protocol),
        )
        .map((index) => ({ generation, port, index })),
    ),
  );
  // Which ports these will be is not known; that they are others than those held is.
  const added = missing.map(({ generation, port, index }, at) => ({
    ...{ port: port.published ?? -1 - at, protocol: port.protocol, target: port.target },
    ...{ index, portSet: generation?.portSet ?? 0 },
  }));
  return { target, kept, strategy, scale, leases: [...leases, ...added] };
}

/** How far a service and its group can be scaled with what is free, when that is less than `most`; and what is too little for more. */
export function roomToScale(group: readonly DesiredService[], held: Usage, allowed: Quota, most: number): { max: number; over: Excess[] } | null {
  const now = sumUsage(group.map(serviceUsage));
  const scale = Math.max(0, ...group.map((one) => one.scale));
  for (let wanted = scale + 1; wanted <= most; wanted++) {
    const then = sumUsage(group.map((one) => serviceUsage(scaledTo(one, wanted))));
    const over = excessOf(held, exchange(held, now, then), allowed);
    if (over.length > 0) return { max: wanted - 1, over };
  }
  return null;
}
