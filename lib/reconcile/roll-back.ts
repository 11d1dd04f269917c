import type { DesiredService, DesiredStack } from "@/lib/core/desired";
import type { Problem } from "@/lib/core/errors";
import type { NetworkSpec } from "@/lib/core/spec";
import type { RegistryReads, RegistryWrites } from "@/lib/registry/types";

type Tx = RegistryReads & RegistryWrites;

export const isWaiting = (service: DesiredService): boolean => service.phase === "upgrading" || service.phase === "paused" || service.phase === "upgraded";

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
 * Networks follow the file; volumes are never dropped.
 */
export async function settleRevision(tx: Tx, stackId: string, fell: "confirmed" | "rolled-back"): Promise<void> {
  const stack = await tx.stack({ kind: "all" }, "", { id: stackId });
  if (!stack || stack.desired.services.some(isWaiting)) return;
  const newer = stack.desired.services.some((service) => (service.target?.revision ?? 0) > stack.confirmedRevision);
  const revision = fell === "confirmed" || newer ? stack.revision : stack.confirmedRevision;
  const file = await tx.revision({ kind: "all" }, stackId, revision);
  await tx.updateStack(stackId, {
    revision,
    confirmedRevision: revision,
    ...(file ? { networks: file.spec.networks.map((network) => asItIs(network, stack.desired)) } : {}),
  });
}

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
