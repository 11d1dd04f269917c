import type { DesiredService } from "./desired";
import { containersOf, labelOf } from "./facts";
import type { ObservedStack } from "./observed";
import type { DoomedVolume } from "./storage";

/** The anonymous volumes of the kept containers: their last users go when the upgrade is confirmed, and they go with them. */
export function doomedVolumes(service: DesiredService, observed: ObservedStack): DoomedVolume[] {
  const { kept } = service;
  if (!kept) return [];
  return containersOf(service, observed)
    .filter(({ generation }) => generation === kept.number)
    .flatMap(({ id, index, anonymousVolumes }) =>
      anonymousVolumes.map(({ name, target }) => ({ name, path: target, service: service.name, container: labelOf(service.name, index), containerId: id })),
    );
}
