import type { DesiredService, DesiredStack, Generation } from "./desired";
import { generationOf } from "./facts";
import { engineName, LABEL } from "./labels";
import { isUp, type ObservedContainer, type ObservedSettings } from "./observed";
import type { RestartSpec, ServiceSpec } from "./spec";

/** One way in which a container is no longer what Spindle made. */
export type Drift =
  | { kind: "paused" }
  | { kind: "renamed"; name: string }
  | { kind: "image"; imageId: string }
  | { kind: "limit"; limit: Limit; is: number; wanted: number }
  | { kind: "restart"; is: string; wanted: string }
  /** A network of the stack that it is no longer on, by its name in the file. */
  | { kind: "network-left"; network: string }
  /** Null for a network that is not this stack's: whose it is, is nobody's business here. */
  | { kind: "network-joined"; network: string | null }
  | { kind: "label"; label: string }
  /** Beside the container that Spindle made: another one with the same marks, under a name of its own. */
  | { kind: "stranger"; name: string };

export type Limit = "memory" | "memory-reservation" | "cpus" | "pids";

/**
 * What brings a container back to what was asked for: a restart resumes it, only a new one has the right settings. What Spindle did not make it
 * does not take away: somebody removes it by hand.
 */
export type DriftWayOut = "restart" | "redeploy" | "by-hand";

export interface ServiceDrift {
  /** Containers by their labels, `web-1`, and what is wrong with each, in their order. */
  containers: { label: string; drift: Drift[] }[];
  wayOut: DriftWayOut;
}

/** How a container differs from what its generation asks for. Empty for one that was never started: it is still being made. */
export function driftOf(stack: DesiredStack, service: DesiredService, container: ObservedContainer, others: readonly ObservedContainer[] = []): Drift[] {
  const generation = generationOf(service, container);
  if (generation && isStranger(stack, service, container, others)) return [{ kind: "stranger", name: container.name }];
  if (!generation || container.startedAt === null || !(isUp(container) || container.state === "exited")) return [];
  const paused: Drift[] = container.state === "paused" ? [{ kind: "paused" }] : [];
  if (!container.settings) return paused;
  return [
    ...paused,
    ...identityDrift(stack, service, generation, container),
    ...limitDrift(generation.spec, container.settings),
    ...networkDrift(stack, generation.spec, container.settings),
    ...labelDrift(stack, service, generation, container.settings),
  ];
}

function isStranger(
  stack: DesiredStack,
  service: DesiredService,
  { name, generation, index }: ObservedContainer,
  others: readonly ObservedContainer[],
): boolean {
  const own = engineName.container(stack.id, service.name, generation, index);
  return name !== own && others.some((other) => other.name === own);
}

function identityDrift(stack: DesiredStack, service: DesiredService, generation: Generation, container: ObservedContainer): Drift[] {
  const name = engineName.container(stack.id, service.name, generation.number, container.index);
  return [
    ...(container.name === name ? [] : [{ kind: "renamed" as const, name: container.name }]),
    ...(generation.imageId === null || container.imageId === generation.imageId ? [] : [{ kind: "image" as const, imageId: container.imageId }]),
  ];
}

/** An engine that cannot keep a reservation says 0; that is its nature, not somebody's hand. */
function limitDrift(spec: ServiceSpec, settings: ObservedSettings): Drift[] {
  const reservation = settings.memoryReservationBytes === 0 ? null : settings.memoryReservationBytes;
  const limits: [Limit, number, number][] = [
    ["memory", settings.memoryBytes, spec.memoryBytes],
    ["memory-reservation", reservation ?? spec.memoryReservationBytes ?? 0, spec.memoryReservationBytes ?? 0],
    ["cpus", round(settings.cpus), round(cpusOf(spec))],
    ["pids", settings.pids, spec.pids],
  ];
  // With a host directory the reconciler restarts, never the engine.
  const wanted = spec.mounts.some(({ type }) => type === "bind") ? "no" : restartText(spec.restart);
  return [
    ...limits.flatMap(([limit, is, wanted]): Drift[] => (is === wanted ? [] : [{ kind: "limit", limit, is, wanted }])),
    ...(settings.restart === wanted ? [] : [{ kind: "restart" as const, is: settings.restart, wanted }]),
  ];
}

/** A quota of a period is in whole microseconds, and at least a millisecond. */
const cpusOf = ({ cpus, cpuPeriod }: ServiceSpec): number => (cpuPeriod === undefined ? cpus : Math.max(1000, Math.round(cpus * cpuPeriod)) / cpuPeriod);
const round = (cpus: number): number => Math.round(cpus * 1000) / 1000;
const restartText = (restart: RestartSpec): string => (restart.policy === "on-failure" ? `on-failure:${restart.maxRetries}` : restart.policy);

function networkDrift(stack: DesiredStack, spec: ServiceSpec, { networks }: ObservedSettings): Drift[] {
  const wanted = new Map((spec.networkMode === undefined ? spec.networks : []).map(({ name }) => [engineName.network(stack.id, name), name]));
  const own = new Map(stack.networks.map(({ name }) => [engineName.network(stack.id, name), name]));
  return [
    ...[...wanted].flatMap(([engine, network]): Drift[] => (networks.includes(engine) ? [] : [{ kind: "network-left", network }])),
    ...networks.flatMap((engine): Drift[] => (wanted.has(engine) ? [] : [{ kind: "network-joined", network: own.get(engine) ?? null }])),
  ];
}

/** Labels cannot be changed at a container: another one stands in its place. The owner is a hint for people at the shell, and people change their names. */
function labelDrift(stack: DesiredStack, service: DesiredService, generation: Generation, { labels }: ObservedSettings): Drift[] {
  const wanted: Record<string, string> = {
    ...generation.spec.labels,
    [LABEL.stackName]: stack.name,
    [LABEL.serviceName]: service.name,
    [LABEL.revision]: String(generation.revision),
  };
  return Object.entries(wanted).flatMap(([label, value]): Drift[] => (labels[label] === value ? [] : [{ kind: "label", label }]));
}

/** A pause ends with a restart; everything else of our own is settled when the container is made. */
export function wayOutOf(drift: readonly Drift[]): DriftWayOut {
  const ours = drift.filter(({ kind }) => kind !== "stranger");
  if (ours.length === 0) return "by-hand";
  return ours.every(({ kind }) => kind === "paused") ? "restart" : "redeploy";
}

/** The service's containers that drifted; null while all are as they were made. */
export function serviceDrift(containers: readonly { label: string; drift?: Drift[] }[]): ServiceDrift | null {
  const drifted = containers.flatMap(({ label, drift }) => (drift ? [{ label, drift }] : []));
  return drifted.length > 0 ? { containers: drifted, wayOut: wayOutOf(drifted.flatMap(({ drift }) => drift)) } : null;
}
