import { fail, SpindleError } from "@/lib/core/errors";
import { scaleProblem } from "@/lib/core/scale-limits";
import { changeStack, type Started, servicesFor } from "./change-stack";
import type { OpArgs } from "./context";
import type { ScaleInput } from "./inputs";
import { leasePorts } from "./lease-ports";

/** Wanted copies of one service; its host ports are reserved in the same transaction. */
export async function scaleService({ ctx, input }: OpArgs<ScaleInput>): Promise<Started> {
  return changeStack(ctx, input, "service.scale", async ({ tx, stack, environment }) => {
    const [service] = servicesFor(stack, input.service, "scale");
    if (!service?.target) throw fail("BLOCKED", { action: "scale", reason: "being-removed", wayOut: [] });
    if (service.scale === input.scale) return null;
    const { target } = service;
    const problem = scaleProblem(target.spec, input.scale, environment.policy);
    if (problem) throw new SpindleError(problem);
    await leasePorts(ctx, tx, {
      environment,
      stackId: stack.id,
      serviceId: service.id,
      spec: target.spec,
      scale: input.scale,
      portSet: target.portSet,
      held: service.leases,
    });
    await tx.updateService(service.id, { scale: input.scale, scaleBefore: null });
    return {
      kind: "scale",
      service: service.name,
      services: [service.name],
      detail: `${service.scale} to ${input.scale}`,
      before: { scale: service.scale },
      after: { scale: input.scale },
    };
  });
}
