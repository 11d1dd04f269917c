import type { MemberRole } from "@/lib/core/access";
import { fail } from "@/lib/core/errors";
import { Prisma } from "@/lib/generated/sqlite/client";
import { toNullableText, toText } from "./column";
import { newId } from "./id";
import type { Queryable } from "./queryable";
import type { Records } from "./records";
import { stackWithin } from "./scope";
import type { Touched } from "./touched";
import type { RegistryReads, RegistryWrites, StackRecord } from "./types";
import { ifTaken } from "./unique";

type Reads = Pick<RegistryReads, "stacks" | "stack" | "desired" | "stackIds" | "watchers">;
type Writes = Pick<RegistryWrites, "createStack" | "updateStack" | "deleteStack">;

export function stackReads(db: Queryable, records: Records): Reads {
  return {
    stacks: (scope, viewerId, environmentId) => read(db, records, Prisma.sql`s."environmentId" = ${environmentId} AND ${stackWithin(scope)}`, viewerId),
    stack: async (scope, viewerId, key) => {
      const wanted = "id" in key ? Prisma.sql`s."id" = ${key.id}` : Prisma.sql`s."environmentId" = ${key.environmentId} AND s."name" = ${key.name}`;
      const [record] = await read(db, records, Prisma.sql`${wanted} AND ${stackWithin(scope)}`, viewerId);
      return record ?? null;
    },
    desired: async (stackId) => (await records.of([stackId]))[0]?.desired ?? null,
    stackIds: () => db.stack.findMany({ select: { id: true, environmentId: true }, orderBy: { id: "asc" } }),
    watchers: (stackId) => watchers(db, stackId),
  };
}

/** Who may see what is asked of the database each time; what is seen comes from the records. */
async function read(db: Queryable, records: Records, where: Prisma.Sql, viewerId: string): Promise<StackRecord[]> {
  const rows = await db.$queryRaw<{ id: string; member: MemberRole | null }[]>`
    SELECT s."id", m."role" AS "member" FROM "Stack" s
      LEFT JOIN "ProjectMember" m ON m."projectId" = s."projectId" AND m."userId" = ${viewerId}
    WHERE ${where} ORDER BY s."name"`;
  const members = new Map(rows.map(({ id, member }) => [id, member]));
  return (await records.of([...members.keys()])).map((record) => ({ ...record, member: members.get(record.id) ?? null }));
}

interface WatcherColumns {
  environment: string;
  stack: string;
  userId: string | null;
}

/** Asked after every commit. A stack that is gone is still named by its last operation, so that those who look at it learn that it went. */
async function watchers(db: Queryable, stackId: string): ReturnType<Reads["watchers"]> {
  const there = Prisma.sql`SELECT "name" AS "stack", "environmentId", "projectId" FROM "Stack" WHERE "id" = ${stackId}`;
  const gone = Prisma.sql`SELECT "stackName" AS "stack", "environmentId", "projectId" FROM "Operation" WHERE "stackId" = ${stackId} ORDER BY "startedAt" DESC LIMIT 1`;
  const [first, ...more] = (await watcherRows(db, there)) ?? (await watcherRows(db, gone)) ?? [];
  if (first === undefined) return null;
  return { environment: first.environment, stack: first.stack, userIds: [first, ...more].flatMap(({ userId }) => userId ?? []) };
}

async function watcherRows(db: Queryable, which: Prisma.Sql): Promise<WatcherColumns[] | null> {
  const rows = await db.$queryRaw<WatcherColumns[]>`
    SELECT e."name" AS "environment", w."stack", m."userId" FROM (${which}) w
      JOIN "Environment" e ON e."id" = w."environmentId" LEFT JOIN "ProjectMember" m ON m."projectId" = w."projectId"`;
  return rows.length > 0 ? rows : null;
}

export function stackWrites(db: Queryable, touched: Touched): Writes {
  return {
    createStack: async ({ name, environmentId, projectId, createdBy }) => {
      const id = newId();
      const data = { id, name, environmentId, projectId, createdById: createdBy, createdAt: new Date() };
      await db.stack.create({ data }).catch(ifTaken(() => fail("NAME_TAKEN", { name })));
      touched.stack(id);
      return id;
    },
    updateStack: async (stackId, patch) => {
      await db.stack.update({
        where: { id: stackId },
        data: {
          ...(patch.revision !== undefined && { revision: patch.revision }),
          ...(patch.confirmedRevision !== undefined && { confirmedRevision: patch.confirmedRevision }),
          ...(patch.removing !== undefined && { removing: toNullableText(patch.removing) }),
          ...(patch.networks !== undefined && { networks: toText(patch.networks) }),
          ...(patch.volumes !== undefined && { volumes: toText(patch.volumes) }),
        },
      });
      touched.stack(stackId);
    },
    deleteStack: async (stackId) => {
      const told = await db.notice.findMany({ where: { stackId }, select: { userId: true }, distinct: ["userId"] });
      await db.stack.delete({ where: { id: stackId } });
      touched.notices(told.map(({ userId }) => userId));
      touched.stack(stackId);
    },
  };
}
