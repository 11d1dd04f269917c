import { scopeOf } from "@/lib/core/access";
import { fail } from "@/lib/core/errors";
import type { OperationView } from "@/lib/core/views";
import type { OpArgs, OpContext } from "./context";
import { requireEnvironment, requireStack } from "./require-stack";

const LIMIT = 100;

interface ListInput {
  environment: string;
  stack: string | null;
  limit?: number;
  /** Only those that began before, ms. */
  before?: number;
}

/** Newest first; of one stack when it is named. */
export async function listOperations({ ctx, input }: OpArgs<ListInput>): Promise<OperationView[]> {
  const page = { limit: Math.min(input.limit ?? LIMIT, LIMIT), ...(input.before !== undefined && { before: input.before }) };
  if (input.stack !== null) {
    const { stack } = await requireStack(ctx, { environment: input.environment, stack: input.stack }, "stack.see");
    return ctx.registry.operations(scopeOf(ctx.actor), { environmentId: stack.environmentId, stackId: stack.id, ...page });
  }
  const environment = await requireEnvironment(ctx.registry, input.environment);
  return ctx.registry.operations(scopeOf(ctx.actor), { environmentId: environment.id, ...page });
}

export async function getOperation({ ctx, input }: OpArgs<{ operation: string }>): Promise<OperationView> {
  const operation = await ctx.registry.operation(scopeOf(ctx.actor), input.operation);
  if (!operation) throw fail("NOT_FOUND", { what: "operation" });
  return withProgress(ctx, operation);
}

/** Pull layers change many times a second: they live in the reconciler until their step ends. */
export function withProgress({ reconciler }: Pick<OpContext, "reconciler">, operation: OperationView): OperationView {
  const live = reconciler.progress(operation.id);
  if (live.size === 0) return operation;
  return { ...operation, steps: operation.steps.map((step) => ({ ...step, pull: live.get(step.seq) ?? step.pull })) };
}
