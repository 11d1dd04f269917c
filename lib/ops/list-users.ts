import type { UserView } from "@/lib/core/people";
import type { OpContext } from "./context";
import { requirePermission } from "./require-permission";

/** Every account, by name. For administrators and auditors. */
export async function listUsers({ ctx }: { ctx: OpContext }): Promise<UserView[]> {
  requirePermission(ctx.actor, "users.read");
  return ctx.registry.users();
}
