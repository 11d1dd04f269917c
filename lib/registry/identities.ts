import type { SiteRole } from "@/lib/core/access";
import type { IdentityKey } from "@/lib/core/sign-in";
import { fromText, toText } from "./column";
import { newId } from "./id";
import type { Queryable } from "./queryable";
import type { Touched } from "./touched";
import type { GroupMembership, SignInReads, SignInWrites } from "./types";

const keyColumns = { kind: true, issuer: true, subject: true } as const;

export function identityReads(db: Queryable): Pick<SignInReads, "byIdentity" | "identityOf"> {
  return {
    byIdentity: async (key) => {
      const user = { select: { id: true, username: true, role: true, disabled: true } };
      const row = await db.identity.findUnique({ where: { kind_issuer_subject: key }, select: { user } });
      return row && { ...row.user, role: row.user.role as SiteRole };
    },
    identityOf: async (userId) => {
      const row = await db.identity.findUnique({ where: { userId }, select: keyColumns });
      return row && { ...row, kind: row.kind as IdentityKey["kind"] };
    },
  };
}

export function identityWrites(db: Queryable, touched: Touched): Pick<SignInWrites, "addIdentity" | "setNumbers" | "followGroups"> {
  return {
    addIdentity: async (userId, key) => void (await db.identity.create({ data: { userId, ...key } })),
    setNumbers: async (userId, { uid, gid, groups }) => void (await db.identity.update({ where: { userId }, data: { uid, gid, groups: toText(groups) } })),
    followGroups: async (userId, wanted, at) => {
      const row = await db.identity.findUniqueOrThrow({ where: { userId }, select: { projects: true } });
      const before = fromText<string[]>(row.projects);
      const now: string[] = [];
      const joined: string[] = [];
      const refused: string[] = [];
      for (const membership of wanted) {
        const project = await projectNamed(db, membership.project, at);
        if (project.personalOf !== null) refused.push(project.name);
        else {
          const outcome = await join(db, userId, { id: project.id, given: before.includes(project.id) }, membership);
          if (outcome !== "own") now.push(project.id);
          if (outcome === "joined") joined.push(`${project.name} (${membership.role})`);
        }
      }
      const gone = before.filter((id) => !now.includes(id));
      const left = await db.project.findMany({ where: { id: { in: gone } }, select: { name: true } });
      await db.projectMember.deleteMany({ where: { userId, projectId: { in: gone } } });
      await db.identity.update({ where: { userId }, data: { projects: toText(now) } });
      if (joined.length + gone.length > 0) {
        touched.sessions(userId);
        const stacks = await db.stack.findMany({ where: { projectId: { in: [...now, ...gone] } }, select: { id: true } });
        touched.access(
          [userId],
          stacks.map(({ id }) => id),
        );
      }
      return { joined, left: left.map(({ name }) => name), refused };
    },
  };
}

async function projectNamed(db: Queryable, name: string, at: number) {
  const select = { id: true, name: true, personalOf: true };
  const found = await db.project.findUnique({ where: { name }, select });
  return found ?? db.project.create({ data: { id: newId(), name, createdAt: new Date(at) }, select });
}

/** What people gave one another stays as they gave it: only a membership that came from the directory follows it. */
async function join(db: Queryable, userId: string, { id, given }: { id: string; given: boolean }, { role }: GroupMembership) {
  const key = { projectId: id, userId };
  const member = await db.projectMember.findUnique({ where: { projectId_userId: key }, select: { role: true } });
  if (member !== null && !given) return "own";
  if (member?.role === role) return "same";
  await db.projectMember.upsert({ where: { projectId_userId: key }, create: { ...key, role }, update: { role } });
  return "joined";
}
