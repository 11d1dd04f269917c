import { type MemberRole, reaches } from "@/lib/core/access";
import { fail } from "@/lib/core/errors";
import type { ProjectMember } from "@/lib/core/projects";
import type { ProjectRow } from "@/lib/registry/types";
import { auditProject } from "./audit-project";
import type { Tx } from "./change-stack";
import type { OpArgs, OpContext } from "./context";
import { noteForOwners } from "./note-in-history";
import type { ChangeMemberInput, RemoveMemberInput } from "./project-inputs";
import { requireFresh } from "./require-fresh";
import { requireProject } from "./require-project";

/** Another role in the project; the last owner stays one, and nobody gives more than they have. */
export async function changeMember({ ctx, input }: OpArgs<ChangeMemberInput>): Promise<void> {
  await requireProject(ctx, input.project, "members.manage");
  await requireFresh(ctx);
  await ctx.registry.transaction(async (tx) => {
    const project = await requireProject(ctx, input.project, "members.manage", tx);
    const { member, owners } = await requireMember(tx, project, input.userId);
    if (member.role === input.role) return;
    refuseAbove(ctx, project, member.role, input.role);
    if (member.role === "owner") refuseLosing(project, member, owners);
    await tx.setMember(project.id, member.userId, input.role);
    await noteForOwners(ctx, tx, project, "members.manage", `\`${member.username}\` is ${input.role} now, was ${member.role}`);
    const at = { subject: `${project.name}/${member.username}` };
    await auditProject(ctx, tx, { action: "member.change", ...at, before: { role: member.role }, after: { role: input.role } });
  });
}

/** Takes somebody out of the project, or oneself: leaving needs no right but to be in it. */
export async function removeMember({ ctx, input }: OpArgs<RemoveMemberInput>): Promise<void> {
  const leaves = input.userId === ctx.actor.userId;
  await ctx.registry.transaction(async (tx) => {
    const project = await requireProject(ctx, input.project, leaves ? null : "members.manage", tx);
    const { member, owners } = await requireMember(tx, project, input.userId);
    if (!leaves) refuseAbove(ctx, project, member.role);
    if (member.role === "owner") refuseLosing(project, member, owners);
    await tx.removeMember(project.id, member.userId);
    if (!leaves) await noteForOwners(ctx, tx, project, "members.manage", `\`${member.username}\` is no ${member.role} any more`);
    const at = { subject: `${project.name}/${member.username}` };
    await auditProject(ctx, tx, { action: leaves ? "member.leave" : "member.remove", ...at, before: { role: member.role } });
  });
}

async function requireMember(tx: Tx, project: ProjectRow, userId: string): Promise<{ member: ProjectMember; owners: ProjectMember[] }> {
  const people = await tx.members(project.id);
  const member = people.find((one) => one.userId === userId);
  if (!member) throw fail("NOT_FOUND", { what: "member" });
  return { member, owners: people.filter(({ role }) => role === "owner") };
}

export function refuseAbove({ actor }: Pick<OpContext, "actor">, { member }: Pick<ProjectRow, "member">, ...roles: MemberRole[]): void {
  const above = roles.find((role) => !reaches({ role: actor.role, member }, role));
  if (above !== undefined) throw fail("FORBIDDEN", { action: "members.manage", needs: above, roles: [above, "admin"] });
}

function refuseLosing({ personalOf }: ProjectRow, { userId, disabled }: ProjectMember, owners: ProjectMember[]): void {
  if (userId === personalOf) throw fail("BLOCKED", { action: "change", reason: "it is their own project; they stay its owner", wayOut: [] });
  const left = owners.filter((owner) => owner.userId !== userId && !owner.disabled);
  // Of two that cannot sign in either may go; there must be one.
  const others = owners.length - 1;
  if (left.length === 0 && !(disabled && others > 0)) {
    throw fail("BLOCKED", { action: "change", reason: "the last owner stays; make somebody else an owner first", wayOut: [] });
  }
}
