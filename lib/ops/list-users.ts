import type { UserView } from "@/lib/core/people";
import type { OpContext } from "./context";
import { requireUserAdministration } from "./require-permission";

/** Every account, by name. Administrators only. */
export async function listUsers({ ctx }: { ctx: OpContext }): Promise<UserView[]> {
  requireUserAdministration(ctx.actor);
  return ctx.registry.users();
}
