import { type DesiredService, type DesiredStack, isWaiting } from "@/lib/core/desired";
import type { Problem } from "@/lib/core/errors";
import type { NetworkSpec, StackSpec } from "@/lib/core/spec";
import type { RegistryReads, RegistryWrites, StackRecord } from "@/lib/registry/types";

type Tx = RegistryReads & RegistryWrites;

/** Makes the confirmed generation the target again and restores the scale that the upgrade changed. The candidate's containers become nobody's and leave. */
export async function rollBackService(tx: Tx, service: DesiredService, problem: Problem | null, at: number): Promise<void> {
  const scaleBefore = await tx.scaleBefore(service.id);
  await tx.updateService(service.id, {
    phase: "rolling-back",
    phaseSince: at,
    phaseProblem: problem,
    targetGeneration: service.kept?.number ?? null,
    keptGeneration: null,
    scaleBefore: null,
    ...(scaleBefore === null ? {} : { scale: scaleBefore }),
  });
}

/**
 * Once no service waits for a decision any more, the stack's own file follows: forward when something of the new revision was confirmed, back otherwise.
 * Networks follow the file, and those that run on outside of it; volumes are never dropped.
 */
export async function settleRevision(tx: Tx, stackId: string, fell: "confirmed" | "rolled-back"): Promise<void> {
  const stack = await tx.stack({ kind: "all" }, "", { id: stackId });
  if (!stack) return;
  const { services } = stack.desired;
  const waits = services.some(isWaiting);
  const newer = services.some((service) => (service.target?.revision ?? 0) > stack.confirmedRevision);
  const revision = waits || fell === "confirmed" || newer ? stack.revision : stack.confirmedRevision;
  const file = await tx.revision({ kind: "all" }, stackId, revision);
  if (file) await noteOutside(tx, stack, file);
  if (waits) return;
  await tx.updateStack(stackId, { revision, confirmedRevision: revision, ...(file ? { networks: networksFor(file.spec, stack.desired) } : {}) });
}

type File = NonNullable<Awaited<ReturnType<RegistryReads["revision"]>>>;

/** Whoever went back alone to what the new file does not have any more runs on outside of it. */
async function noteOutside(tx: Tx, stack: StackRecord, { number, spec, outside = {} }: File): Promise<void> {
  const strays = stack.desired.services.filter(
    ({ name, target }) => target && !spec.services.some((one) => one.name === name) && !Object.hasOwn(outside, name),
  );
  if (strays.length === 0) return;
  const before = (await tx.revision({ kind: "all" }, stack.id, stack.confirmedRevision))?.outside ?? {};
  const since = (name: string) => (Object.hasOwn(before, name) ? before[name] : undefined) ?? number;
  await tx.setOutside(stack.id, number, { ...outside, ...Object.fromEntries(strays.map(({ name }) => [name, since(name)])) });
}

/** The networks of a file, and those that somebody outside of it lives in. */
export function networksFor({ services, networks }: StackSpec, desired: DesiredStack): DesiredStack["networks"] {
  const outside = desired.services.filter(({ name }) => !services.some((one) => one.name === name));
  const theirs = desired.networks.filter(({ name }) => !networks.some((one) => one.name === name) && livesIn(name, outside));
  return [...networks.map((network) => asItIs(network, desired)), ...theirs];
}

export const livesIn = (network: string, services: readonly DesiredService[]): boolean =>
  services.some(({ target }) => target?.spec.networks.some(({ name }) => name === network));

/** A network that was made with a subnet of ours has it as long as it lives. */
const asItIs = (network: NetworkSpec, { networks }: DesiredStack): DesiredStack["networks"][number] =>
  networks.some(({ name, addressed }) => name === network.name && addressed) ? { ...network, addressed: true } : network;

/** Leases that neither the target nor the kept generation can use any more. */
export function unusedLeases(service: DesiredService, stack: DesiredStack): DesiredService["leases"] {
  if (stack.removing) return [];
  const generations = [service.target, service.kept].filter((generation) => generation !== null);
  return service.leases.filter(
    (lease) =>
      !generations.some(
        (generation) =>
          generation.portSet === lease.portSet &&
          generation.spec.ports.some((port) => port.target === lease.target && port.protocol === lease.protocol) &&
          (lease.index <= service.scale || generation === service.kept),
      ),
  );
}
