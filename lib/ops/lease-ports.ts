import type { Lease } from "@/lib/core/desired";
import { fail } from "@/lib/core/errors";
import { portRanges } from "@/lib/core/policy";
import type { PortSpec, ServiceSpec } from "@/lib/core/spec";
import type { Place } from "@/lib/engine/port";
import type { EnvironmentRow } from "@/lib/registry/types";
import type { Tx } from "./change-stack";
import type { OpContext } from "./context";
import { keepAddresses } from "./keep-addresses";

export interface LeaseRequest {
  environment: EnvironmentRow;
  stackId: string;
  serviceId: string;
  spec: ServiceSpec;
  scale: number;
  portSet: 0 | 1;
  /** What the service holds already; what fits is kept, so that random ports stay the same over an upgrade. */
  held: Lease[];
}

/** Reserves one host port for each container and port, in the caller's transaction: two people can never be given the same one. Kept addresses too. */
export async function leasePorts(ctx: OpContext, tx: Tx, request: LeaseRequest): Promise<void> {
  const { spec, scale, portSet, held, environment, stackId, serviceId } = request;
  await keepAddresses(tx, request);
  if (spec.ports.length === 0) return;
  const place = ctx.places.of(environment.id);
  const leased = await tx.leasedPorts(...ctx.places.sharing(environment.id));
  const published = place.mirror.publishedPorts();
  for (let index = 1; index <= scale; index++) {
    for (const port of spec.ports) {
      const mine = held.find((lease) => lease.index === index && lease.portSet === portSet && lease.target === port.target && lease.protocol === port.protocol);
      if (mine && (port.published === null || port.published === mine.port)) continue;
      if (mine) {
        await tx.dropLeases(serviceId, [mine]);
        leased.delete(`${mine.port}/${mine.protocol}`);
      }
      const isTaken = (candidate: number) => leased.has(`${candidate}/${port.protocol}`) || published.has(`${candidate}/${port.protocol}`);
      const chosen = port.published ?? (await freePort(place, environment, port, isTaken));
      if (port.published !== null) refuseTaken(place, chosen, port, leased, stackId);
      await tx.addLease({
        environmentId: environment.id,
        stackId,
        serviceId,
        lease: { port: chosen, protocol: port.protocol, target: port.target, index, portSet },
      });
      leased.set(`${chosen}/${port.protocol}`, { stackId, stack: "", service: spec.name });
    }
  }
}

/** Names the holder only as far as the asker may know: a foreign stack is "another stack". */
function refuseTaken(
  { mirror }: Place,
  port: number,
  { protocol }: PortSpec,
  leased: ReadonlyMap<string, { stackId: string; stack: string; service: string }>,
  stackId: string,
): void {
  const key = `${port}/${protocol}`;
  const holder = leased.get(key);
  if (holder) throw fail("PORT_TAKEN", { port, protocol, by: holder.stackId === stackId ? `${holder.stack}/${holder.service}` : "another stack" });
  const publisher = mirror.publishedPorts().get(key);
  if (publisher && !publisher.includes(stackId)) throw fail("PORT_TAKEN", { port, protocol, by: "a container outside Spindle" });
}

/** A random free port of the pool: random, so that a stack that comes back does not always take its neighbour's old one. */
async function freePort({ engine }: Place, { policy }: EnvironmentRow, { protocol }: PortSpec, isTaken: (port: number) => boolean): Promise<number> {
  for (const { from, to } of portRanges(policy)) {
    const size = to - from + 1;
    const start = Math.floor(Math.random() * size);
    for (let step = 0; step < size; step++) {
      const port = from + ((start + step) % size);
      if (!isTaken(port) && (await engine.isPortFree(port, protocol))) return port;
    }
  }
  throw fail("NO_FREE_PORT", policy.hostPorts);
}
