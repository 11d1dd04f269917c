import { fail } from "@/lib/core/errors";
import type { Policy } from "@/lib/core/policy";
import { canonicalText, type StackSpec } from "@/lib/core/spec";
import type { OpContext } from "./context";

/** What was checked is what is hashed and deployed; the variables are in it, for they shaped the spec. */
export const specHash = (ctx: Pick<OpContext, "hash">, stack: string, spec: StackSpec): string => ctx.hash(canonicalText({ stack, spec }));

/** The checked spec of a text that must be free of errors and be the very one that was reviewed. */
export async function requireReviewed(
  ctx: Pick<OpContext, "hash" | "readCompose">,
  input: { stack: string; composeText: string; variables: Record<string, string>; reviewedHash: string },
  policy: Policy,
): Promise<{ spec: StackSpec; hash: string; policy: Policy }> {
  const parsed = await ctx.readCompose(input.composeText, { stackName: input.stack, variables: input.variables, policy });
  const errors = parsed.issues.filter((issue) => issue.severity === "error");
  const first = errors[0];
  if (!parsed.spec || first) throw fail("COMPOSE_REFUSED", { errors: errors.length, first: first?.message ?? "", line: first?.line ?? 1 });
  const hash = specHash(ctx, input.stack, parsed.spec);
  if (hash !== input.reviewedHash) throw fail("STALE_REVIEW", { reviewed: input.reviewedHash, current: hash });
  return { spec: parsed.spec, hash, policy };
}

/** Reading takes its time, so it is done before the transaction; inside, the policy must still be the one that was read under. */
export function requireSamePolicy(reviewed: { hash: string; policy: Policy }, today: Policy): void {
  if (canonicalText(reviewed.policy) !== canonicalText(today)) throw fail("STALE_REVIEW", { reviewed: reviewed.hash, current: "" });
}
