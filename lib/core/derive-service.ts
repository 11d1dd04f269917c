import { verdictsOf } from "./derive-actions";
import { containerViews } from "./derive-containers";
import { serviceDrift } from "./derive-drift";
import { whyOf } from "./derive-why";
import type { DesiredService, DesiredStack, Generation } from "./desired";
import { doomedVolumes } from "./doomed";
import { calmAt, containersOf, discardedOf, endsForGood, generationOf, standingOf } from "./facts";
import { groupOf, primaryOf } from "./groups";
import { type EngineStatus, isUp, type ObservedContainer, type ObservedStack } from "./observed";
import type { Attempts } from "./plan";
import { currentContainers } from "./planner";
import type { Policy } from "./policy";
import { scaleView } from "./scale-limits";
import type { GenerationView, Health, LifecycleState, ServiceView } from "./views";

/** Everything a view is derived from; nothing of it is stored. */
export interface Sight {
  stack: DesiredStack;
  observed: ObservedStack;
  attempts: Attempts;
  /** Keys of the resources a step is under way for. */
  underWay: ReadonlySet<string>;
  engine: EngineStatus;
  policy: Policy;
  now: number;
}

export function serviceView(service: DesiredService, sight: Sight): ServiceView {
  const containers = containersOf(service, sight.observed);
  const views = containerViews(service, containers, sight);
  const serving = servingContainers(service, containers);
  const state = stateOf(service, containers, sight);
  const target = service.target;
  const drift = serviceDrift(views);
  return {
    id: service.id,
    name: service.name,
    sidekickOf: primaryOf(service),
    image: (target ?? service.kept)?.spec.image ?? "",
    state,
    health: healthOf(service, serving, sight),
    why: whyOf(service, containers, state, sight),
    phase: service.phase,
    phaseSince: service.phaseSince,
    phaseProblem: service.phaseProblem,
    running: serving.filter((container) => isUp(container) && container.state !== "restarting" && !container.ending).length,
    wanted: wantedOf(service, serving),
    oldKept: service.kept ? containers.filter((container) => container.generation === service.kept?.number && !isUp(container)).length : 0,
    doomed: doomedVolumes(service, sight.observed),
    scale: scaleView(service, sight.policy, groupOf(sight.stack.services, service)),
    endpoints: views.filter((view) => view.state === "running").flatMap((view) => view.endpoints),
    containers: views,
    target: generationView(target),
    kept: generationView(service.kept),
    strategy: service.strategy,
    spec: target?.spec ?? null,
    keptSpec: service.kept?.spec ?? null,
    rendered: null,
    change: null,
    actions: verdictsOf(service, sight.stack.services, sight.stack.removing !== null),
    ...(drift && { drift }),
    ...(service.outside !== undefined && { outside: service.outside }),
  };
}

/** Nothing is under way, and time alone will change nothing of what is seen. */
export function isCalm({ stack, observed, attempts, underWay, now }: Sight): boolean {
  return (
    attempts.size === 0 &&
    underWay.size === 0 &&
    stack.services.every(({ phase }) => phase === "steady" || phase === "upgraded") &&
    observed.containers.every((container) => !isUp(container) || now >= calmAt(container))
  );
}

/** Completed one-shot containers are done, not missing: they do not count as wanted. */
function wantedOf(service: DesiredService, serving: ObservedContainer[]): number {
  if (!service.running || !service.target) return 0;
  const target = service.target;
  return service.scale - serving.filter((container) => container.state === "exited" && container.exitCode === 0 && endsForGood(container, target)).length;
}

/** The containers that answer for the service now: the target's, and during an upgrade whatever is up of the older ones. */
function servingContainers(service: DesiredService, containers: ObservedContainer[]): ObservedContainer[] {
  const current = currentContainers(service, containers);
  if (service.phase === "steady" || service.phase === "upgraded") return current;
  const older = containers.filter(
    (container) => container.generation !== service.target?.number && isUp(container) && !current.some((one) => one.index === container.index && isUp(one)),
  );
  const replaced = new Set(older.map((container) => container.index));
  return [...current.filter((container) => !replaced.has(container.index)), ...older];
}

function stateOf(service: DesiredService, containers: ObservedContainer[], { stack, attempts, now }: Sight): LifecycleState {
  const { target } = service;
  if (stack.removing || (!target && !service.kept)) return "removing";
  if (service.phase !== "steady") return service.phase;
  if (!target) return "removing";
  const current = currentContainers(service, containers);
  if (!service.running) return containers.some(isUp) ? "deactivating" : "inactive";
  if (discardedOf(service, containers).length > 0) return "finishing-upgrade";
  const requestedAt = service.restartRequestedAt;
  if (requestedAt !== null && current.some((container) => isUp(container) && (container.startedAt ?? 0) < requestedAt)) return "restarting";
  const failing = [...attempts].some(([key, attempt]) => attempt.problem !== null && key.includes(`:${service.id}:`));
  if (failing || current.some((container) => isBroken(container, target, now))) return "error";
  const there = current.filter((container) => isUp(container) || (container.state === "exited" && endsForGood(container, target))).length;
  return there < service.scale ? "activating" : "active";
}

const isBroken = (container: ObservedContainer, generation: Generation, now: number): boolean =>
  standingOf(container, generation, now) === "bad" && container.health !== "unhealthy" && (container.restartCount >= 2 || container.state === "exited");

function healthOf(service: DesiredService, serving: ObservedContainer[], { now }: Sight): Health {
  // One that the file dropped is to be stopped, and is once nothing of it serves any more.
  const left = !service.target && serving.length === 0;
  if (!service.running || service.scale === 0 || left) return "stopped";
  const standings = serving.map((container) => {
    const generation = generationOf(service, container) ?? service.target;
    return generation ? standingOf(container, generation, now) : "missing";
  });
  const checked = serving.some((container) => container.health !== "none");
  const holds = ({ restartCount, state }: ObservedContainer, at: number) => state === "running" && (restartCount < 2 || standings[at] === "good");
  const well = serving.filter((container, at) => container.health === "healthy" || (container.health === "none" && holds(container, at))).length;
  const completed = standings.filter((standing) => standing === "completed").length;
  if (completed > 0 && completed === service.scale) return "started-once";
  if (well + completed >= service.scale) return checked ? "healthy" : "none";
  if (standings.includes("bad")) return well > 0 ? "degraded" : "unhealthy";
  if (serving.some((container) => container.health === "starting" || container.state === "created") || serving.length < service.scale)
    return well > 0 && serving.length >= service.scale && !checked ? "degraded" : "initializing";
  return well > 0 ? "degraded" : "unhealthy";
}

const generationView = (generation: Generation | null): GenerationView | null =>
  generation && {
    number: generation.number,
    revision: generation.revision,
    image: generation.spec.image,
    imageId: generation.imageId,
    digest: generation.digest,
    since: generation.createdAt,
  };
