import { changeStack, type Started, servicesFor } from "./change-stack";
import type { OpArgs } from "./context";
import type { StackActionInput } from "./inputs";

export async function pauseUpgrade({ ctx, input }: OpArgs<StackActionInput>): Promise<Started> {
  return changeStack(ctx, input, "stack.deploy", async ({ tx, stack, at }) => {
    const services = servicesFor(stack, input.service, "pause");
    for (const service of services) await tx.updateService(service.id, { phase: "paused", phaseSince: at, phaseProblem: null });
    return { kind: "pause", service: input.service, services: services.map(({ name }) => name) };
  });
}

/** Goes on where the upgrade stopped, also after a failure: what failed is tried again at once. */
export async function resumeUpgrade({ ctx, input }: OpArgs<StackActionInput>): Promise<Started> {
  return changeStack(ctx, input, "stack.deploy", async ({ tx, stack, at }) => {
    const services = servicesFor(stack, input.service, "resume");
    for (const service of services) await tx.updateService(service.id, { phase: "upgrading", phaseSince: at, phaseProblem: null, running: true });
    return { kind: "resume", service: input.service, services: services.map(({ name }) => name) };
  });
}
