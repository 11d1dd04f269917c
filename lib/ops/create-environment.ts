import { DEFAULT_POLICY } from "@/lib/core/policy";
import type { OpArgs } from "./context";
import type { CreateEnvironmentInput } from "./environment-input";
import { knownProjects } from "./known-projects";
import { requireFresh } from "./require-fresh";
import { requireEnvironmentAdministration } from "./require-permission";
import { requireEnvironment } from "./require-stack";
import { choiceOf, sealed, settleEngine } from "./settle-engine";

/** A new place for stacks. Its engine is followed at once; it need not answer yet. */
export async function createEnvironment({ ctx, input }: OpArgs<CreateEnvironmentInput>): Promise<{ environment: string }> {
  requireEnvironmentAdministration(ctx.actor);
  await requireFresh(ctx);
  const { engine, policyOf, ...settings } = input;
  const address = await settleEngine(ctx, engine, null);
  const at = ctx.now();
  await ctx.registry.transaction(async (tx) => {
    const policy = policyOf === null ? DEFAULT_POLICY : (await requireEnvironment(tx, policyOf)).policy;
    const openTo = await knownProjects(tx, settings.openTo);
    await tx.createEnvironment({ ...settings, openTo, policy, address: (id) => sealed(ctx, address, id) }, at);
    const { actor } = ctx;
    const after = { ...settings, engine: choiceOf(address), policyOf };
    await tx.audit({ actor, address: ctx.address, action: "environment.create", stackId: null, subject: settings.name, before: null, after }, at);
  });
  await ctx.places.follow();
  return { environment: settings.name };
}
