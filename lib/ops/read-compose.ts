import { renderStack } from "@/lib/compose/render";
import { fail } from "@/lib/core/errors";
import type { Asker, Policy } from "@/lib/core/policy";
import { canonicalText, type StackSpec } from "@/lib/core/spec";
import type { OpContext } from "./context";

/** What was checked is what is hashed and deployed; the variables are in it, for they shaped the spec. */
export const specHash = (ctx: Pick<OpContext, "hash">, stack: string, spec: StackSpec): string => ctx.hash(canonicalText({ stack, spec }));

export interface Reviewed {
  spec: StackSpec;
  hash: string;
  rendered: string;
  policy: Policy;
  asker: Asker | null;
}

/** The checked spec of a text that must be free of errors and be the very one that was reviewed. */
export async function requireReviewed(
  ctx: Pick<OpContext, "hash" | "readCompose">,
  input: { stack: string; composeText: string; variables: Record<string, string>; reviewedHash: string },
  policy: Policy,
  asker: Asker | null,
): Promise<Reviewed> {
  const parsed = await ctx.readCompose(input.composeText, { stackName: input.stack, variables: input.variables, policy, asker });
  const errors = parsed.issues.filter((issue) => issue.severity === "error");
  const first = errors[0];
  if (!parsed.spec || first) {
    const { message = "", line = 1, column = 1, rule = "", path = "(document)" } = first ?? {};
    throw fail("COMPOSE_REFUSED", { errors: errors.length, first: message, line, column, rule, path });
  }
  const hash = specHash(ctx, input.stack, parsed.spec);
  const rendered = renderStack(parsed.spec);
  if (hash !== input.reviewedHash) throw fail("STALE_REVIEW", { reviewed: input.reviewedHash, current: hash, rendered });
  return { spec: parsed.spec, hash, rendered, policy, asker };
}

/** Reading takes its time, so it is done before the transaction; inside, policy and asker must still be those that were read under. */
export function requireSamePolicy({ hash, rendered, ...read }: Reviewed, policy: Policy, asker: Asker | null): void {
  if (canonicalText([read.policy, read.asker]) !== canonicalText([policy, asker])) throw fail("STALE_REVIEW", { reviewed: hash, current: "", rendered });
}
