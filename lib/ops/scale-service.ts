import { fail, SpindleError } from "@/lib/core/errors";
import { scaleProblem } from "@/lib/core/scale-limits";
import { changeStack, type Started, servicesFor, type Tx } from "./change-stack";
import type { OpArgs } from "./context";
import type { ScaleInput } from "./inputs";
import { leasePorts } from "./lease-ports";

/** Wanted copies of one service and its group; host ports are reserved in the same transaction. */
export async function scaleService({ ctx, input }: OpArgs<ScaleInput>): Promise<Started> {
  return changeStack(ctx, input, "service.scale", async ({ tx, stack, environment }) => {
    const services = servicesFor(stack, input.service, "scale");
    const service = services.find(({ name }) => name === input.service);
    if (!service?.target) throw fail("BLOCKED", { action: "scale", reason: "being-removed", wayOut: [] });
    if (services.every((one) => one.scale === input.scale)) return null;
    for (const { id, target, kept, leases } of services) {
      if (!target) continue;
      const { spec, portSet } = target;
      const problem = scaleProblem(spec, input.scale, environment.policy);
      if (problem) throw new SpindleError(problem);
      const place = { environment, stackId: stack.id, serviceId: id, scale: input.scale, held: leases };
      await leasePorts(ctx, tx, { ...place, spec, portSet });
      // Going back keeps the new scale, so the old generation's new numbers need their ports too; those that the two share are leased by now.
      if (kept) await leasePorts(ctx, tx, { ...place, spec: kept.spec, portSet: kept.portSet, held: await leasesOf(tx, stack.id, id) });
      await tx.updateService(id, { scale: input.scale, scaleBefore: null });
    }
    return {
      kind: "scale",
      service: service.name,
      services: services.map(({ name }) => name),
      detail: `${service.scale} to ${input.scale}`,
      before: { scale: service.scale },
      after: { scale: input.scale },
    };
  });
}

const leasesOf = async (tx: Tx, stackId: string, serviceId: string) => (await tx.desired(stackId))?.services.find(({ id }) => id === serviceId)?.leases ?? [];
