import type { DeployRequest, Prisma } from "@/lib/generated/sqlite/client";
import { toMs } from "./column";
import { newId } from "./id";
import type { Queryable } from "./queryable";
import { within } from "./scope";
import type { Touched } from "./touched";
import type { DeployRequestRow, DeployRequestStatus, RegistryReads, RegistryWrites } from "./types";

type Reads = Pick<RegistryReads, "openRequests" | "request" | "deployProjects" | "projects">;
type Writes = Pick<RegistryWrites, "addRequest" | "decideRequest" | "withdrawRequests">;

/** What a page still shows of requests: the rest is history. */
const OPEN: DeployRequestStatus[] = ["waiting", "declined"];
/** What is decided is not kept: a revision has it, or nobody wants it. */
export const FORGOTTEN = "";
const shape = { stack: { select: { name: true } } } satisfies Prisma.DeployRequestInclude;
type Row = Prisma.DeployRequestGetPayload<{ include: typeof shape }>;

export function deployRequestReads(db: Queryable): Reads {
  return {
    openRequests: async (scope, environmentId, stackId) => {
      const where = { environmentId, status: { in: OPEN }, stack: within(scope), ...(stackId !== undefined && { stackId }) };
      return (await db.deployRequest.findMany({ where, include: shape, orderBy: { createdAt: "asc" } })).map(toRow);
    },
    request: async (scope, id) => {
      const row = await db.deployRequest.findFirst({ where: { id, stack: within(scope) }, include: shape });
      return row && { ...toRow(row), input: row.input };
    },
    deployProjects: async (userId) => {
      const rows = await db.projectMember.findMany({ where: { userId, role: { in: ["owner", "maintainer"] } }, select: { projectId: true } });
      return rows.map(({ projectId }) => projectId);
    },
    projects: () => db.project.findMany({ select: { id: true, name: true }, orderBy: { name: "asc" } }),
  };
}

export function deployRequestWrites(db: Queryable, touched: Touched): Writes {
  return {
    addRequest: async ({ input, asker: askerName, ...about }, at) => {
      const id = newId();
      const { stackId } = about;
      await db.deployRequest.updateMany({
        where: { stackId, status: { in: OPEN } },
        data: { status: "replaced", decidedBy: askerName, decidedAt: new Date(at), input: FORGOTTEN },
      });
      await db.deployRequest.create({ data: { ...about, id, askerName, input: input(id), createdAt: new Date(at), status: "waiting" } });
      touched.stack(stackId);
      return id;
    },
    decideRequest: async (id, from, { status, by, reason = null, operationId = null }, at) => {
      const kept = OPEN.includes(status) ? {} : { input: FORGOTTEN };
      const decision = { status, decidedBy: by, reason, operationId, decidedAt: new Date(at), ...kept };
      const { count } = await db.deployRequest.updateMany({ where: { id, status: { in: from } }, data: decision });
      const row = count > 0 ? await db.deployRequest.findUnique({ where: { id }, select: { stackId: true } }) : null;
      if (row) touched.stack(row.stackId);
      return count > 0;
    },
    withdrawRequests: async (environmentId, by, at) => {
      const waiting = await db.deployRequest.findMany({ where: { environmentId, status: { in: OPEN } }, select: { id: true, stackId: true } });
      const ids = waiting.map(({ id }) => id);
      await db.deployRequest.updateMany({
        where: { id: { in: ids } },
        data: { status: "withdrawn", decidedBy: by, decidedAt: new Date(at), input: FORGOTTEN },
      });
      for (const { stackId } of waiting) touched.stack(stackId);
    },
  };
}

function toRow({ stack, askerName, status, kind, createdAt, decidedAt, ...row }: Row): DeployRequestRow {
  const { id, stackId, environmentId, askerId, hash, baseRevision, message, decidedBy, reason } = row satisfies Partial<DeployRequest>;
  return {
    ...{ id, stackId, environmentId, askerId, hash, baseRevision, message, decidedBy, reason },
    stack: stack.name,
    asker: askerName,
    kind: kind as DeployRequestRow["kind"],
    status: status as DeployRequestStatus,
    createdAt: createdAt.getTime(),
    decidedAt: toMs(decidedAt),
  };
}
