import { toNullableText } from "./column";
import type { Database } from "./database";
import type { Queryable } from "./queryable";
import type { RegistryJournal } from "./types";

const withStack = { operation: { select: { stackId: true } } } as const;

/** The steps of operations, each written in a transaction of its own: a step is on disk before its engine call is made. */
export function createJournal(database: Database): RegistryJournal {
  const write = (work: (tx: Queryable) => Promise<string>) => database.write(async (tx, touched) => touched.journal(await work(tx)));

  return {
    beginStep: (operationId, { seq, title, cause, service, startedAt }) =>
      write(async (tx) => {
        const data = { operationId, seq, title, cause, service, status: "running", startedAt: new Date(startedAt) };
        return (await tx.operationStep.create({ data, select: withStack })).operation.stackId;
      }),
    endStep: (operationId, seq, { status, endedAt, problem, pull }) =>
      write(async (tx) => {
        const data = { status, endedAt: new Date(endedAt), problem: toNullableText(problem), pull: toNullableText(pull) };
        return (await tx.operationStep.update({ where: { operationId_seq: { operationId, seq } }, data, select: withStack })).operation.stackId;
      }),
    nextSeq: (operationId) =>
      database.write(async (tx, touched) => {
        const operation = await tx.operation.findUnique({ where: { id: operationId }, select: { stackId: true } });
        const left = await tx.operationStep.updateMany({ where: { operationId, status: "running" }, data: { status: "failed", endedAt: new Date() } });
        if (operation && left.count > 0) touched.journal(operation.stackId);
        const last = await tx.operationStep.aggregate({ where: { operationId }, _max: { seq: true } });
        return (last._max.seq ?? 0) + 1;
      }),
  };
}
