import type { DesiredService } from "@/lib/core/desired";
import { doomedVolumes } from "@/lib/core/doomed";
import { fail } from "@/lib/core/errors";
import type { DoomedVolume } from "@/lib/core/storage";
import { settleRevision } from "@/lib/reconcile/roll-back";
import type { StackRecord } from "@/lib/registry/types";
import { changeStack, type Started, servicesFor } from "./change-stack";
import type { OpArgs, OpContext } from "./context";
import type { ConfirmInput } from "./inputs";
import { requireFresh } from "./require-fresh";
import { requireRight } from "./require-permission";
import { requireStack } from "./require-stack";

/** The new generation is good: the kept one may go. The only op that ends a way back. Where data goes with it, it takes the right to delete volumes. */
export async function confirmUpgrade({ ctx, input }: OpArgs<ConfirmInput>): Promise<Started> {
  const named = input.volumes ?? [];
  const permission = named.length > 0 ? "volume.remove" : "stack.deploy";
  if (named.length > 0) {
    await requireStack(ctx, input, permission);
    await requireFresh(ctx);
  }
  return changeStack(ctx, input, permission, async ({ tx, stack, at }) => {
    const services = servicesFor(stack, input.service, "confirm");
    const lost = requireNamed(ctx, stack, services, named);
    for (const service of services) {
      await tx.updateService(service.id, { phase: "steady", phaseSince: at, phaseProblem: null, keptGeneration: null, scaleBefore: null });
    }
    await settleRevision(tx, stack.id, "confirmed");
    const removed = services.map(({ name, kept }) => ({ name, generation: kept?.number ?? null, revision: kept?.revision ?? null }));
    return {
      kind: "confirm",
      service: input.service,
      services: services.map(({ name }) => name),
      fromRevision: stack.confirmedRevision,
      toRevision: stack.revision,
      before: { kept: removed, ...(lost.length > 0 && { volumes: lost.map(({ container, path, name }) => ({ container, path, name })) }) },
    };
  });
}

/** Data in volumes without a name is lost for good, so a confirmation names exactly those: not one less, and none that is not there. */
function requireNamed({ actor, places }: OpContext, stack: StackRecord, services: DesiredService[], named: string[]): DoomedVolume[] {
  const observed = places.of(stack.environmentId).mirror.stack(stack.id);
  const doomed = services.flatMap((service) => doomedVolumes(service, observed));
  if (doomed.length > 0) requireRight(actor, "volume.remove", stack);
  const names = new Set(named);
  const same = names.size === doomed.length && doomed.every(({ name }) => names.has(name));
  if (!same) throw fail("VOLUMES_NOT_NAMED", { volumes: doomed.map(({ container, path, name }) => ({ container, path, name })) });
  return doomed;
}
