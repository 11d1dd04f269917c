import type Docker from "dockerode";
import type { NetworkCreateOptions } from "dockerode";
import { addressAt, freeSubnets, givenOut } from "@/lib/core/address-pool";
import type { DesiredService, DesiredStack, Generation } from "@/lib/core/desired";
import { fail } from "@/lib/core/errors";
import { engineName } from "@/lib/core/labels";

type Options = NetworkCreateOptions & { abortSignal: AbortSignal };

/** A network whose containers keep their addresses gets a subnet that no network of this engine touches; any other is left to the engine. */
export async function makeNetwork(docker: Docker, stack: DesiredStack, network: string, pool: string | undefined, options: Options): Promise<void> {
  if (!stack.networks.some(({ name, addressed }) => name === network && addressed)) return void (await docker.createNetwork(options));
  const taken = (await docker.listNetworks({ abortSignal: options.abortSignal })).flatMap((one) =>
    (one.IPAM?.Config ?? []).flatMap(({ Subnet }) => Subnet ?? []),
  );
  for (const subnet of freeSubnets(`${stack.id}/${network}`, taken, pool)) {
    try {
      return void (await docker.createNetwork({ ...options, IPAM: { Driver: "default", Config: [{ Subnet: subnet, IPRange: givenOut(subnet) }] } }));
    } catch (error) {
      // Somebody was faster, or a network of another kind is in the way.
      if (!/overlap/i.test(String(error))) throw error;
    }
  }
  throw fail("ENGINE_ERROR", { message: "No subnet is free for a network whose containers keep their addresses." });
}

/** The address that container `index` keeps, by network as the engine calls it. */
export async function addressesOf(
  docker: Docker,
  stack: DesiredStack,
  service: DesiredService,
  generation: Generation,
  index: number,
): Promise<ReadonlyMap<string, string>> {
  const addresses = new Map<string, string>();
  const place = service.addresses?.[index - 1];
  if (!generation.spec.retainIp || place === undefined) return addresses;
  for (const { name } of generation.spec.networks) {
    if (!stack.networks.some((network) => network.name === name && network.addressed)) continue;
    const engineNetwork = engineName.network(stack.id, name);
    const { IPAM } = (await docker.getNetwork(engineNetwork).inspect()) as { IPAM?: { Config?: { Subnet?: string }[] } };
    const address = addressAt(IPAM?.Config?.[0]?.Subnet ?? "", place);
    if (address === null)
      throw fail("ENGINE_ERROR", { message: `The network ${name} was made by hand without a subnet in which containers can keep their addresses.` });
    addresses.set(engineNetwork, address);
  }
  return addresses;
}
