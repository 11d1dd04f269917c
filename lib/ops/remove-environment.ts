import { fail } from "@/lib/core/errors";
import type { OpArgs } from "./context";
import type { RemoveEnvironmentInput } from "./environment-input";
import { requireFresh } from "./require-fresh";
import { requireEnvironmentAdministration } from "./require-permission";
import { requireEnvironment } from "./require-stack";

/** Forgets an empty environment with the history of what was done there; the audit log keeps its own. The engine is left as it is. */
export async function removeEnvironment({ ctx, input }: OpArgs<RemoveEnvironmentInput>): Promise<null> {
  requireEnvironmentAdministration(ctx.actor);
  await requireFresh(ctx);
  if (input.typedName !== input.environment) throw fail("WRONG_CONFIRMATION", { expected: input.environment });
  const at = ctx.now();
  await ctx.registry.transaction(async (tx) => {
    const { id, name, colour } = await requireEnvironment(tx, input.environment);
    const stacks = await tx.stackCount(id);
    if (stacks > 0) throw fail("ENVIRONMENT_IN_USE", { environment: name, stacks, what: "remove" });
    if ((await tx.environments()).length === 1) throw fail("ENVIRONMENT_LAST", { environment: name });
    await tx.deleteEnvironment(id);
    const { actor } = ctx;
    await tx.audit({ actor, address: ctx.address, action: "environment.remove", stackId: null, subject: name, before: { name, colour }, after: null }, at);
  });
  await ctx.places.follow();
  return null;
}
