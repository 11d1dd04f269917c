import type { Generation } from "./desired";
import { containersOf } from "./facts";
import { groupOf } from "./groups";
import type { Desk } from "./plan-draft";
import type { Slot } from "./plan-upgrade";

/** One service of a group whose upgrade is under way. */
export interface Member {
  desk: Desk;
  target: Generation;
  slots: Slot[];
}

/** One container number of a whole group: `web-1` and the first of each of its sidekicks. */
export interface GroupNumber {
  index: number;
  slots: Slot[];
  replaced: boolean;
  begun: boolean;
  /** Somebody's old container gives way. */
  changing: boolean;
}

/** The service and whoever of its group is being upgraded too. Each of them works out the same batch from what it sees. */
export function membersOf(desk: Desk, slotsOf: (desk: Desk, target: Generation) => Slot[]): Member[] {
  const upgrading = groupOf(desk.stack.services, desk.service).filter((service) => service.phase === "upgrading");
  return upgrading.flatMap((service) => {
    const { target } = service;
    if (!target) return [];
    const own = service === desk.service ? desk : { ...desk, service, containers: containersOf(service, desk.observed) };
    return [{ desk: own, target, slots: slotsOf(own, target) }];
  });
}

export function numbersOf(members: Member[]): GroupNumber[] {
  const most = Math.max(0, ...members.map(({ desk }) => desk.service.scale));
  return Array.from({ length: most }, (_, position) => {
    const slots = members.flatMap((member) => member.slots[position] ?? []);
    return {
      index: position + 1,
      slots,
      replaced: slots.every((slot) => slot.replaced),
      begun: slots.some((slot) => slot.begun),
      changing: slots.some((slot) => slot.outgoing.length > 0),
    };
  });
}
