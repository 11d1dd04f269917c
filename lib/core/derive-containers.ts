import { driftOf } from "./derive-drift";
import type { Sight } from "./derive-service";
import type { DesiredService, Generation } from "./desired";
import { attemptFor, containerKey, generationOf, labelOf, problemOfContainer } from "./facts";
import { isUp, type ObservedContainer } from "./observed";
import type { ContainerView, EndpointView } from "./views";

/** Containers that exist, and a greyed place for each that should but does not: rows stay where they are while one is replaced. */
export function containerViews(service: DesiredService, containers: ObservedContainer[], sight: Sight): ContainerView[] {
  const views = containers.map((container) => containerView(service, container, containers, sight));
  const { target } = service;
  if (target && service.running && service.phase !== "paused") {
    for (let index = 1; index <= service.scale; index++) {
      const has = containers.some((container) => container.index === index && (container.generation === target.number || service.phase === "upgrading"));
      if (!has) views.push(missingView(service, target, index, sight));
    }
  }
  const rank = { new: 0, leaving: 1, old: 2 } as const;
  return views.sort((a, b) => rank[a.generation] - rank[b.generation] || a.index - b.index || b.generationNumber - a.generationNumber);
}

function containerView(
  service: DesiredService,
  container: ObservedContainer,
  all: readonly ObservedContainer[],
  { stack, attempts, now }: Sight,
): ContainerView {
  const generation = generationOf(service, container);
  const label = labelOf(service.name, container.index);
  const attempt = attemptFor(attempts, containerKey(service.id, container.generation, container.index));
  const stoppedOnPurpose = container.generation === service.kept?.number || !service.running;
  const drift = stack.removing ? [] : driftOf(stack, service, container, all);
  return {
    id: container.id,
    label,
    index: container.index,
    generation: container.generation === service.target?.number ? "new" : container.generation === service.kept?.number ? "old" : "leaving",
    generationNumber: container.generation,
    revision: container.revision,
    state: container.ending ? "exited" : container.state,
    health: container.health,
    healthOutput: container.healthOutput,
    startedAt: container.startedAt,
    finishedAt: container.finishedAt,
    exitCode: container.state === "running" ? null : container.exitCode,
    oomKilled: container.oomKilled,
    restartCount: container.restartCount,
    problem: attempt?.problem ?? (stoppedOnPurpose && !isUp(container) ? null : problemOfContainer(container, generation, label, now)),
    image: generation?.spec.image ?? "",
    imageId: container.imageId,
    endpoints: endpointsOf(container, label),
    anonymousVolumes: container.anonymousVolumes,
    ...(drift.length > 0 && { drift }),
  };
}

const endpointsOf = (container: ObservedContainer, label: string): EndpointView[] =>
  container.ports.map((port) => ({ port: port.published, target: port.target, protocol: port.protocol, container: label }));

function missingView(service: DesiredService, target: Generation, index: number, { attempts }: Sight): ContainerView {
  return {
    id: containerKey(service.id, target.number, index),
    label: labelOf(service.name, index),
    index,
    generation: "new",
    generationNumber: target.number,
    revision: target.revision,
    state: "missing",
    health: "none",
    healthOutput: null,
    startedAt: null,
    finishedAt: null,
    exitCode: null,
    oomKilled: false,
    restartCount: 0,
    problem: attemptFor(attempts, containerKey(service.id, target.number, index))?.problem ?? null,
    image: target.spec.image,
    imageId: target.imageId,
    endpoints: [],
    anonymousVolumes: [],
  };
}
