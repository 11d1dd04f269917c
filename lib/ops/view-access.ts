import { can, type MemberRole, type Role, rolesWith } from "@/lib/core/access";
import { type AccessView, type RightView, STACK_PERMISSIONS } from "@/lib/core/projects";
import type { OpArgs } from "./context";
import { requireStack } from "./require-stack";

const SWITCHED: Partial<Record<RightView["permission"], MemberRole>> = { "logs.read": "viewer", "shell.open": "maintainer" };

/** Who may see and do what with a stack: each right, the roles that have it, and everybody who has one of them. For all who see the stack. */
export async function getAccess({ ctx, input }: OpArgs<{ environment: string; stack: string }>): Promise<AccessView> {
  const { stack } = await requireStack(ctx, input, "stack.see");
  const members = (await ctx.registry.members(stack.projectId)).filter(({ disabled }) => !disabled);
  const staff = (await ctx.registry.users()).filter(({ role, disabled }) => role !== "user" && !disabled);
  const rights = STACK_PERMISSIONS.map((permission): RightView => {
    const roles = rolesWith(permission, stack.switches);
    const has = <Person extends { username: string; role: Role }>({ username, role }: Person) => (roles.includes(role) ? [{ username, role }] : []);
    const byMembership = members.flatMap(has);
    const named = new Set(byMembership.map(({ username }) => username));
    const byOffice = staff.flatMap(has).filter(({ username }) => !named.has(username));
    const closed = SWITCHED[permission];
    return {
      permission,
      own: can(ctx.actor, permission, stack.member, stack.switches),
      roles,
      people: [...byMembership, ...byOffice],
      off: closed !== undefined && !roles.includes(closed) ? closed : null,
    };
  });
  return { project: stack.project, member: stack.member, siteRole: ctx.actor.role, rights };
}
