import { scopeOf } from "@/lib/core/access";
import type { OpArgs } from "./context";
import { createStack } from "./create-stack";
import type { CreateStackInput } from "./inputs";
import { requireEnvironment, requireStack } from "./require-stack";

/** The stack that is there, for whoever may deploy it; else an empty one of this name. */
export async function ensureStack({ ctx, input }: OpArgs<CreateStackInput>): Promise<{ isNew: boolean }> {
  const environment = await requireEnvironment(ctx.registry, input.environment);
  const stack = await ctx.registry.stack(scopeOf(ctx.actor), ctx.actor.userId, { environmentId: environment.id, name: input.stack });
  if (stack) await requireStack(ctx, input, "stack.deploy");
  else await createStack({ ctx, input });
  return { isNew: stack === null };
}
