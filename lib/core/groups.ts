import type { DesiredService } from "./desired";
import { type Action, transition, type Verdict } from "./lifecycle";
import type { ServiceSpec } from "./spec";

/** A primary and its sidekicks: the same numbers, changed over in the same batches, decided on together. */

export const primaryOf = (service: Pick<DesiredService, "target" | "kept">): string | null => (service.target ?? service.kept)?.spec.sidekickOf ?? null;

/** Everybody in the service's group, itself too; alone when it has no sidekicks and is none. */
export function groupOf(services: readonly DesiredService[], service: DesiredService): DesiredService[] {
  const key = primaryOf(service) ?? service.name;
  return services.filter((other) => other === service || (primaryOf(other) ?? other.name) === key);
}

/** The same of a file. */
export const groupInFile = (services: readonly ServiceSpec[], spec: ServiceSpec): ServiceSpec[] => {
  const key = spec.sidekickOf ?? spec.name;
  return services.filter((other) => (other.sidekickOf ?? other.name) === key);
};

/** Sidekicks right below their primary, the rest as it was. */
export function belowPrimary<T extends { name: string; sidekickOf?: string | null }>(services: readonly T[]): T[] {
  const isThere = (name: string) => services.some((service) => service.name === name);
  const tops = services.filter((service) => !service.sidekickOf || !isThere(service.sidekickOf));
  return tops.flatMap((top) => [top, ...services.filter((service) => service !== top && service.sidekickOf === top.name)]);
}

/** What an action may do to a service, its group considered: while one of it is on its way, the others wait for it. */
export function groupVerdict(services: readonly DesiredService[], service: DesiredService, action: Action, removing = false): Verdict {
  const own = transition(service, action, removing);
  if (!own.allowed || action === "scale" || action === "remove") return own;
  const waitedFor = groupOf(services, service).filter((other) => other !== service && isWaitedFor(other, action));
  return waitedFor.map((other) => transition(other, action, removing)).find((verdict) => !verdict.allowed) ?? own;
}

/** One that goes back takes the others with it in the next moment: nothing may come between. */
const isWaitedFor = ({ phase }: DesiredService, action: Action): boolean => phase === "rolling-back" || (phase !== "steady" && DECIDED_TOGETHER.has(action));

const DECIDED_TOGETHER: ReadonlySet<Action> = new Set(["confirm", "roll-back", "upgrade"]);
