import { type Generation, imageToPull } from "./desired";
import { containerKey, dependenciesOf, discardedOf, endsForGood, labelOf } from "./facts";
import { isUp, type ObservedContainer } from "./observed";
import { type Desk, find, keyOf, stopAndRemove } from "./plan-draft";

/**
 * Works towards container `index` of `generation` being up. Returns true when it already is, or has ended as it should.
 * `comesBack`: it was stopped on purpose, so its start is no repair, and it waits for nobody.
 */
export function ensureUp(desk: Desk, generation: Generation, index: number, cause: string, comesBack = false): boolean {
  const container = find(desk, generation, index);
  if (!container) {
    ensureCreated(desk, generation, index, cause);
    return false;
  }
  if (isUp(container)) return true;
  if (container.state === "removing" || container.state === "dead") {
    desk.draft.add({
      type: "remove-container",
      key: keyOf(container),
      cause: "the engine could not remove it cleanly",
      service: desk.service.name,
      containerId: container.id,
      label: labelOf(desk.service.name, index),
    });
    return false;
  }
  if (container.state === "exited" && endsForGood(container, generation) && !askedToRunAgain(desk, container)) return true;
  start(desk, generation, container, cause, comesBack);
  return false;
}

/** Everything up to the created container: networks, volumes, image, container. */
export function ensureCreated(desk: Desk, generation: Generation, index: number, cause: string): void {
  const { service, draft } = desk;
  const ready = [ensureNetworks(desk, generation), ensureVolumes(desk, generation), ensureImage(desk, generation), networkHostIsUp(desk, generation)].every(
    Boolean,
  );
  if (!ready) return;
  draft.add({
    type: "create-container",
    key: containerKey(service.id, generation.number, index),
    cause,
    service: service.name,
    serviceId: service.id,
    generation: generation.number,
    index,
  });
}

/** A container that shares another's network can only be made and started beside the one that runs now. */
function networkHostIsUp({ stack, service, observed }: Desk, generation: Generation): boolean {
  const { networkMode } = generation.spec;
  if (typeof networkMode !== "object") return true;
  const host = stack.services.find(({ name }) => name === networkMode.service);
  const beside = generation.number === service.target?.number ? host?.target : (host?.kept ?? host?.target);
  return observed.containers.some((one) => one.serviceId === host?.id && one.generation === beside?.number && one.index === 1 && isUp(one));
}

function ensureNetworks({ stack, service, observed, draft }: Desk, generation: Generation): boolean {
  const missing = stack.networks.filter(
    (network) => generation.spec.networks.some((used) => used.name === network.name) && !observed.networks.includes(network.name),
  );
  for (const network of missing) {
    draft.add({
      type: "create-network",
      key: `network:${network.name}`,
      cause: `${service.name} lives in it`,
      service: null,
      network: network.name,
      internal: network.internal,
    });
  }
  return missing.length === 0;
}

function ensureVolumes({ service, observed, draft }: Desk, generation: Generation): boolean {
  const missing = generation.spec.mounts.flatMap((mount) => (mount.type === "volume" && !observed.volumes.includes(mount.source) ? [mount.source] : []));
  for (const volume of missing) draft.add({ type: "create-volume", key: `volume:${volume}`, cause: `${service.name} keeps data in it`, service: null, volume });
  return missing.length === 0;
}

function ensureImage({ service, draft }: Desk, generation: Generation): boolean {
  if (generation.imageId !== null) return true;
  draft.add({
    type: "pull-image",
    key: `image:${service.id}:${generation.number}`,
    cause: `${service.name} of revision ${generation.revision} runs it`,
    service: service.name,
    serviceId: service.id,
    generation: generation.number,
    image: imageToPull(generation),
  });
  return false;
}

function start(desk: Desk, generation: Generation, container: ObservedContainer, cause: string, comesBack: boolean): void {
  const { stack, service, observed, draft, now } = desk;
  const first = comesBack || container.startedAt === null || askedToRunAgain(desk, container);
  if (first && !comesBack) {
    const dependencies = dependenciesOf(generation, stack, observed, now);
    if (!dependencies.satisfied) {
      if (dependencies.changesAt !== null) draft.wakeAt(dependencies.changesAt);
      return;
    }
  }
  if (!networkHostIsUp(desk, generation)) return;
  const holders = portHolders(desk, generation, container.index);
  for (const holder of holders) stopAndRemove(desk, holder, `its host ports are for revision ${generation.revision}`);
  if (holders.length > 0) return;
  const label = labelOf(service.name, container.index);
  const why = first ? cause : `it ended with exit code ${container.exitCode ?? 0} and should run`;
  draft.add({ type: "start-container", key: keyOf(container), cause: why, service: service.name, containerId: container.id, label, repair: !first });
}

/** Containers of a replaced candidate that hold the host ports of this number, or were made to and may be starting this very moment. */
function portHolders({ service, containers }: Desk, generation: Generation, index: number): ObservedContainer[] {
  const ports = new Set(service.leases.filter((lease) => lease.index === index && lease.portSet === generation.portSet).map(({ port }) => port));
  if (ports.size === 0) return [];
  const isHolder = (container: ObservedContainer) =>
    container.state === "created" || (isUp(container) && container.ports.some((port) => ports.has(port.published)));
  return discardedOf(service, containers).filter((container) => container.index === index && isHolder(container));
}

export const askedToRunAgain = ({ service }: Desk, container: ObservedContainer): boolean =>
  service.restartRequestedAt !== null && container.startedAt !== null && container.startedAt < service.restartRequestedAt;
