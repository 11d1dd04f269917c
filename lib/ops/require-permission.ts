import { type Actor, can } from "@/lib/core/access";
import { fail } from "@/lib/core/errors";

/** For what belongs to the installation, not to a project: accounts and the like. */
export function requireUserAdministration(actor: Actor): void {
  if (!can(actor, "users.manage", null)) throw fail("FORBIDDEN", { action: "users.manage", needs: "admin" });
}
