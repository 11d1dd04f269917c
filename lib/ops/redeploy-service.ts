import { scopeOf } from "@/lib/core/access";
import { droppedBy, keptOf } from "@/lib/core/dropped";
import { fail } from "@/lib/core/errors";
import { askerOf } from "./asker";
import { changeStack, type Started } from "./change-stack";
import type { OpArgs } from "./context";
import type { RedeployInput } from "./inputs";
import { namesIn } from "./kept-services";
import { ownOf } from "./own-secrets";
import { requireReviewed, specHash } from "./read-compose";
import { requireStack } from "./require-stack";
import { upgradeTo } from "./upgrade-stack";

/** New containers for one service from the file as it stands, in place of ones that are not as it says any more: an upgrade like any other, with its way back. */
export async function redeployService({ ctx, input }: OpArgs<RedeployInput>): Promise<Started> {
  const { stack, environment } = await requireStack(ctx, input, "stack.deploy");
  const { services } = stack.desired;
  const service = services.find(({ name }) => name === input.service);
  const file = await ctx.registry.revision(scopeOf(ctx.actor), stack.id, stack.revision);
  if (!service?.target || !file) throw fail("NOT_FOUND", { what: "service" });
  if (service.outside !== undefined) throw fail("BLOCKED", { action: "upgrade", reason: "not-in-file", wayOut: [] });
  const { composeText, rancherText, variables } = file;
  const asker = await askerOf(ctx.registry, ctx.actor, stack);
  const own = await ownOf(ctx.registry, stack);
  // Nobody reviews what is there already, but today's policy does.
  const { spec } = await ctx.readCompose(composeText, { stackName: stack.name, variables, policy: environment.policy, asker, rancherText, own });
  const upgrade = {
    ...{ environment: input.environment, stack: stack.name, composeText, rancherText, variables },
    reviewedHash: spec
      ? specHash(
          ctx,
          stack.name,
          spec,
          keptOf(droppedBy(services, namesIn(spec))).map(({ name }) => name),
        )
      : "",
    message: input.why === "secret" ? `Redeployed ${service.name}: a secret has a new text` : `Redeployed ${service.name}: it was changed at the engine`,
    strategy: service.strategy,
    // Somebody may be faster with another file, which must not be undone.
    baseRevision: stack.revision,
    replaceCandidate: false,
  };
  const reviewed = await requireReviewed(ctx, upgrade, environment.policy, asker, own, services);
  return changeStack(ctx, input, "stack.deploy", upgradeTo(ctx, upgrade, reviewed, new Set([service.name])));
}
