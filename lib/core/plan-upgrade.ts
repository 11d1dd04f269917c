import type { Generation } from "./desired";
import type { Problem } from "./errors";
import { attemptFor, containerKey, containersOf, discardedOf, goodAt, labelOf, problemOfContainer, type Standing, standingOf } from "./facts";
import { groupOf } from "./groups";
import { isUp, type ObservedContainer } from "./observed";
import { type Desk, find, indices, stop, stopAndRemove } from "./plan-draft";
import { ensureCreated, ensureUp } from "./plan-ensure";
import { type GroupNumber, type Member, membersOf, numbersOf } from "./plan-group";

/** One container number while its generation changes. */
export interface Slot {
  index: number;
  standing: Standing;
  incoming: ObservedContainer | undefined;
  /** Older containers of this number, kept or discarded. */
  outgoing: ObservedContainer[];
  replaced: boolean;
  begun: boolean;
}

/** Phase `upgrading`: batches of container numbers change over to the target generation; old ones are stopped and kept. A group changes over as one. */
export function planUpgrading(desk: Desk): void {
  const { service, draft } = desk;
  const { target } = service;
  if (!target) return planRetiring(desk);
  leaveScale(desk, target);
  const members = membersOf(desk, (member, generation) => slotsOf(member, generation));
  const numbers = numbersOf(members);
  const pending = numbers.filter((number) => !number.replaced);
  if (pending.length === 0) {
    if (members.every((member) => noneAbove(member.desk, member.target)))
      setGroupPhase(desk, members, "upgraded", null, `every container runs revision ${target.revision}`);
    return;
  }
  const problem = members.map((member) => failureOf(member.desk, member.target, member.slots.filter(isUnderWay))).find((one) => one !== null);
  if (problem) {
    const to = service.strategy.onFailure === "roll-back" ? "rolling-back" : "paused";
    const then = to === "paused" ? "so the upgrade waits" : "so the old ones come back";
    return setGroupPhase(desk, members, to, problem, `the new containers are not good, ${then}`);
  }
  const own = slotsOf(desk, target).filter((slot) => !slot.replaced);
  const batch = new Set(batchOf(desk, numbers, pending).map(({ index }) => index));
  for (const slot of own) if (batch.has(slot.index)) changeOver(desk, target, slot);
  for (const slot of own) if (slot.incoming && slot.standing === "starting") draft.wakeAt(goodAt(slot.incoming));
}

const isUnderWay = (slot: Slot): boolean => slot.begun && !slot.replaced;

const slotsOf = (desk: Desk, target: Generation): Slot[] => indices(desk.service).map((index) => slotOf(desk, target, index));

/** Phase `upgrading` of a service that the new file no longer has: stopped and kept, like any old generation. A group has left when all of it has. */
function planRetiring(desk: Desk): void {
  const { stack, service, observed, containers } = desk;
  for (const container of containers) stop(desk, container, "the new file no longer has this service");
  const leaving = groupOf(stack.services, service).filter(({ phase, target }) => phase === "upgrading" && !target);
  const left = leaving.every((one) => !containersOf(one, observed).some(isUp));
  const [first, ...others] = leaving.map(({ id }) => id);
  if (left && first === service.id) setPhase(desk, "upgraded", null, "every container is stopped and kept", others);
}

function slotOf(desk: Desk, target: Generation, index: number): Slot {
  const incoming = find(desk, target, index);
  const outgoing = desk.containers.filter((container) => container.index === index && container.generation !== target.number);
  const standing = standingOf(incoming, target, desk.now);
  const leaving = outgoing.some((container) => isUp(container) || discardedOf(desk.service, [container]).length > 0);
  const replaced = (standing === "good" || standing === "completed") && !leaving;
  const begun = incoming !== undefined || (outgoing.length > 0 && !outgoing.some(isUp));
  return { index, standing, incoming, outgoing, replaced, begun };
}

/** The numbers to work on now: all that replace nothing, and one batch of those that do. */
function batchOf(desk: Desk, numbers: GroupNumber[], pending: GroupNumber[]): GroupNumber[] {
  const { strategy } = desk.service;
  const fresh = pending.filter((number) => !number.changing);
  const changing = pending.filter((number) => number.changing);
  const begun = changing.filter((number) => number.begun);
  if (begun.length > 0) return [...fresh, ...begun];
  const done = numbers.filter((number) => number.replaced && number.changing && number.slots.every((slot) => slot.incoming));
  const nextAt =
    Math.max(0, ...done.flatMap(({ slots }) => slots.map((slot) => (slot.incoming ? goodAt(slot.incoming) : 0)))) + strategy.intervalSeconds * 1000;
  if (done.length > 0 && desk.now < nextAt) {
    desk.draft.wakeAt(nextAt);
    return fresh;
  }
  return [...fresh, ...changing.slice(0, strategy.batchSize)];
}

