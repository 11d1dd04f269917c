import { type EventWhat, type StackEvent, severityOf } from "@/lib/core/stack-events";
import type { Prisma } from "@/lib/generated/sqlite/client";
import { fromNullableText, fromText, toMs, toNullableText, toText } from "./column";
import type { Database } from "./database";
import type { EventFilter, EventLog, EventReads } from "./event-types";
import type { Queryable } from "./queryable";

type Row = Prisma.StackEventGetPayload<object>;

/** An operation that ended so long ago has nothing to do with what happens now. */
const BELONGS_MS = 10_000;
/** Notes of what was done: they touch no container. */
const NOTES = ["shell", "logs", "transfer", "access"];

const eventReads = (db: Queryable): EventReads => ({
  stackEvents: async (stackId, filter) => {
    const rows = await db.stackEvent.findMany({ where: { stackId, ...within(filter) }, orderBy: [{ at: "desc" }, { id: "desc" }], take: filter.limit });
    return rows.map(toEvent);
  },
});

const within = ({ service, kinds, from, before }: EventFilter): Prisma.StackEventWhereInput => ({
  ...(service !== undefined && { service }),
  ...(kinds !== undefined && { kind: { in: [...kinds] } }),
  ...(from !== undefined && { lastAt: { gte: new Date(from) } }),
  ...(before !== undefined && { at: { lt: new Date(before) } }),
});

/** Written beside the big transactions, in batches. */
export function createEventLog(database: Database): EventLog {
  return {
    ...eventReads(database.prisma),
    eventMark: async (engine) => {
      const row = await database.prisma.eventMark.findUnique({ where: { engine } });
      return row && { watchedUntil: row.watchedUntil.getTime(), lastEventAt: toMs(row.lastEventAt), recent: fromText(row.recent) };
    },
    eventsSince: async (at) =>
      (await database.prisma.stackEvent.findMany({ where: { lastAt: { gte: new Date(at) } }, orderBy: { lastAt: "asc" } })).map(toEvent),
    writeEvents: ({ put, drop, belongs, marks }) =>
      database.write(async (tx, touched) => {
        const stacks = [...new Set(put.map(({ stackId }) => stackId))];
        const there = new Set((await tx.stack.findMany({ where: { id: { in: stacks } }, select: { id: true } })).map(({ id }) => id));
        const operations = new Map<string, OperationSpan[]>();
        for (const stackId of there) operations.set(stackId, await lastOperations(tx, stackId));
        if (drop.length > 0) await tx.stackEvent.deleteMany({ where: { id: { in: drop } } });
        const written = put
          .filter(({ stackId }) => there.has(stackId))
          .map((event) => ({ ...event, operationId: event.operationId ?? operationAt(operations.get(event.stackId) ?? [], belongs.get(event.id)) }));
        for (const event of written) await tx.stackEvent.upsert({ where: { id: event.id }, create: toRow(event), update: toRow(event), select: { id: true } });
        for (const { engine, mark } of marks) {
          const data = { watchedUntil: new Date(mark.watchedUntil), lastEventAt: toDate(mark.lastEventAt), recent: toText(mark.recent) };
          await tx.eventMark.upsert({ where: { engine }, create: { engine, ...data }, update: data, select: { engine: true } });
        }
        for (const stackId of there) touched.events(stackId);
        return written;
      }),
    trimEvents: (stackIds, { most, since }) =>
      database.write(async (tx) => {
        for (const stackId of stackIds) {
          const [first] = await tx.stackEvent.findMany({
            where: { stackId },
            orderBy: [{ at: "desc" }, { id: "desc" }],
            skip: most,
            take: 1,
            select: { at: true },
          });
          const surplus = first ? [{ at: { lte: first.at } }] : [];
          await tx.stackEvent.deleteMany({ where: { stackId, OR: [{ lastAt: { lt: new Date(since) } }, ...surplus] } });
        }
      }),
  };
}

interface OperationSpan {
  id: string;
  startedAt: Date;
  endedAt: Date | null;
}

const lastOperations = (tx: Queryable, stackId: string): Promise<OperationSpan[]> =>
  tx.operation.findMany({
    where: { stackId, kind: { notIn: NOTES } },
    orderBy: [{ startedAt: "desc" }, { id: "desc" }],
    take: 5,
    select: { id: true, startedAt: true, endedAt: true },
  });

/** What ran then, or had ended a moment before. */
function operationAt(operations: readonly OperationSpan[], heardAt: number | undefined): string | null {
  if (heardAt === undefined) return null;
  const last = operations.find(({ startedAt }) => startedAt.getTime() <= heardAt);
  if (last === undefined) return null;
  return last.endedAt === null || heardAt - last.endedAt.getTime() < BELONGS_MS ? last.id : null;
}

const toDate = (ms: number | null): Date | null => (ms === null ? null : new Date(ms));

function toRow({ at, lastAt, container, what, ...plain }: StackEvent): Prisma.StackEventUncheckedCreateInput {
  return {
    ...plain,
    at: new Date(at),
    lastAt: new Date(lastAt),
    kind: what.kind,
    severity: severityOf({ what }),
    service: container?.service ?? null,
    container: toNullableText(container),
    what: toText(what),
  };
}

const toEvent = ({ id, stackId, at, lastAt, count, container, operationId, what }: Row): StackEvent => ({
  ...{ id, stackId, count, operationId },
  at: at.getTime(),
  lastAt: lastAt.getTime(),
  container: fromNullableText<NonNullable<StackEvent["container"]>>(container),
  what: fromText<EventWhat>(what),
});
