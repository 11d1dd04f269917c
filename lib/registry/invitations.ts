import type { MemberRole } from "@/lib/core/access";
import type { Prisma } from "@/lib/generated/sqlite/client";
import { newId } from "./id";
import type { InvitationRow, ProjectReads, ProjectWrites } from "./project-types";
import type { Queryable } from "./queryable";
import type { Touched } from "./touched";

type Reads = Pick<ProjectReads, "invitations" | "invitationsFor" | "invitation">;
type Writes = Pick<ProjectWrites, "createInvitation" | "deleteInvitation">;

const shape = { project: { select: { name: true } } } as const satisfies Prisma.InvitationInclude;

export function invitationReads(db: Queryable): Reads {
  /** Its token's hash stays in here. */
  const find = async (key: Prisma.InvitationWhereInput, at: number): Promise<InvitationRow[]> => {
    const where = { ...key, expiresAt: { gt: new Date(at) } };
    // Mostly there is none, and every list asks: one statement then, and not one for each relation.
    if ((await db.invitation.count({ where })) === 0) return [];
    const rows = await db.invitation.findMany({ where, include: shape, orderBy: { createdAt: "asc" } });
    const ids = rows.flatMap(({ userId }) => userId ?? []);
    const people = await db.user.findMany({ where: { id: { in: ids } }, select: { id: true, username: true } });
    return rows.map(({ id, projectId, project, role, userId, byId, byName, createdAt, expiresAt }) => ({
      ...{ id, projectId, userId, byId },
      project: project.name,
      role: role as MemberRole,
      username: people.find((one) => one.id === userId)?.username ?? null,
      by: byName,
      createdAt: createdAt.getTime(),
      expiresAt: expiresAt.getTime(),
    }));
  };
  return {
    invitations: (projectId, at) => find({ projectId }, at),
    invitationsFor: (userId, at) => find({ userId }, at),
    invitation: async (key, at) => (await find(key, at))[0] ?? null,
  };
}

export function invitationWrites(db: Queryable, touched: Touched): Writes {
  const tell = async (projectId: string, userId: string | null) => {
    const owners = await db.projectMember.findMany({ where: { projectId, role: "owner" }, select: { userId: true } });
    touched.access([...owners.map((owner) => owner.userId), ...(userId === null ? [] : [userId])], []);
  };
  return {
    createInvitation: async ({ projectId, role, userId, tokenHash, by, at, expiresAt }) => {
      const id = newId();
      await db.invitation.deleteMany({ where: { OR: [{ expiresAt: { lte: new Date(at) } }, ...(userId === null ? [] : [{ projectId, userId }])] } });
      const times = { createdAt: new Date(at), expiresAt: new Date(expiresAt) };
      await db.invitation.create({ data: { id, projectId, role, userId, tokenHash, byId: by.userId, byName: by.username, ...times } });
      await tell(projectId, userId);
      return id;
    },
    deleteInvitation: async (invitationId) => {
      const row = await db.invitation.findUnique({ where: { id: invitationId }, select: { projectId: true, userId: true } });
      if (!row) return;
      await db.invitation.delete({ where: { id: invitationId } });
      await tell(row.projectId, row.userId);
    },
  };
}
