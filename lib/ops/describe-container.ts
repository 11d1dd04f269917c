import { fail } from "@/lib/core/errors";
import type { OpArgs } from "./context";
import { requireEngine, requireStack } from "./require-stack";

/** The engine's own record of one container, environment values left out. Asked for by a person, so it may cost an engine call. */
export async function describeContainer({ ctx, input }: OpArgs<{ environment: string; stack: string; container: string }>): Promise<Record<string, unknown>> {
  const { stack } = await requireStack(ctx, input, "stack.see");
  if (ctx.mirror.container(input.container)?.stackId !== stack.id) throw fail("NOT_FOUND", { what: "container" });
  requireEngine(ctx);
  return ctx.engine.describe(input.container);
}
