import { scopeOf } from "@/lib/core/access";
import { fail } from "@/lib/core/errors";
import { looksSecret } from "@/lib/core/masking";
import type { OpArgs } from "./context";
import { requireStack } from "./require-stack";
import { textFor } from "./veil";

export interface Clone {
  stack: string;
  revision: number;
  text: string;
  rancherText: string | null;
  variables: Record<string, string>;
  /** Variables whose values look secret: they stay with the stack they belong to. */
  withheld: string[];
  /** Services that run outside of the file: they are not cloned. */
  outside: string[];
}

/** What a new stack begins with when it is made after another one. Nothing of the other is touched or shared. */
export async function readClone({ ctx, input }: OpArgs<{ environment: string; stack: string }>): Promise<Clone> {
  const { stack } = await requireStack(ctx, input, "file.read");
  const revision = await ctx.registry.revision(scopeOf(ctx.actor), stack.id, stack.revision);
  if (!revision) throw fail("NOT_FOUND", { what: "revision" });
  const entries = Object.entries(revision.variables);
  return {
    stack: stack.name,
    revision: revision.number,
    text: textFor(ctx, stack, revision.composeText),
    rancherText: revision.rancherText && textFor(ctx, stack, revision.rancherText),
    variables: Object.fromEntries(entries.filter(([name]) => !looksSecret(name))),
    outside: Object.keys(revision.outside ?? {}).filter((name) => stack.desired.services.some((one) => one.name === name && one.outside !== undefined)),
    withheld: entries.flatMap(([name]) => (looksSecret(name) ? [name] : [])),
  };
}
