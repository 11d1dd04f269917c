import { freePlaces } from "@/lib/core/address-pool";
import type { DesiredStack } from "@/lib/core/desired";
import { fail } from "@/lib/core/errors";
import type { ServiceSpec, StackSpec } from "@/lib/core/spec";
import type { Tx } from "./change-stack";

type Networks = DesiredStack["networks"];

/** Which networks need a subnet of ours: the new ones of services that keep their addresses. One that is there already cannot get one any more. */
export function withAddresses(spec: StackSpec, before: Networks, present: readonly string[]): Networks {
  const [lost] = servicesWithoutAddresses(spec, before, present);
  if (lost) throw fail("RETAIN_IP_IMPOSSIBLE", lost);
  return addressed(spec, before, present);
}

/** Services that are to keep their addresses and have no network to keep them in. */
export function servicesWithoutAddresses(spec: StackSpec, before: Networks, present: readonly string[]): { service: string; network: string }[] {
  const networks = addressed(spec, before, present);
  return keepersOf(spec).flatMap((service) => {
    const own = networks.filter(({ name }) => service.networks.some((joined) => joined.name === name));
    return own.some((network) => network.addressed) ? [] : [{ service: service.name, network: own[0]?.name ?? "default" }];
  });
}

const keepersOf = (spec: StackSpec) => spec.services.filter((service) => service.retainIp);

function addressed(spec: StackSpec, before: Networks, present: readonly string[]): Networks {
  return spec.networks.map((network) => {
    const old = present.includes(network.name) ? before.find(({ name }) => name === network.name) : undefined;
    const wanted = old ? old.addressed === true : keepersOf(spec).some((service) => service.networks.some(({ name }) => name === network.name));
    return wanted ? { ...network, addressed: true } : network;
  });
}

/** A place in the subnet for each container number, the same ones as long as the service is there. */
export async function keepAddresses(tx: Tx, { stackId, serviceId, spec, scale }: { stackId: string; serviceId: string; spec: ServiceSpec; scale: number }) {
  if (!spec.retainIp) return;
  const services = (await tx.desired(stackId))?.services ?? [];
  const own = services.find(({ id }) => id === serviceId)?.addresses ?? [];
  if (own.length >= scale) return;
  const taken = services.flatMap(({ addresses }) => addresses ?? []);
  const more = freePlaces(taken, scale - own.length);
  if (own.length + more.length < scale) throw fail("RETAIN_IP_IMPOSSIBLE", { service: spec.name, network: spec.networks[0]?.name ?? "default" });
  await tx.updateService(serviceId, { addresses: [...own, ...more] });
}
