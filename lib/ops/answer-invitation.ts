import { type MemberRole, reaches } from "@/lib/core/access";
import { fail } from "@/lib/core/errors";
import type { OpenInvitation } from "@/lib/core/projects";
import type { InvitationRow, RegistryReads } from "@/lib/registry/types";
import { auditProject } from "./audit-project";
import type { OpArgs, OpContext } from "./context";
import type { AnswerInvitationInput, OpenInvitationInput } from "./project-inputs";

/** What a link says, to whoever holds it and is signed in. Nothing is changed. */
export async function openInvitation({ ctx, input }: OpArgs<OpenInvitationInput>): Promise<OpenInvitation> {
  const invitation = await requireInvitation(ctx, ctx.registry, { token: input.token });
  const { project, role, by, expiresAt } = invitation;
  return { project, role, by, expiresAt, member: await roleIn(ctx, ctx.registry, invitation) };
}

/** The actor joins. A role they have already is never made smaller by it. */
export async function acceptInvitation({ ctx, input }: OpArgs<AnswerInvitationInput>): Promise<{ project: string }> {
  return ctx.registry.transaction(async (tx) => {
    const invitation = await requireInvitation(ctx, tx, input.invitation);
    const { id, project, projectId, role, by } = invitation;
    const before = await roleIn(ctx, tx, invitation);
    await tx.deleteInvitation(id);
    if (before === null || !reaches({ role: "user", member: before }, role)) {
      await tx.setMember(projectId, ctx.actor.userId, role);
      await auditProject(ctx, tx, {
        action: "member.join",
        subject: `${project}/${ctx.actor.username}`,
        before: before && { role: before },
        after: { role, by },
      });
    }
    return { project };
  });
}

export async function declineInvitation({ ctx, input }: OpArgs<AnswerInvitationInput>): Promise<void> {
  await ctx.registry.transaction(async (tx) => {
    const { id, project, role, by } = await requireInvitation(ctx, tx, input.invitation);
    await tx.deleteInvitation(id);
    await auditProject(ctx, tx, { action: "invitation.decline", subject: project, before: { role, by } });
  });
}

/** Somebody else's, an expired or used one, and one whose sender could not give that role any more all answer like none. */
async function requireInvitation(ctx: OpContext, reads: RegistryReads, key: AnswerInvitationInput["invitation"]): Promise<InvitationRow> {
  const found = await reads.invitation("token" in key ? { tokenHash: ctx.hash(key.token) } : key, ctx.now());
  const missing = fail("NOT_FOUND", { what: "invitation" });
  if (!found) throw missing;
  const isMine = found.userId === null ? "token" in key : found.userId === ctx.actor.userId;
  if (!isMine) throw missing;
  const sender = (await reads.users()).find(({ id, disabled }) => id === found.byId && !disabled);
  const member = (await reads.members(found.projectId)).find(({ userId }) => userId === found.byId)?.role ?? null;
  if (!sender || !reaches({ role: sender.role, member }, found.role) || (sender.role !== "admin" && member !== "owner")) throw missing;
  return found;
}

const roleIn = async ({ actor }: OpContext, reads: RegistryReads, { projectId }: InvitationRow): Promise<MemberRole | null> =>
  (await reads.members(projectId)).find(({ userId }) => userId === actor.userId)?.role ?? null;
