import type { DesiredService, DesiredStack, Generation } from "./desired";
import { attemptFor, containerKey, containersOf, discardedOf, goodAt, labelOf, standingOf } from "./facts";
import { isUp, type ObservedContainer, type ObservedStack } from "./observed";
import type { Attempts, Plan } from "./plan";
import { type Desk, Draft, find, indices, keyOf, stop, stopAndRemove } from "./plan-draft";
import { askedToRunAgain, ensureUp } from "./plan-ensure";
import { leaveScale, planUpgrading, setPhase } from "./plan-upgrade";

/**
 * What may be done now to bring what runs closer to what is wanted. Pure and level-triggered: after every step, event or crash it is asked again from
 * scratch, so every answer must be right whatever came before. It never plans to remove the confirmed generation while a decision waits.
 */
export function plan(stack: DesiredStack, observed: ObservedStack, attempts: Attempts, now: number): Plan {
  const draft = new Draft(attempts, now);
  for (const service of stack.services) {
    const containers = containersOf(service, observed);
    const desk: Desk = { stack, service, observed, containers, attempts, now, draft };
    if (stack.removing) for (const container of containers) stopAndRemove(desk, container, `${stack.name} is being removed`);
    else planService(desk);
  }
  removeStrays(stack, observed, draft);
  if (stack.removing) finishRemoval(stack, observed, draft);
  else removeUnusedNetworks(stack, observed, draft);
  return draft.plan();
}

function planService(desk: Desk): void {
  const { service } = desk;
  if (!service.target && !service.kept) return planForgetting(desk);
  switch (service.phase) {
    case "steady":
      return planSteady(desk);
    case "upgrading":
      return planUpgrading(desk);
    case "paused":
      return planPaused(desk);
    case "upgraded":
      return planUpgraded(desk);
    case "rolling-back":
      return planRollingBack(desk);
  }
}

function planForgetting(desk: Desk): void {
  for (const container of desk.containers) stopAndRemove(desk, container, "the service was removed");
  if (desk.containers.length > 0) return;
  desk.draft.add({
    type: "forget-service",
    key: `service:${desk.service.id}`,
    cause: "none of its containers is left",
    service: desk.service.name,
    serviceId: desk.service.id,
  });
}

function planSteady(desk: Desk): void {
  const { target } = desk.service;
  if (!target) return;
  for (const container of discardedOf(desk.service, desk.containers)) stopAndRemove(desk, container, `only revision ${target.revision} is kept`);
  keepRunning(desk, target);
}

function planUpgraded(desk: Desk): void {
  const { service, containers } = desk;
  for (const container of containers) {
    if (container.generation === service.kept?.number) stop(desk, container, "kept for the way back");
    else if (container.generation !== service.target?.number) stopAndRemove(desk, container, "no longer wanted");
  }
  if (service.target) keepRunning(desk, service.target);
}

/** The wanted number of containers of one generation, up or down as the service should be. */
function keepRunning(desk: Desk, target: Generation): void {
  const { service } = desk;
  leaveScale(desk, target);
  if (!service.running) return stopAll(desk);
  restartInBatches(desk, target);
  for (const index of indices(service))
    ensureUp(desk, target, index, service.scale === 1 ? `${service.name} is wanted` : `${service.name} wants ${service.scale} containers`);
}

const stopAll = (desk: Desk): void => {
  for (const container of desk.containers) stop(desk, container, `${desk.service.name} is to be stopped`);
};

/** Containers started before the request are restarted, a batch at a time; the next batch waits until the last is good or known to be bad. */
function restartInBatches(desk: Desk, target: Generation): void {
  const { service, draft, now } = desk;
  if (service.restartRequestedAt === null) return;
  const requestedAt = service.restartRequestedAt;
  const current = desk.containers.filter((container) => container.generation === target.number && container.index <= service.scale);
  const due = current.filter((container) => isUp(container) && askedToRunAgain(desk, container));
  if (due.length === 0) return;
  const settling = current.filter(
    (container) => (container.startedAt ?? 0) >= requestedAt && container.createdAt < requestedAt && standingOf(container, target, now) === "starting",
  );
  const patience = (container: ObservedContainer) => (container.startedAt ?? now) + service.strategy.healthDeadlineSeconds * 1000;
  const waitedFor = settling.filter((container) => now < patience(container));
  for (const container of waitedFor) draft.wakeAt(container.health === "none" ? goodAt(container) : patience(container));
  if (waitedFor.length > 0) return;
  for (const container of due.slice(0, service.strategy.batchSize)) {
    draft.add({
      type: "restart-container",
      key: keyOf(container),
      cause: "a restart was asked for",
      service: service.name,
      containerId: container.id,
      label: labelOf(service.name, container.index),
      graceSeconds: target.spec.stopGraceSeconds,
    });
  }
}

