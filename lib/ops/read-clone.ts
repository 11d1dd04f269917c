import { scopeOf } from "@/lib/core/access";
import type { Clone } from "@/lib/core/clone";
import { fail } from "@/lib/core/errors";
import { looksSecret } from "@/lib/core/masking";
import type { OpArgs } from "./context";
import { secretNames } from "./own-secrets";
import { requireStack } from "./require-stack";
import { textsFor } from "./veil";

/** What a new stack begins with when it is made after another one. Nothing of the other is touched or shared. */
export async function readClone({ ctx, input }: OpArgs<{ environment: string; stack: string }>): Promise<Clone> {
  const { stack } = await requireStack(ctx, input, "file.read");
  const revision = await ctx.registry.revision(scopeOf(ctx.actor), stack.id, stack.revision);
  if (!revision) throw fail("NOT_FOUND", { what: "revision" });
  const { composeText, rancherText } = await textsFor(ctx, stack, revision);
  const entries = Object.entries(revision.variables);
  return {
    stack: stack.name,
    revision: revision.number,
    text: composeText,
    rancherText,
    variables: Object.fromEntries(entries.filter(([name]) => !looksSecret(name))),
    outside: Object.keys(revision.outside ?? {}).filter((name) => stack.desired.services.some((one) => one.name === name && one.outside !== undefined)),
    secrets: secretNames(revision.spec),
    withheld: entries.flatMap(([name]) => (looksSecret(name) ? [name] : [])),
  };
}
