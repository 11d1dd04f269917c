import { type DesiredService, type DesiredStack, type Generation, SETTLE_MS } from "./desired";
import type { Problem } from "./errors";
import { isUp, type ObservedContainer, type ObservedStack } from "./observed";
import type { Attempt, Attempts } from "./plan";
import type { DependencyCondition } from "./spec";

/** What can be said of containers without deciding anything; the planner and the views share it. */

export type Standing =
  /** No container. */
  | "missing"
  /** Made, never started, or stopped on purpose. */
  | "down"
  /** Up, but not yet known to be good. */
  | "starting"
  | "good"
  /** Ran to its end with exit code 0, as its restart policy allows. */
  | "completed"
  /** Unhealthy, crashing, or ended for good with a failure. */
  | "bad";

const CRASH_RESTARTS = 2;
/** A container that crashed before counts as good again after this long. */
const CALM_MS = 30_000;

export const labelOf = (service: string, index: number): string => `${service}-${index}`;
export const containerKey = (serviceId: string, generation: number, index: number): string => `container:${serviceId}:${generation}:${index}`;

export function containersOf(service: Pick<DesiredService, "id">, observed: ObservedStack): ObservedContainer[] {
  return observed.containers.filter((container) => container.serviceId === service.id).sort((a, b) => a.index - b.index || a.generation - b.generation);
}

function isCrashLooping(container: ObservedContainer, now: number): boolean {
  if (container.restartCount < CRASH_RESTARTS) return false;
  return container.state === "restarting" || (container.state === "running" && now - (container.startedAt ?? now) < CALM_MS);
}

/** True when the container's own restart policy means that its end is the end. */
export function endsForGood(container: ObservedContainer, generation: Generation): boolean {
  const { restart } = generation.spec;
  if (restart.policy === "unless-stopped") return false;
  if (container.exitCode === 0) return true;
  return restart.policy === "no" || (restart.maxRetries > 0 && container.restartCount >= restart.maxRetries);
}

export function standingOf(container: ObservedContainer | undefined, generation: Generation, now: number): Standing {
  if (!container || container.state === "removing" || container.state === "dead") return "missing";
  if (container.state === "created") return "down";
  if (container.state === "exited") {
    if (!endsForGood(container, generation)) return "down";
    return container.exitCode === 0 ? "completed" : "bad";
  }
  if (container.state === "restarting" || isCrashLooping(container, now) || container.health === "unhealthy") return "bad";
  if (container.health === "healthy") return "good";
  if (container.health === "starting") return "starting";
  return now >= goodAt(container) ? "good" : "starting";
}

/** When a running container without a health check becomes good, or a healthy one became so. */
export function goodAt(container: ObservedContainer): number {
  if (container.health === "healthy") return container.healthySince ?? container.startedAt ?? 0;
  return (container.startedAt ?? 0) + (container.restartCount > 0 ? 10 * SETTLE_MS : SETTLE_MS);
}

/** When what can be said of a running container stops depending on the time. */
export const calmAt = (container: ObservedContainer): number =>
  Math.max(goodAt(container), (container.startedAt ?? 0) + (container.restartCount > 0 ? CALM_MS : 0));

/** Containers that belong to neither the target nor the kept generation. */
export function discardedOf(service: DesiredService, containers: ObservedContainer[]): ObservedContainer[] {
  return containers.filter((container) => container.generation !== service.target?.number && container.generation !== service.kept?.number);
}

export function attemptFor(attempts: Attempts, key: string, types: readonly string[] = ["create-container", "start-container"]): Attempt | null {
  for (const type of types) {
    const attempt = attempts.get(`${type} ${key}`);
    if (attempt) return attempt;
  }
  return null;
}

/** Why this container is not what was asked for; null when nothing is wrong with it. */
export function problemOfContainer(container: ObservedContainer, generation: Generation | null, label: string, now: number): Problem | null {
  const limitBytes = generation?.spec.memoryBytes ?? null;
  const ended = container.state === "exited" || container.state === "restarting" || isCrashLooping(container, now);
  if (container.oomKilled && ended) return { code: "OUT_OF_MEMORY", data: { container: label, limitBytes } };
  if (isCrashLooping(container, now) || container.state === "restarting") {
    return { code: "CRASH_LOOP", data: { container: label, exitCode: container.exitCode, restarts: container.restartCount } };
  }
  if (container.health === "unhealthy" && container.state === "running")
    return { code: "UNHEALTHY", data: { container: label, output: container.healthOutput ?? "" } };
  if (container.state === "exited" && generation && !(container.exitCode === 0 && endsForGood(container, generation))) {
    return { code: "CONTAINER_EXITED", data: { container: label, exitCode: container.exitCode ?? 0 } };
  }
  return null;
}

/** `changesAt`: when time alone may satisfy it, where the other service has no health check. */
export type DependencyState = { satisfied: true } | { satisfied: false; service: string; condition: string; changesAt: number | null };

/** Whether everything a service waits for is there. A service that nobody runs never satisfies. */
export function dependenciesOf(generation: Generation, stack: DesiredStack, observed: ObservedStack, now: number): DependencyState {
  for (const { service: name, condition } of generation.spec.dependsOn) {
    const service = stack.services.find((candidate) => candidate.name === name);
    if (!service?.target) continue;
    const current = containersOf(service, observed).filter((container) => isCurrent(container, service));
    for (let index = 1; index <= service.scale; index++) {
      const here = current.filter((container) => container.index === index);
      const standings = here.map((container) => standingOf(container, generationOf(service, container) ?? generation, now));
      if (meets(condition, standings, here.some(isUp))) continue;
      const settling = here.filter((container) => container.health === "none" && isUp(container)).map(goodAt);
      return { satisfied: false, service: name, condition, changesAt: settling.length > 0 ? Math.max(...settling) : null };
    }
  }
  return { satisfied: true };
}

function meets(condition: DependencyCondition, standings: Standing[], up: boolean): boolean {
  if (condition === "service_completed_successfully") return standings.includes("completed");
  if (condition === "service_healthy") return standings.includes("good") || standings.includes("completed");
  return up || standings.includes("completed");
}

const isCurrent = (container: ObservedContainer, service: DesiredService): boolean =>
  container.generation === service.target?.number || (container.generation === service.kept?.number && isUp(container));

export function generationOf(service: DesiredService, container: Pick<ObservedContainer, "generation">): Generation | null {
  if (container.generation === service.target?.number) return service.target;
  if (container.generation === service.kept?.number) return service.kept;
  return null;
}