/**
 * The new container is made before the old one is stopped: a pull or a create that fails leaves the old one serving.
 * Never start the new one before the old has stopped unless the order is start-first: they may share a host port.
 */
function changeOver(desk: Desk, target: Generation, slot: Slot): void {
  const label = labelOf(desk.service.name, slot.index);
  const previous = slot.outgoing.find(isUp) ?? slot.outgoing[0];
  const cause = previous ? `replaces ${label} of revision ${previous.revision}` : `${desk.service.name} wants ${desk.service.scale}`;
  if (desk.service.strategy.order === "start-first") {
    const up = ensureUp(desk, target, slot.index, cause);
    if (up && (slot.standing === "good" || slot.standing === "completed")) retire(desk, target, slot, label);
    return;
  }
  if (!slot.incoming) return ensureCreated(desk, target, slot.index, cause);
  const stillUp = slot.outgoing.filter(isUp);
  for (const container of stillUp) stop(desk, container, `makes room for ${label} of revision ${target.revision}`);
  if (stillUp.length > 0) return;
  if (ensureUp(desk, target, slot.index, cause)) retire(desk, target, slot, label);
}

function retire(desk: Desk, target: Generation, slot: Slot, label: string): void {
  for (const container of slot.outgoing) {
    const discarded = discardedOf(desk.service, [container]).length > 0;
    if (discarded) stopAndRemove(desk, container, `${label} of revision ${target.revision} takes its place`);
    else stop(desk, container, `${label} of revision ${target.revision} serves now; this one is kept`);
  }
}

/** Why the batch under way is not good, once that is certain. Waiting for health is not a failure before its deadline. */
function failureOf(desk: Desk, target: Generation, begun: Slot[]): Problem | null {
  const { service, attempts, draft, now } = desk;
  const pull = attempts.get(`pull-image image:${service.id}:${target.number}`);
  if (pull?.problem) return pull.problem;
  for (const slot of begun) {
    const label = labelOf(service.name, slot.index);
    const attempt = attemptFor(attempts, containerKey(service.id, target.number, slot.index));
    if (attempt?.problem) return attempt.problem;
    if (!slot.incoming) continue;
    const problem = problemOfContainer(slot.incoming, target, label, now);
    if (problem && problem.code !== "UNHEALTHY" && isCertain(slot.incoming, slot.standing)) return problem;
    const since = slot.incoming.restartCount > 0 ? slot.incoming.createdAt : (slot.incoming.startedAt ?? null);
    if (since === null || slot.standing === "good" || slot.standing === "completed") continue;
    const deadline = since + service.strategy.healthDeadlineSeconds * 1000;
    if (now >= deadline) return problem ?? { code: "HEALTH_DEADLINE", data: { service: service.name, seconds: service.strategy.healthDeadlineSeconds } };
    draft.wakeAt(deadline);
  }
  return null;
}

/** One crash may be a hiccup that the restart policy mends; a loop, a memory kill or an end for good is not. */
const isCertain = (container: ObservedContainer, standing: Standing): boolean =>
  container.oomKilled || (standing === "bad" && (container.restartCount >= 2 || container.state === "exited"));

export function leaveScale(desk: Desk, target: Generation): void {
  for (const container of desk.containers) {
    if (container.index <= desk.service.scale) continue;
    const kept = container.generation === desk.service.kept?.number;
    if (kept) stop(desk, container, "kept for the way back");
    else stopAndRemove(desk, container, container.generation === target.number ? `${desk.service.name} wants ${desk.service.scale}` : "no longer wanted");
  }
}

const noneAbove = (desk: Desk, target: Generation): boolean =>
  !desk.containers.some(
    (container) =>
      container.index > desk.service.scale && (isUp(container) || container.generation === target.number || discardedOf(desk.service, [container]).length > 0),
  );

type Settled = "paused" | "upgraded" | "rolling-back" | "steady";

export function setPhase({ service, draft }: Desk, to: Settled, problem: Problem | null, cause: string, also: string[] = []): void {
  const others = also.length > 0 ? { also } : {};
  draft.add({
    type: "set-phase",
    key: `phase:${service.id}`,
    cause,
    service: service.name,
    serviceId: service.id,
    ...others,
    from: service.phase,
    to,
    problem,
  });
}

/** One fact for the whole group, told by its first: nobody may see it half done. */
function setGroupPhase(desk: Desk, [first, ...others]: Member[], to: Settled, problem: Problem | null, cause: string): void {
  if (first?.desk.service !== desk.service) return;
  setPhase(
    desk,
    to,
    problem,
    cause,
    others.map((member) => member.desk.service.id),
  );
}
