import type { SiteRole } from "@/lib/core/access";
import type { Problem } from "@/lib/core/errors";
import type { OperationKind, OperationStatus, OperationView, PullProgress, StepView } from "@/lib/core/views";
import type { Prisma } from "@/lib/generated/sqlite/client";
import { auditEnd } from "./audit";
import { fromNullableText, fromText, toMs, toNullableText, toText } from "./column";
import { newId } from "./id";
import type { Queryable } from "./queryable";
import { within } from "./scope";
import type { Touched } from "./touched";
import type { NewOperation, RegistryReads, RegistryWrites } from "./types";

type Reads = Pick<RegistryReads, "operations" | "operation" | "activeOperation">;
type Writes = Pick<RegistryWrites, "createOperation" | "noteOperation" | "endOperation">;

const shape = { environment: { select: { name: true } }, steps: { orderBy: { seq: "asc" } } } satisfies Prisma.OperationInclude;
type Row = Prisma.OperationGetPayload<{ include: typeof shape }>;

export function operationReads(db: Queryable): Reads {
  return {
    operations: async (scope, { environmentId, stackId, kinds, limit, from, before }) => {
      const rows = await db.operation.findMany({
        where: {
          environmentId,
          ...within(scope),
          ...(stackId !== undefined && { stackId }),
          ...(kinds !== undefined && { kind: { in: [...kinds] } }),
          startedAt: { ...(from !== undefined && { gte: new Date(from) }), ...(before !== undefined && { lt: new Date(before) }) },
        },
        include: shape,
        orderBy: [{ startedAt: "desc" }, { id: "desc" }],
        take: limit,
      });
      return rows.map(toView);
    },
    operation: async (scope, operationId) => {
      const row = await db.operation.findFirst({ where: { id: operationId, ...within(scope) }, include: shape });
      return row && toView(row);
    },
    activeOperation: async (stackId) => {
      const row = await db.operation.findFirst({ where: { stackId, status: "running" }, orderBy: [{ startedAt: "desc" }, { id: "desc" }] });
      return row && { id: row.id, kind: row.kind as OperationKind, stackId, services: fromText(row.services), startedAt: row.startedAt.getTime() };
    },
  };
}

export function operationWrites(db: Queryable, touched: Touched): Writes {
  return {
    createOperation: async (input, at) => {
      const { kind, stackId } = input;
      const id = await insert(db, input, { status: "running", startedAt: new Date(at) });
      // A repair is nobody's change: the page names the last thing a person asked for.
      if (kind !== "repair") await db.stack.update({ where: { id: stackId }, data: { lastOperationId: id } });
      touched.stack(stackId);
      return id;
    },
    noteOperation: async (input, at) => {
      const when = new Date(at);
      const id = await insert(db, input, { status: "succeeded", startedAt: when, endedAt: when });
      touched.stack(input.stackId);
      return id;
    },
    endOperation: async (operationId, status, problem, at) => {
      const data = { status, problem: toNullableText(problem), endedAt: new Date(at) };
      const { stackId } = await db.operation.update({ where: { id: operationId }, data, select: { stackId: true } });
      await auditEnd(db, touched, operationId, { status, problem }, at);
      touched.stack(stackId);
      touched.operationEnded(stackId, operationId);
    },
  };
}

async function insert(db: Queryable, input: NewOperation, life: { status: OperationStatus; startedAt: Date; endedAt?: Date }): Promise<string> {
  const id = newId();
  const { stack, actor, services, ...plain } = input;
  const who = { actorId: actor.userId, actorName: actor.username };
  await db.operation.create({ data: { ...plain, ...who, ...life, id, stackName: stack, services: toText(services) } });
  return id;
}

function toView(row: Row): OperationView {
  return {
    id: row.id,
    kind: row.kind as OperationKind,
    environment: row.environment.name,
    stack: row.stackName,
    service: row.service,
    actor: row.actorName,
    ...(row.approvedBy !== null && { approvedBy: row.approvedBy }),
    message: row.message,
    fromRevision: row.fromRevision,
    toRevision: row.toRevision,
    detail: row.detail,
    ...(row.asRole !== null && { asRole: row.asRole as SiteRole }),
    status: row.status as OperationStatus,
    problem: fromNullableText<Problem>(row.problem),
    startedAt: row.startedAt.getTime(),
    endedAt: toMs(row.endedAt),
    steps: row.steps.map(toStep),
  };
}

function toStep(row: Row["steps"][number]): StepView {
  return {
    seq: row.seq,
    title: row.title,
    cause: row.cause,
    service: row.service,
    status: row.status as StepView["status"],
    startedAt: row.startedAt.getTime(),
    endedAt: toMs(row.endedAt),
    problem: fromNullableText<Problem>(row.problem),
    pull: fromNullableText<PullProgress>(row.pull),
  };
}
