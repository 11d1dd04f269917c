import { type Actor, can } from "@/lib/core/access";
import { fail } from "@/lib/core/errors";

/** For what belongs to the installation, not to a project: policies, accounts and the like. */
export function requirePolicyAdministration(actor: Actor): void {
  if (!can(actor, "policy.manage", null)) throw fail("FORBIDDEN", { action: "policy.manage", needs: "admin" });
}

export function requireUserAdministration(actor: Actor): void {
  if (!can(actor, "users.manage", null)) throw fail("FORBIDDEN", { action: "users.manage", needs: "admin" });
}

export function requireEnvironmentAdministration(actor: Actor): void {
  if (!can(actor, "environment.manage", null)) throw fail("FORBIDDEN", { action: "environment.manage", needs: "admin" });
}
