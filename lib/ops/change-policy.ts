import { fail } from "@/lib/core/errors";
import type { PolicyView } from "@/lib/core/policy-view";
import { canonicalText } from "@/lib/core/spec";
import type { OpArgs } from "./context";
import type { ChangePolicyInput } from "./policy-input";
import { policyVersion } from "./read-policy";
import { requireFresh } from "./require-fresh";
import { requirePolicyAdministration } from "./require-permission";
import { requireEnvironment } from "./require-stack";

/** Saves the policy. What runs goes on running; the next deploy, upgrade or way back is checked against it. */
export async function changePolicy({ ctx, input }: OpArgs<ChangePolicyInput>): Promise<PolicyView> {
  requirePolicyAdministration(ctx.actor);
  await requireFresh(ctx);
  const { policy } = input;
  return ctx.registry.transaction(async (tx) => {
    const environment = await requireEnvironment(tx, input.environment);
    const view = { environment: environment.name, policy, version: policyVersion(ctx, policy) };
    if (policyVersion(ctx, environment.policy) !== input.version) throw fail("POLICY_CHANGED", { environment: environment.name });
    if (canonicalText(environment.policy) === canonicalText(policy)) return view;
    await tx.setPolicy(environment.id, policy);
    const { actor } = ctx;
    const entry = { actor, address: ctx.address, action: "environment.policy", stackId: null, subject: environment.name };
    await tx.audit({ ...entry, before: environment.policy, after: policy }, ctx.now());
    return view;
  });
}