/** Phase `paused`: nothing changes over, but whatever serves a number is kept alive. */
function planPaused(desk: Desk): void {
  const { service, containers } = desk;
  if (!service.running) return stopAll(desk);
  if (service.target) leaveScale(desk, service.target);
  for (const index of indices(service)) {
    const here = containers.filter((container) => container.index === index);
    if (here.some(isUp)) continue;
    const generation =
      (service.target && find(desk, service.target, index) ? service.target : null) ?? (service.kept && find(desk, service.kept, index) ? service.kept : null);
    const next = generation ?? service.target;
    if (next) ensureUp(desk, next, index, `${service.name} is wanted while its upgrade is paused`);
  }
}

/**
 * Phase `rolling-back`: the target is the confirmed generation again. Its own old containers are started, all side by side and without waiting for health;
 * the candidate's leave. A way back that fails ends the phase too: the repair goes on in `steady`, where every action is open again.
 */
function planRollingBack(desk: Desk): void {
  const { service, containers, attempts } = desk;
  const { target } = service;
  if (!target) return;
  const leaving = discardedOf(service, containers);
  if (!service.running) {
    stopAll(desk);
    for (const container of leaving) stopAndRemove(desk, container, "the upgrade is rolled back");
    if (leaving.length === 0 && !containers.some(isUp)) setPhase(desk, "steady", service.phaseProblem, "the upgrade is rolled back");
    return;
  }
  let back = 0;
  for (const index of indices(service)) {
    const candidates = leaving.filter((container) => container.index === index);
    const label = labelOf(service.name, index);
    const mayStart = service.strategy.order === "start-first" || !candidates.some(isUp);
    const isBack = mayStart ? ensureUp(desk, target, index, `${label} of revision ${target.revision} comes back`, true) : false;
    const failed = attemptFor(attempts, containerKey(service.id, target.number, index))?.problem != null;
    if (isBack || failed) back++;
    if (!mayStart || isBack) for (const container of candidates) stopAndRemove(desk, container, "the upgrade is rolled back");
  }
  for (const container of leaving) if (container.index > service.scale) stopAndRemove(desk, container, "the upgrade is rolled back");
  if (back === service.scale && leaving.length === 0) setPhase(desk, "steady", service.phaseProblem, `revision ${target.revision} serves again`);
}

/** Containers of this stack whose service the registry no longer knows: leftovers of a removal that a crash cut short. */
function removeStrays(stack: DesiredStack, observed: ObservedStack, draft: Draft): void {
  const known = new Set(stack.services.map((service) => service.id));
  for (const container of observed.containers) {
    if (known.has(container.serviceId)) continue;
    const common = { key: keyOf(container), cause: "its service was removed", service: null, containerId: container.id, label: container.name };
    if (isUp(container)) draft.add({ ...common, type: "stop-container", graceSeconds: 10 });
    else draft.add({ ...common, type: "remove-container" });
  }
}

/** Networks that the file no longer has go once nothing else is to be done: no container of an older generation can still be on one. */
function removeUnusedNetworks(stack: DesiredStack, observed: ObservedStack, draft: Draft): void {
  if (!draft.isEmpty || stack.services.some((service) => service.phase !== "steady")) return;
  const unused = observed.networks.filter((network) => !stack.networks.some(({ name }) => name === network));
  for (const network of unused) draft.add({ type: "remove-network", key: `network:${network}`, cause: "no service uses it any more", service: null, network });
}

function finishRemoval(stack: DesiredStack, observed: ObservedStack, draft: Draft): void {
  if (observed.containers.length > 0) return;
  const cause = `${stack.name} is being removed`;
  const doomed = stack.removing?.volumes.filter((volume) => observed.volumes.includes(volume)) ?? [];
  for (const network of observed.networks) draft.add({ type: "remove-network", key: `network:${network}`, cause, service: null, network });
  for (const volume of doomed) draft.add({ type: "remove-volume", key: `volume:${volume}`, cause: "its removal was ticked", service: null, volume });
  if (observed.networks.length === 0 && doomed.length === 0) draft.add({ type: "forget-stack", key: "stack", cause: "nothing of it is left", service: null });
}

/** The containers that a service's wanted state counts: the target's, up to its scale. */
export const currentContainers = (service: DesiredService, containers: ObservedContainer[]): ObservedContainer[] =>
  containers.filter((container) => container.generation === service.target?.number && container.index <= service.scale);
