import type { Policy } from "@/lib/core/policy";
import type { PolicyView } from "@/lib/core/policy-view";
import { canonicalText } from "@/lib/core/spec";
import type { OpArgs, OpContext } from "./context";
import { requireEnvironmentReading } from "./require-permission";
import { requireEnvironment } from "./require-stack";

/** Names one state of a policy; its keys may have been stored in any order. */
export const policyVersion = (ctx: Pick<OpContext, "hash">, policy: Policy): string => ctx.hash(canonicalText(policy));

/** The whole policy of an environment. Staff only: it names people and directories. */
export async function readPolicy({ ctx, input }: OpArgs<{ environment: string }>): Promise<PolicyView> {
  requireEnvironmentReading(ctx.actor);
  const { name, policy } = await requireEnvironment(ctx.registry, input.environment);
  return { environment: name, policy, version: policyVersion(ctx, policy) };
}
