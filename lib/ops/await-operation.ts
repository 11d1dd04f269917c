import { scopeOf } from "@/lib/core/access";
import type { OperationView } from "@/lib/core/views";
import type { OpArgs } from "./context";
import { getOperation } from "./list-operations";

export interface AwaitInput {
  operation: string;
  /** How long at most. */
  seconds: number;
  signal: AbortSignal;
}

/** The operation as soon as it has ended, or as it stands when the time is over. Looks only when something was told, and authorises each time. */
export async function awaitOperation({ ctx, input }: OpArgs<AwaitInput>): Promise<OperationView> {
  const { operation, seconds, signal } = input;
  let told: () => void = () => undefined;
  let over = signal.aborted || seconds <= 0;
  const end = () => {
    over = true;
    told();
  };
  const stackId = await stackOf({ ctx, input });
  // Listening begins before the look that counts: nothing that happens in between is missed.
  const stop = ctx.registry.subscribe((change) => (stackId === null || (change.type === "stack" && change.stackId === stackId)) && told());
  const timer = setTimeout(end, seconds * 1000);
  signal.addEventListener("abort", end, { once: true });
  try {
    for (;;) {
      const next = new Promise<void>((resolve) => {
        told = resolve;
      });
      const view = await getOperation({ ctx, input: { operation } });
      if (view.status !== "running" || over) return view;
      await next;
    }
  } finally {
    stop();
    clearTimeout(timer);
    signal.removeEventListener("abort", end);
  }
}

/** Whose changes are worth a look; null where the stack is gone already, and any may be. */
async function stackOf({ ctx, input }: OpArgs<AwaitInput>): Promise<string | null> {
  const view = await getOperation({ ctx, input });
  const environment = await ctx.registry.environment(view.environment);
  const stack = environment && (await ctx.registry.stack(scopeOf(ctx.actor), ctx.actor.userId, { environmentId: environment.id, name: view.stack }));
  return stack?.id ?? null;
}
