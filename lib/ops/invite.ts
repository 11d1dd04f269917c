import { randomBytes } from "node:crypto";
import { fail } from "@/lib/core/errors";
import { INVITATION_DAYS } from "@/lib/core/projects";
import { auditProject } from "./audit-project";
import { refuseAbove } from "./change-member";
import type { Tx } from "./change-stack";
import type { OpArgs } from "./context";
import { noteForOwners } from "./note-in-history";
import type { InviteInput, WithdrawInvitationInput } from "./project-inputs";
import { requireFresh } from "./require-fresh";
import { requireProject } from "./require-project";

const DAY_MS = 86_400_000;

/**
 * Invites a person by name, or whoever has the link. The token of the link is in this answer and nowhere else: only its hash is kept.
 * Another invitation of the same person takes the place of the first.
 */
export async function invite({ ctx, input }: OpArgs<InviteInput>): Promise<{ token: string; expiresAt: number }> {
  await requireProject(ctx, input.project, "members.manage");
  await requireFresh(ctx);
  const token = randomBytes(32).toString("base64url");
  const at = ctx.now();
  const expiresAt = at + INVITATION_DAYS * DAY_MS;
  return ctx.registry.transaction(async (tx) => {
    const project = await requireProject(ctx, input.project, "members.manage", tx);
    refuseAbove(ctx, project, input.role);
    const account = input.username === null ? null : await requireAccount(tx, project.id, input.username);
    const { userId, username } = ctx.actor;
    const about = { projectId: project.id, role: input.role, userId: account?.id ?? null, tokenHash: ctx.hash(token) };
    await tx.createInvitation({ ...about, by: { userId, username }, at, expiresAt });
    const whom = account ? `\`${account.username}\`` : "whoever has a link";
    await noteForOwners(ctx, tx, project, "members.manage", `invited ${whom} as ${input.role}`);
    const after = { username: account?.username ?? null, role: input.role, expiresAt: new Date(expiresAt).toISOString() };
    await auditProject(ctx, tx, { action: "invitation.create", subject: project.name, after });
    return { token, expiresAt };
  });
}

async function requireAccount(tx: Tx, projectId: string, username: string) {
  const account = await tx.account(username);
  if (!account || account.disabled) throw fail("NOT_FOUND", { what: "user" });
  const already = (await tx.members(projectId)).some(({ userId }) => userId === account.id);
  if (already) throw fail("INVALID_INPUT", { field: "Username", reason: `${account.username} is a member already; change the role instead` });
  return account;
}

/** The invitation ends, and its link with it. */
export async function withdrawInvitation({ ctx, input }: OpArgs<WithdrawInvitationInput>): Promise<void> {
  await ctx.registry.transaction(async (tx) => {
    const project = await requireProject(ctx, input.project, "members.manage", tx);
    const invitation = (await tx.invitations(project.id, ctx.now())).find(({ id }) => id === input.invitationId);
    if (!invitation) throw fail("NOT_FOUND", { what: "invitation" });
    await tx.deleteInvitation(invitation.id);
    const before = { username: invitation.username, role: invitation.role };
    await auditProject(ctx, tx, { action: "invitation.withdraw", subject: project.name, before });
  });
}
