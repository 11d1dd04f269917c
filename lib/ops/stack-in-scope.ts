import { can, type MemberRole, type Permission, scopeOf } from "@/lib/core/access";
import { fail } from "@/lib/core/errors";
import type { StackRecord } from "@/lib/registry/types";
import type { OpContext } from "./context";

const NEEDS: MemberRole = "maintainer";

/** The stack a person named, if they may see it and may do this to it; a foreign one answers NOT_FOUND exactly like a missing one. */
export async function stackInScope(ctx: OpContext, key: { environment: string; stack: string }, permission: Permission): Promise<StackRecord> {
  const environment = await ctx.registry.environment(key.environment);
  if (environment === null) throw fail("NOT_FOUND", { what: "stack" });
  const stack = await ctx.registry.stack(scopeOf(ctx.actor), ctx.actor.userId, { environmentId: environment.id, name: key.stack });
  if (stack === null) throw fail("NOT_FOUND", { what: "stack" });
  if (!can(ctx.actor, permission, stack.member)) throw fail("FORBIDDEN", { action: permission, needs: NEEDS });
  return stack;
}
