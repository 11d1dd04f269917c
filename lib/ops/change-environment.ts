import { fail } from "@/lib/core/errors";
import { canonicalText } from "@/lib/core/spec";
import type { OpArgs } from "./context";
import type { ChangeEnvironmentInput } from "./environment-input";
import { knownProjects } from "./known-projects";
import { requireFresh } from "./require-fresh";
import { requireEnvironmentAdministration } from "./require-permission";
import { requireEnvironment } from "./require-stack";
import { choiceOf, sealed, settleEngine, storedEngine } from "./settle-engine";

/** Saves what an environment is. With stacks in it, it stays on its engine: certificates may be renewed, the endpoint may not change. */
export async function changeEnvironment({ ctx, input }: OpArgs<ChangeEnvironmentInput>): Promise<{ environment: string }> {
  requireEnvironmentAdministration(ctx.actor);
  await requireFresh(ctx);
  const { engine, environment: name, ...settings } = input;
  const { id } = await requireEnvironment(ctx.registry, name);
  const address = await settleEngine(ctx, engine, await storedEngine(ctx, id));
  const at = ctx.now();
  const by = ctx.actor.username;
  await ctx.registry.transaction(async (tx) => {
    const before = await requireEnvironment(tx, name);
    // Settling took its time: somebody may have moved it meanwhile.
    const stored = await storedEngine({ registry: tx }, before.id);
    const moves = stored?.address.endpoint !== address.endpoint;
    const stacks = moves ? await tx.stackCount(before.id) : 0;
    if (stacks > 0) throw fail("ENVIRONMENT_IN_USE", { environment: name, stacks, what: "move" });
    const openTo = await knownProjects(tx, settings.openTo);
    await tx.updateEnvironment(before.id, { ...settings, openTo, ...sealed(ctx, address, before.id) });
    if (before.needsApproval && !settings.needsApproval) await tx.withdrawRequests(before.id, by, at);
    const { id: _id, policy: _policy, ...was } = before;
    const entry = { actor: ctx.actor, address: ctx.address, stackId: null, subject: settings.name };
    const engines = { before: stored && choiceOf(stored.address), after: choiceOf(address) };
    if (canonicalText({ ...was, engine: engines.before }) === canonicalText({ ...settings, engine: engines.after })) return;
    await tx.audit({ ...entry, action: "environment.change", before: { ...was, engine: engines.before }, after: { ...settings, engine: engines.after } }, at);
  });
  await ctx.places.follow();
  return { environment: settings.name };
}
