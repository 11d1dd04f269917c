import { settleRevision } from "@/lib/reconcile/roll-back";
import { changeStack, type Started, servicesFor } from "./change-stack";
import type { OpArgs } from "./context";
import type { StackActionInput } from "./inputs";

/** The new generation is good: the kept one may go. The only op that ends a way back. */
export async function confirmUpgrade({ ctx, input }: OpArgs<StackActionInput>): Promise<Started> {
  return changeStack(ctx, input, "stack.deploy", async ({ tx, stack, at }) => {
    const services = servicesFor(stack, input.service, "confirm");
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
      before: { kept: removed },
    };
  });
}
