import { parseCompose } from "@/lib/compose/parse-compose";
import { fail } from "@/lib/core/errors";
import type { Policy } from "@/lib/core/policy";
import { canonicalText, type StackSpec } from "@/lib/core/spec";
import type { OpContext } from "./context";

/** What was checked is what is hashed and deployed; the variables are in it, for they shaped the spec. */
export const specHash = (ctx: Pick<OpContext, "hash">, stack: string, spec: StackSpec): string => ctx.hash(canonicalText({ stack, spec }));

/** The checked spec of a text that must be free of errors and be the very one that was reviewed. */
export function requireReviewed(
  ctx: Pick<OpContext, "hash">,
  input: { stack: string; composeText: string; rancherText?: string | null | undefined; variables: Record<string, string>; reviewedHash: string },
  policy: Policy,
): { spec: StackSpec; hash: string } {
  const { stack: stackName, variables, rancherText = null } = input;
  const parsed = parseCompose(input.composeText, { stackName, variables, policy, rancherText });
  const errors = parsed.issues.filter((issue) => issue.severity === "error");
  const first = errors[0];
  if (!parsed.spec || first) throw fail("COMPOSE_REFUSED", { errors: errors.length, first: first?.message ?? "", line: first?.line ?? 1 });
  const hash = specHash(ctx, input.stack, parsed.spec);
  if (hash !== input.reviewedHash) throw fail("STALE_REVIEW", { reviewed: input.reviewedHash, current: hash });
  return { spec: parsed.spec, hash };
}
