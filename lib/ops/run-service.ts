import type { DesiredService } from "@/lib/core/desired";
import type { StackRecord } from "@/lib/registry/types";
import { changeStack, nextPhase, type Started, servicesFor } from "./change-stack";
import type { OpArgs, OpContext } from "./context";
import type { StackActionInput } from "./inputs";

/** Start: everything that ran before runs again, one-shot containers too. */
export async function startService({ ctx, input }: OpArgs<StackActionInput>): Promise<Started> {
  return changeStack(ctx, input, "service.operate", async ({ tx, stack, at }) => {
    const services = servicesFor(stack, input.service, "start");
    for (const service of services)
      await tx.updateService(service.id, { running: true, restartRequestedAt: afterLastStart(ctx, stack, service), phaseSince: sinceFor(service, at) });
    return { kind: "start", service: input.service, services: services.map(({ name }) => name) };
  });
}

/** Stop: an upgrade under way is paused, so that starting again does not go on with it unasked. Kept containers stay kept. */
export async function stopService({ ctx, input }: OpArgs<StackActionInput>): Promise<Started> {
  return changeStack(ctx, input, "service.operate", async ({ tx, stack, at }) => {
    const services = servicesFor(stack, input.service, "stop");
    for (const service of services)
      await tx.updateService(service.id, { running: false, phase: nextPhase(service, "stop"), phaseSince: sinceFor(service, at) });
    return { kind: "stop", service: input.service, services: services.map(({ name }) => name) };
  });
}

/** Restart: the same containers, in the service's own batches. */
export async function restartService({ ctx, input }: OpArgs<StackActionInput>): Promise<Started> {
  return changeStack(ctx, input, "service.operate", async ({ tx, stack }) => {
    const services = servicesFor(stack, input.service, "restart");
    for (const service of services) await tx.updateService(service.id, { restartRequestedAt: afterLastStart(ctx, stack, service) });
    return { kind: "restart", service: input.service, services: services.map(({ name }) => name) };
  });
}

/** In the engine's own time: its clock may differ from ours, and a restart must end. */
function afterLastStart({ places }: OpContext, stack: StackRecord, service: DesiredService): number | null {
  const starts = places
    .of(stack.environmentId)
    .mirror.stack(stack.id)
    .containers.flatMap((container) => (container.serviceId === service.id && container.startedAt !== null ? [container.startedAt] : []));
  return starts.length > 0 ? Math.max(...starts) + 1 : null;
}

/** The age of a waiting decision is not made younger by a stop or start. */
const sinceFor = (service: DesiredService, at: number): number => (service.phase === "steady" ? at : service.phaseSince);
