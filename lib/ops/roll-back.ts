import type { DesiredService } from "@/lib/core/desired";
import { fail } from "@/lib/core/errors";
import { engineName } from "@/lib/core/labels";
import { rollBackService } from "@/lib/reconcile/roll-back";
import type { StackRecord } from "@/lib/registry/types";
import { changeStack, type Started, servicesFor } from "./change-stack";
import { objectionsToReturn, returnRefused } from "./check-revision";
import type { OpArgs, OpContext } from "./context";
import type { StackActionInput } from "./inputs";

/**
 * Back to the confirmed generation: the same old containers start again. Checked first that the way is free and that today's policy allows what they are.
 * An administrator may go back in spite of the policy; what it says then stands in the audit row.
 */
export async function rollBack({ ctx, input }: OpArgs<StackActionInput>): Promise<Started> {
  return changeStack(ctx, input, "stack.deploy", async ({ tx, stack, environment, at }) => {
    const services = servicesFor(stack, input.service, "roll-back");
    const objections = await objectionsToReturn(ctx, tx, stack, services, environment.policy);
    if (objections[0] && ctx.actor.role !== "admin") throw returnRefused("roll-back", objections[0]);
    for (const service of services) {
      const missing = missingForReturn(ctx, stack, service);
      if (missing.length > 0) throw fail("ROLLBACK_IMPOSSIBLE", { service: service.name, missing });
      await rollBackService(tx, service, null, at);
    }
    return {
      kind: "roll-back",
      service: input.service,
      services: services.map(({ name }) => name),
      fromRevision: stack.revision,
      toRevision: stack.confirmedRevision,
      before: { revision: stack.revision },
      ...(objections.length === 0 ? {} : { after: { againstPolicy: objections.map(({ service, issue }) => ({ service: service.name, rule: issue.rule })) } }),
    };
  });
}

/** What stands in the way back: a port that somebody else took, a volume that is gone. */
function missingForReturn({ places }: OpContext, stack: StackRecord, { kept, leases }: DesiredService): string[] {
  if (!kept) return [];
  const { mirror } = places.of(stack.environmentId);
  const observed = mirror.stack(stack.id);
  const ports = leases
    .filter((lease) => lease.portSet === kept.portSet)
    .flatMap(({ port, protocol }) => {
      const holder = mirror.publishedPorts().get(`${port}/${protocol}`);
      return holder && !holder.includes(stack.id) ? [`port ${port}`] : [];
    });
  const volumes = kept.spec.mounts.flatMap((mount) =>
    mount.type === "volume" && !observed.volumes.includes(mount.source) ? [`volume ${mount.source} (${engineName.volume(stack.id, mount.source)})`] : [],
  );
  return [...ports, ...volumes];
}
