import type { OwnThings } from "@/lib/compose/desk";
import { renderStack } from "@/lib/compose/render";
import type { DesiredService } from "@/lib/core/desired";
import { type DroppedChoices, droppedBy, keptOf } from "@/lib/core/dropped";
import { fail } from "@/lib/core/errors";
import { hide, maskSpec, secretsOf } from "@/lib/core/masking";
import type { Asker, Policy } from "@/lib/core/policy";
import { canonicalText, type StackSpec } from "@/lib/core/spec";
import type { OpContext } from "./context";
import { alongsideOf, namesIn } from "./kept-services";

/** What was checked is what is hashed and deployed; the variables are in it, for they shaped the spec. So are those who run on outside of the file. */
export const specHash = (ctx: Pick<OpContext, "hash">, stack: string, spec: StackSpec, kept: readonly string[] = []): string =>
  ctx.hash(canonicalText({ stack, spec, ...(kept.length > 0 && { kept }) }));

export interface Reviewed {
  spec: StackSpec;
  hash: string;
  rendered: string;
  policy: Policy;
  asker: Asker | null;
  own: OwnThings;
  /** Who runs on outside of the file, by name. */
  kept: string[];
}

/** The checked spec of a text that must be free of errors and be the very one that was reviewed. */
export async function requireReviewed(
  ctx: Pick<OpContext, "hash" | "readCompose">,
  input: {
    stack: string;
    composeText: string;
    rancherText?: string | null | undefined;
    variables: Record<string, string>;
    reviewedHash: string;
    dropped?: DroppedChoices | undefined;
  },
  policy: Policy,
  asker: Asker | null,
  own: OwnThings,
  /** Of the stack as it is. */
  services: readonly DesiredService[] = [],
): Promise<Reviewed> {
  const { stack: stackName, variables, rancherText = null } = input;
  const alongside = alongsideOf(services, input.dropped);
  const parsed = await ctx.readCompose(input.composeText, { stackName, variables, policy, asker, rancherText, alongside, own });
  const errors = parsed.issues.filter((issue) => issue.severity === "error");
  const first = errors[0];
  if (!parsed.spec || first) {
    const { message = "", line = 1, column = 1, rule = "", path = "(document)" } = first ?? {};
    throw fail("COMPOSE_REFUSED", { errors: errors.length, first: hide(message, secretsOf([input.variables])), line, column, rule, path });
  }
  const kept = keptOf(droppedBy(services, namesIn(parsed.spec), input.dropped)).map(({ name }) => name);
  const hash = specHash(ctx, input.stack, parsed.spec, kept);
  const rendered = renderStack(masked(parsed.spec, input.variables));
  if (hash !== input.reviewedHash) throw fail("STALE_REVIEW", { reviewed: input.reviewedHash, current: hash, rendered });
  return { spec: parsed.spec, hash, rendered, policy, asker, own, kept };
}

/** For a page that shows what is different: never with values that nobody should read. */
function masked(spec: StackSpec, variables: Record<string, string>): StackSpec {
  const veil = { secrets: secretsOf([variables], spec.services), everyValue: false };
  return { ...spec, services: spec.services.map((service) => maskSpec(service, veil)) };
}

/** Reading takes its time, so it is done before the transaction; inside, policy, asker and secrets must still be those that were read under. */
export function requireSameRules({ hash, rendered, ...read }: Reviewed, policy: Policy, asker: Asker | null, own: OwnThings): void {
  if (canonicalText([read.policy, read.asker, read.own]) !== canonicalText([policy, asker, own]))
    throw fail("STALE_REVIEW", { reviewed: hash, current: "", rendered });
}
