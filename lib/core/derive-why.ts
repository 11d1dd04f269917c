import type { Sight } from "./derive-service";
import type { DesiredService } from "./desired";
import { attemptFor, containerKey, dependenciesOf, discardedOf, generationOf, goodAt, labelOf, problemOfContainer, standingOf } from "./facts";
import { isUp, type ObservedContainer } from "./observed";
import { currentContainers } from "./planner";
import type { LifecycleState, Why } from "./views";

/** The one sentence of a service: what matters most to the person who looks at it now. */
export function whyOf(service: DesiredService, containers: ObservedContainer[], state: LifecycleState, sight: Sight): Why {
  if (sight.engine.state === "down") return { kind: "engine-away", since: sight.engine.since };
  if (state === "removing") return stuckOf(service, sight) ?? { kind: "removing", left: containers.length };
  const trouble = troubleOf(service, containers, sight);
  switch (state) {
    case "inactive":
      return { kind: "stopped" };
    case "deactivating":
      return { kind: "stopping", left: containers.filter(isUp).length };
    case "paused":
      return service.phaseProblem
        ? { kind: "problem", problem: service.phaseProblem, retryAt: null, container: null }
        : (trouble ?? upgradeProgress(service, containers, sight));
    case "upgrading":
      return trouble ?? waitingOf(service, containers, sight) ?? upgradeProgress(service, containers, sight);
    case "upgraded":
      return (
        trouble ?? {
          kind: "upgrade-waits",
          since: service.phaseSince,
          kept: containers.filter((container) => container.generation === service.kept?.number).length,
          image: service.target?.spec.image ?? "",
        }
      );
    case "rolling-back":
      return trouble ?? { kind: "rolling-back", done: currentContainers(service, containers).filter(isUp).length, wanted: service.scale };
    case "finishing-upgrade":
      return { kind: "finishing", left: discardedOf(service, containers).length };
    default:
      return trouble ?? waitingOf(service, containers, sight) ?? wellOf(service, containers, sight);
  }
}

/** What the engine refuses to let go: of the service's own containers, and when the whole stack goes also of its networks and volumes. */
function stuckOf(service: DesiredService, { stack, attempts }: Sight): Why | null {
  for (const [key, { problem, retryAt }] of attempts) {
    const isOwn = key.includes(` container:${service.id}:`) || (stack.removing !== null && /^remove-(?:network|volume) /.test(key));
    if (problem && isOwn) return { kind: "problem", problem, retryAt, container: null };
  }
  return null;
}

/** The first container in trouble, or a step that fails. */
function troubleOf(service: DesiredService, containers: ObservedContainer[], { attempts, now }: Sight): Why | null {
  const { target } = service;
  if (!target) return null;
  const pull = attempts.get(`pull-image image:${service.id}:${target.number}`);
  if (pull?.problem) return { kind: "problem", problem: pull.problem, retryAt: pull.retryAt, container: null };
  for (let index = 1; index <= service.scale; index++) {
    const label = labelOf(service.name, index);
    const attempt = attemptFor(attempts, containerKey(service.id, target.number, index));
    if (attempt?.problem) return { kind: "problem", problem: attempt.problem, retryAt: attempt.retryAt, container: label };
    const container = containers.find((one) => one.index === index && one.generation === target.number);
    const problem = container && service.running ? problemOfContainer(container, generationOf(service, container), label, now) : null;
    if (problem) return { kind: "problem", problem, retryAt: attempt?.retryAt ?? null, container: label };
  }
  for (const [key, attempt] of attempts) {
    if (attempt.problem && /^(create-network|create-volume) /.test(key))
      return { kind: "problem", problem: attempt.problem, retryAt: attempt.retryAt, container: null };
  }
  return null;
}

function waitingOf(service: DesiredService, containers: ObservedContainer[], { stack, observed, underWay, now }: Sight): Why | null {
  const { target } = service;
  if (!target) return null;
  if (underWay.has(`image:${service.id}:${target.number}`)) return { kind: "pulling", image: target.spec.image };
  const current = currentContainers(service, containers);
  const waits =
    current.some((container) => container.state === "created") || (current.length < service.scale && current.every((container) => !isUp(container)));
  if (waits) {
    const dependencies = dependenciesOf(target, stack, observed, now);
    if (!dependencies.satisfied) return { kind: "waiting-for", service: dependencies.service, condition: dependencies.condition };
  }
  const unsure = current.find((container) => container.health === "starting" && container.state === "running");
  if (unsure) {
    const deadline = (unsure.startedAt ?? now) + service.strategy.healthDeadlineSeconds * 1000;
    return { kind: "health-wait", container: labelOf(service.name, unsure.index), deadline };
  }
  return null;
}

function upgradeProgress(service: DesiredService, containers: ObservedContainer[], { now }: Sight): Why {
  const { target } = service;
  const current = target ? currentContainers(service, containers) : [];
  const done = target ? current.filter((container) => ["good", "completed"].includes(standingOf(container, target, now))).length : 0;
  const last = Math.max(0, ...current.map(goodAt));
  const until = last + service.strategy.intervalSeconds * 1000;
  if (service.phase === "upgrading" && done > 0 && done < service.scale && done === current.length && now < until) return { kind: "interval-wait", until };
  return { kind: "upgrade-progress", done, wanted: service.scale, batchSize: service.strategy.batchSize };
}

function wellOf(service: DesiredService, containers: ObservedContainer[], { now }: Sight): Why {
  const { target } = service;
  const current = currentContainers(service, containers);
  const standings = target ? current.map((container) => standingOf(container, target, now)) : [];
  const up = current.filter(isUp).length;
  const completed = standings.filter((standing) => standing === "completed").length;
  if (service.scale > 0 && completed === service.scale) return { kind: "completed" };
  if (up + completed < service.scale) return { kind: "starting", done: up, wanted: service.scale };
  if (service.phaseProblem) return { kind: "problem", problem: service.phaseProblem, retryAt: null, container: null };
  const started = current.flatMap((container) => (container.startedAt === null ? [] : [container.startedAt]));
  return { kind: "well", since: started.length > 0 ? Math.max(...started) : null };
}
