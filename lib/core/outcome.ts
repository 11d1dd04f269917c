import type { DesiredService, DesiredStack } from "./desired";
import type { Problem } from "./errors";
import { attemptFor, containerKey, containersOf, discardedOf, goodAt, labelOf, problemOfContainer, standingOf } from "./facts";
import { isUp, type ObservedContainer, type ObservedStack } from "./observed";
import type { Attempts } from "./plan";
import { currentContainers } from "./planner";
import type { OperationKind } from "./views";

export type Outcome = { status: "succeeded" } | { status: "failed"; problem: Problem } | { status: "pending"; changesAt: number | null; unwell?: true };

const SUCCEEDED: Outcome = { status: "succeeded" };
const PENDING: Outcome = { status: "pending", changesAt: null };

/** How an operation stands, judged by the services it meant: what it asked for is there, cannot be had, or is on its way. */
export function outcomeOf(
  operation: { kind: OperationKind; services: string[]; startedAt: number },
  stack: DesiredStack,
  observed: ObservedStack,
  attempts: Attempts,
  now: number,
): Outcome {
  if (operation.kind === "remove" && stack.removing) return PENDING;
  const services = stack.services.filter((service) => operation.services.includes(service.name));
  if (operation.kind === "remove") return services.some((service) => !service.target && !service.kept) ? PENDING : SUCCEEDED;
  const outcomes = services.map((service) => outcomeOfService(service, operation, observed, attempts, now));
  const pending = outcomes.filter((outcome) => outcome.status === "pending");
  const failed = outcomes.find((outcome) => outcome.status === "failed");
  if (failed && pending.every((outcome) => outcome.changesAt === null || outcome.unwell)) return failed;
  if (pending.length === 0) return failed ?? SUCCEEDED;
  const times = pending.flatMap((outcome) => (outcome.changesAt === null ? [] : [outcome.changesAt]));
  return { status: "pending", changesAt: times.length > 0 ? Math.min(...times) : null };
}

function outcomeOfService(
  service: DesiredService,
  operation: { kind: OperationKind; startedAt: number },
  observed: ObservedStack,
  attempts: Attempts,
  now: number,
): Outcome {
  const containers = containersOf(service, observed);
  switch (service.phase) {
    case "upgraded":
      return SUCCEEDED;
    case "paused":
      if (operation.kind === "pause" || operation.kind === "stop") return containers.some(isUp) && operation.kind === "stop" ? PENDING : SUCCEEDED;
      return service.phaseProblem ? { status: "failed", problem: service.phaseProblem } : SUCCEEDED;
    case "upgrading":
      return PENDING;
    case "rolling-back": {
      const problem = stepProblem(service, attempts);
      return problem ? { status: "failed", problem } : PENDING;
    }
    case "steady":
      return outcomeWhenSteady(service, operation, containers, attempts, now);
  }
}

function outcomeWhenSteady(
  service: DesiredService,
  operation: { kind: OperationKind; startedAt: number },
  containers: ObservedContainer[],
  attempts: Attempts,
  now: number,
): Outcome {
  if (operation.kind === "upgrade" && service.phaseProblem) return { status: "failed", problem: service.phaseProblem };
  const { target } = service;
  if (!target) return SUCCEEDED;
  if (!service.running) return containers.some(isUp) ? PENDING : SUCCEEDED;
  const problem = stepProblem(service, attempts);
  if (problem) return { status: "failed", problem };
  if (discardedOf(service, containers).length > 0 || containers.some((container) => container.index > service.scale)) return PENDING;
  const current = currentContainers(service, containers);
  const times: number[] = [];
  let unwell = false;
  for (let index = 1; index <= service.scale; index++) {
    const container = current.find((one) => one.index === index);
    const standing = standingOf(container, target, now);
    if (standing === "good" || standing === "completed") {
      if (container && needsRestart(service, container)) return PENDING;
      continue;
    }
    if (!container) return PENDING;
    const trouble = problemOfContainer(container, target, labelOf(service.name, index), now);
    if (standing === "bad" && trouble && isFinal(trouble, container)) return { status: "failed", problem: trouble };
    const deadline = Math.max(container.startedAt ?? 0, operation.startedAt) + service.strategy.healthDeadlineSeconds * 1000;
    if (container.startedAt !== null && now >= deadline)
      return {
        status: "failed",
        problem: trouble ?? { code: "HEALTH_DEADLINE", data: { service: service.name, seconds: service.strategy.healthDeadlineSeconds } },
      };
    unwell ||= trouble !== null;
    times.push(container.health === "none" && isUp(container) ? goodAt(container) : deadline);
  }
  return times.length > 0 ? { status: "pending", changesAt: Math.min(...times), ...(unwell ? { unwell } : {}) } : containersMissing(service, current);
}

/** One crash may be a hiccup that the restart policy mends, and a slow start may fail its first checks: these have until the deadline. */
const isFinal = (trouble: Problem, container: ObservedContainer): boolean =>
  trouble.code === "CRASH_LOOP" ? container.restartCount >= 2 : trouble.code !== "UNHEALTHY";

const containersMissing = (service: DesiredService, current: ObservedContainer[]): Outcome => (current.length < service.scale ? PENDING : SUCCEEDED);

const needsRestart = (service: DesiredService, container: ObservedContainer): boolean =>
  service.restartRequestedAt !== null && (container.startedAt ?? 0) < service.restartRequestedAt && isUp(container);

function stepProblem(service: DesiredService, attempts: Attempts): Problem | null {
  const { target } = service;
  if (!target) return null;
  const pull = attempts.get(`pull-image image:${service.id}:${target.number}`);
  if (pull?.problem) return pull.problem;
  for (let index = 1; index <= service.scale; index++) {
    const attempt = attemptFor(attempts, containerKey(service.id, target.number, index));
    if (attempt?.problem) return attempt.problem;
  }
  return null;
}
