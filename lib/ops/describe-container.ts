import { fail } from "@/lib/core/errors";
import { hideDeep, secretsOf } from "@/lib/core/masking";
import type { OpArgs } from "./context";
import { requireEngine, requireStack } from "./require-stack";

/** The engine's own record of one container, environment values left out, secret ones also where a command repeats them. Asked for by a person, so it may cost an engine call. */
export async function describeContainer({ ctx, input }: OpArgs<{ environment: string; stack: string; container: string }>): Promise<Record<string, unknown>> {
  const { stack } = await requireStack(ctx, input, "container.inspect");
  const { mirror, engine } = ctx.places.of(stack.environmentId);
  if (mirror.container(input.container)?.stackId !== stack.id) throw fail("NOT_FOUND", { what: "container" });
  requireEngine({ mirror });
  const { revision } = mirror.container(input.container) ?? { revision: 0 };
  const specs = stack.desired.services.flatMap(({ target, kept }) => [target, kept].flatMap((one) => one?.spec ?? []));
  const secrets = secretsOf(await ctx.registry.variablesOf(stack.id, [revision]), specs);
  return hideDeep(await engine.describe(input.container), secrets);
}
