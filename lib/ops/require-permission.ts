import { type Actor, ALL_ON, can, type MemberRole, type Permission, rolesWith, type Switches } from "@/lib/core/access";
import { fail } from "@/lib/core/errors";

/** For what belongs to the installation, not to a project: policies, accounts and the like. */
export function requirePermission(actor: Pick<Actor, "role">, permission: Permission): void {
  requireRight(actor, permission, { member: null, switches: ALL_ON });
}

/** A right that the actor lacks is named, with the roles that have it. */
export function requireRight(
  actor: Pick<Actor, "role">,
  permission: Permission,
  { member, switches }: { member: MemberRole | null; switches: Switches },
): void {
  if (can(actor, permission, member, switches)) return;
  const roles = rolesWith(permission, switches);
  throw fail("FORBIDDEN", { action: permission, needs: roles.join(", "), roles });
}

export const requirePolicyAdministration = (actor: Actor): void => requirePermission(actor, "policy.manage");
export const requireUserAdministration = (actor: Actor): void => requirePermission(actor, "users.manage");
export const requireEnvironmentAdministration = (actor: Actor): void => requirePermission(actor, "environment.manage");
/** Who keeps order, or looks whether it is kept: quotas, ports and containers of everybody. */
export const requireEnvironmentReading = (actor: Actor): void => requirePermission(actor, "environment.read");
export const requireAuditReading = (actor: Actor): void => requirePermission(actor, "audit.read");
