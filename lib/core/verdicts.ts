import type { DesiredService } from "./desired";
import { groupInFile } from "./groups";
import { containerText, type ServiceSpec, type StackSpec } from "./spec";

/** What a new file does to a service that is there. */
export interface Verdicts {
  changed: { service: DesiredService; spec: ServiceSpec }[];
  added: ServiceSpec[];
  removed: DesiredService[];
  /** No longer in the file, and left as they are. */
  kept: DesiredService[];
  rescaled: { service: DesiredService; scale: number }[];
}

/**
 * Compares a file with what the stack's services are to run. The scale counts only where the file itself changed it.
 * `again`: services that get new containers though the file leaves them as they are. `keep`: those that run on though the file does not have them.
 */
export function compare(
  present: readonly DesiredService[],
  spec: StackSpec,
  last: StackSpec | null,
  again: ReadonlySet<string> = new Set(),
  keep: ReadonlySet<string> = new Set(),
): Verdicts {
  const services = present.filter((service) => service.target !== null || service.kept !== null);
  const byName = new Map(services.map((service) => [service.name, service]));
  const differs = (wanted: ServiceSpec) => {
    const service = byName.get(wanted.name);
    return service !== undefined && (again.has(wanted.name) || !service.target || containerText(service.target.spec) !== containerText(wanted));
  };
  // A group is upgraded in the same batches when any of it changes.
  const changed = spec.services.flatMap((wanted) => {
    const service = byName.get(wanted.name);
    return service && groupInFile(spec.services, wanted).some(differs) ? [{ service, spec: wanted }] : [];
  });
  for (const wanted of spec.services) {
    const { networkMode } = wanted;
    const service = byName.get(wanted.name);
    // A container lives in the network of one very container, so it is replaced together with it.
    const moves = typeof networkMode === "object" && changed.some((one) => one.spec.name === networkMode.service);
    if (moves && service && !changed.some((one) => one.service === service)) changed.push({ service, spec: wanted });
  }
  const scaleOf = (wanted: ServiceSpec): number => {
    const service = byName.get(wanted.name);
    const before = last?.services.find(({ name }) => name === wanted.name)?.scale;
    return service && (before === undefined || before === wanted.scale) ? service.scale : wanted.scale;
  };
  const wantedScale = (wanted: ServiceSpec): number => scaleOf(spec.services.find(({ name }) => name === wanted.sidekickOf) ?? wanted);
  const rescaled = spec.services.flatMap((wanted) => {
    const service = byName.get(wanted.name);
    return service && service.scale !== wantedScale(wanted) ? [{ service, scale: wantedScale(wanted) }] : [];
  });
  const added = spec.services.filter(({ name }) => !byName.has(name)).map((wanted) => ({ ...wanted, scale: wantedScale(wanted) }));
  const gone = services.filter((service) => service.target && !spec.services.some(({ name }) => name === service.name));
  const [kept, removed] = [gone.filter(({ name }) => keep.has(name)), gone.filter(({ name }) => !keep.has(name))];
  return { changed, added, removed, kept, rescaled };
}
