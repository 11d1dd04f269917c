import type { EngineProbe } from "@/lib/core/environments";
import type { OpArgs } from "./context";
import type { TestEngineInput } from "./environment-input";
import { requireEnvironmentAdministration } from "./require-permission";
import { requireEnvironment } from "./require-stack";
import { settleEngine, storedEngine } from "./settle-engine";

/** Whether an engine can be reached as it was typed, before anything is saved. An engine that cannot is an answer, not a failure. */
export async function testEngine({ ctx, input }: OpArgs<TestEngineInput>): Promise<EngineProbe> {
  requireEnvironmentAdministration(ctx.actor);
  const environment = input.environment === null ? null : await requireEnvironment(ctx.registry, input.environment);
  const { endpoint, ...address } = await settleEngine(ctx, input.engine, environment && (await storedEngine(ctx, environment.id)));
  return ctx.places.probe({ endpoint: endpoint ?? ctx.places.own, ...address, broken: null });
}
