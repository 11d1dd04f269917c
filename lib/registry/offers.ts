import type { TransferOffer } from "@/lib/core/projects";
import type { Prisma } from "@/lib/generated/sqlite/client";
import type { OfferRow, ProjectReads, ProjectWrites } from "./project-types";
import type { Queryable } from "./queryable";
import type { Touched } from "./touched";

type Reads = Pick<ProjectReads, "offersFor" | "offersTo" | "offer">;
type Writes = Pick<ProjectWrites, "offerStack" | "dropOffer" | "moveStack">;

const shape = {
  project: { select: { name: true } },
  stack: { select: { name: true, projectId: true, environment: { select: { name: true } }, project: { select: { name: true } } } },
} as const satisfies Prisma.StackTransferInclude;

const toOffer = ({ stack, project, byName, createdAt }: Prisma.StackTransferGetPayload<{ include: typeof shape }>): TransferOffer => ({
  stack: stack.name,
  environment: stack.environment.name,
  from: stack.project.name,
  to: project.name,
  by: byName,
  at: createdAt.getTime(),
});

export function offerReads(db: Queryable): Reads {
  /** Mostly there is none, and every list asks: one statement then, and not one for each relation. */
  const find = async (where: Prisma.StackTransferWhereInput): Promise<TransferOffer[]> => {
    if ((await db.stackTransfer.count({ where })) === 0) return [];
    return (await db.stackTransfer.findMany({ where, include: shape, orderBy: { createdAt: "asc" } })).map(toOffer);
  };
  return {
    offersFor: (userId, environmentId) => find({ stack: { environmentId }, project: { members: { some: { userId, role: { in: ["owner", "maintainer"] } } } } }),
    offersTo: (projectId) => find({ projectId }),
    offer: async ({ environmentId, stack }): Promise<OfferRow | null> => {
      const row = await db.stackTransfer.findFirst({ where: { stack: { environmentId, name: stack } }, include: shape });
      return row && { ...toOffer(row), stackId: row.stackId, fromId: row.stack.projectId, toId: row.projectId };
    },
  };
}

export function offerWrites(db: Queryable, touched: Touched): Writes {
  const membersOf = async (projectIds: string[], roles = ["owner", "maintainer", "viewer"]) =>
    (await db.projectMember.findMany({ where: { projectId: { in: projectIds }, role: { in: roles } }, select: { userId: true } })).map(({ userId }) => userId);
  /** Viewers of the other side learn of it when it is theirs. */
  const deciders = (projectId: string) => membersOf([projectId], ["owner", "maintainer"]);
  return {
    offerStack: async ({ stackId, projectId, by, at }) => {
      const data = { projectId, byId: by.userId, byName: by.username, createdAt: new Date(at) };
      await db.stackTransfer.upsert({ where: { stackId }, create: { stackId, ...data }, update: data });
      touched.access(await deciders(projectId), [stackId]);
    },
    dropOffer: async (stackId) => {
      const row = await db.stackTransfer.findUnique({ where: { stackId }, select: { projectId: true } });
      if (!row) return;
      await db.stackTransfer.delete({ where: { stackId } });
      touched.access(await deciders(row.projectId), [stackId]);
    },
    moveStack: async (stackId, projectId) => {
      const { projectId: before } = await db.stack.findUniqueOrThrow({ where: { id: stackId }, select: { projectId: true } });
      await db.stackTransfer.deleteMany({ where: { stackId } });
      await db.stack.update({ where: { id: stackId }, data: { projectId } });
      await db.operation.updateMany({ where: { stackId }, data: { projectId } });
      touched.access(await membersOf([before, projectId]), [stackId]);
    },
  };
}
