import { type Permission, scopeOf } from "@/lib/core/access";
import { fail } from "@/lib/core/errors";
import type { Place } from "@/lib/engine/port";
import type { EnvironmentRow, RegistryReads, StackRecord } from "@/lib/registry/types";
import type { OpContext } from "./context";
import { noteForeignStack } from "./note-refusal";
import { requireRight } from "./require-permission";

export async function requireEnvironment(reads: Pick<RegistryReads, "environment">, name: string): Promise<EnvironmentRow> {
  const environment = await reads.environment(name);
  if (!environment) throw fail("NOT_FOUND", { what: "environment" });
  return environment;
}

/** The one gate to a stack: a foreign one answers like a missing one, and a right that the actor lacks is named. */
export async function requireStack(
  ctx: OpContext,
  key: { environment: string; stack: string },
  permission: Permission,
  reads: RegistryReads = ctx.registry,
): Promise<{ environment: EnvironmentRow; stack: StackRecord }> {
  const environment = await requireEnvironment(reads, key.environment);
  const stack = await reads.stack(scopeOf(ctx.actor), ctx.actor.userId, { environmentId: environment.id, name: key.stack });
  if (!stack) {
    noteForeignStack(ctx, { environmentId: environment.id, name: key.stack }, permission);
    throw fail("NOT_FOUND", { what: "stack" });
  }
  requireRight(ctx.actor, permission, stack);
  return { environment, stack };
}

/** Actions are refused while the engine is away: nothing is queued behind a person's back. */
export function requireEngine({ mirror }: Pick<Place, "mirror">): void {
  const status = mirror.status();
  if (status.state === "down" || status.state === "connecting") throw fail("ENGINE_UNREACHABLE", { endpoint: status.endpoint, since: status.since });
}
