import type { MemberRole, Scope, SiteRole } from "@/lib/core/access";
import { fail } from "@/lib/core/errors";
import type { Prisma } from "@/lib/generated/sqlite/client";
import { newId } from "./id";
import type { ProjectReads, ProjectRow, ProjectWrites } from "./project-types";
import type { Queryable } from "./queryable";
import type { Touched } from "./touched";
import { ifTaken } from "./unique";

const shape = {
  members: { select: { userId: true, role: true, user: { select: { username: true } } }, orderBy: { user: { usernameKey: "asc" } } },
  _count: { select: { stacks: true } },
} as const satisfies Prisma.ProjectInclude;
type Row = Prisma.ProjectGetPayload<{ include: typeof shape }>;

const within = (scope: Scope): Prisma.ProjectWhereInput => (scope.kind === "all" ? {} : { members: { some: { userId: scope.userId } } });

function toRow({ id, name, personalOf, members, viewersReadLogs, maintainersOpenShell, _count }: Row, viewerId: string): ProjectRow {
  return {
    ...{ id, name, personalOf, personal: personalOf !== null },
    member: (members.find(({ userId }) => userId === viewerId)?.role as MemberRole | undefined) ?? null,
    owners: members.filter(({ role }) => role === "owner").map(({ user }) => user.username),
    members: members.length,
    stacks: _count.stacks,
    switches: { viewersReadLogs, maintainersOpenShell },
  };
}

type Reads = Pick<ProjectReads, "projectsSeen" | "project" | "members" | "stacksOf" | "account">;
type Writes = Pick<ProjectWrites, "createProject" | "renameProject" | "deleteProject" | "setSwitches" | "setMember" | "removeMember">;

const ORDER: Record<string, number> = { owner: 0, maintainer: 1, viewer: 2 };

export function projectReads(db: Queryable): Reads {
  return {
    projectsSeen: async (scope, viewerId) => {
      const rows = await db.project.findMany({ where: within(scope), include: shape, orderBy: { name: "asc" } });
      const found = rows.map((row) => toRow(row, viewerId));
      return found.sort((a, b) => Number(b.personalOf === viewerId) - Number(a.personalOf === viewerId));
    },
    project: async (scope, viewerId, name) => {
      const row = await db.project.findFirst({ where: { name, ...within(scope) }, include: shape });
      return row && toRow(row, viewerId);
    },
    members: async (projectId) => {
      const rows = await db.projectMember.findMany({
        where: { projectId },
        select: { userId: true, role: true, user: { select: { username: true, disabled: true } } },
        orderBy: { user: { usernameKey: "asc" } },
      });
      const members = rows.map(({ userId, role, user }) => ({ userId, role: role as MemberRole, ...user }));
      return members.sort((a, b) => (ORDER[a.role] ?? 9) - (ORDER[b.role] ?? 9));
    },
    stacksOf: async (projectId) => {
      const rows = await db.stack.findMany({
        where: { projectId },
        select: { id: true, name: true, environmentId: true, environment: { select: { name: true } } },
        orderBy: [{ name: "asc" }, { environmentId: "asc" }],
      });
      return rows.map(({ environment, ...stack }) => ({ ...stack, environment: environment.name }));
    },
    account: async (username) => {
      const row = await db.user.findUnique({
        where: { usernameKey: username.toLowerCase() },
        select: { id: true, username: true, role: true, disabled: true },
      });
      return row && { ...row, role: row.role as SiteRole };
    },
  };
}

export function projectWrites(db: Queryable, touched: Touched): Writes {
  /** Everybody who sees the project learns that something about it changed, and so do the pages of its stacks. */
  const tell = async (projectId: string, also: string[] = []) => {
    const members = await db.projectMember.findMany({ where: { projectId }, select: { userId: true } });
    const stacks = await db.stack.findMany({ where: { projectId }, select: { id: true } });
    touched.access(
      [...members.map(({ userId }) => userId), ...also],
      stacks.map(({ id }) => id),
    );
  };
  const taken = (name: string) => ifTaken(() => fail("NAME_TAKEN", { name }));
  return {
    createProject: async ({ name, ownerId, at }) => {
      const id = newId();
      const members = { create: { userId: ownerId, role: "owner" } };
      await db.project.create({ data: { id, name, createdAt: new Date(at), members } }).catch(taken(name));
      touched.access([ownerId], []);
      return id;
    },
    renameProject: async (projectId, name) => {
      await db.project.update({ where: { id: projectId }, data: { name } }).catch(taken(name));
      await tell(projectId);
    },
    deleteProject: async (projectId) => {
      await tell(projectId);
      await db.operation.deleteMany({ where: { projectId } });
      await db.project.delete({ where: { id: projectId } });
    },
    setSwitches: async (projectId, { viewersReadLogs, maintainersOpenShell }) => {
      await db.project.update({ where: { id: projectId }, data: { viewersReadLogs, maintainersOpenShell } });
      await tell(projectId);
    },
    setMember: async (projectId, userId, role) => {
      await db.projectMember.upsert({ where: { projectId_userId: { projectId, userId } }, create: { projectId, userId, role }, update: { role } });
      await tell(projectId);
    },
    removeMember: async (projectId, userId) => {
      await db.projectMember.deleteMany({ where: { projectId, userId } });
      await tell(projectId, [userId]);
    },
  };
}
