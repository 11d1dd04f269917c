import { toNullableText } from "./column";
import type { Database } from "./database";
import type { JournalEntry, RegistryJournal } from "./types";

/** The steps of operations, in transactions of their own. */
export function createJournal(database: Database): RegistryJournal {
  return {
    writeSteps: (stackId, entries) =>
      database.write(async (tx, touched) => {
        const fresh = entries.flatMap((entry) => (entry.begun ? [newRow(entry, entry.begun)] : []));
        if (fresh.length > 0) await tx.operationStep.createMany({ data: fresh });
        for (const { operationId, seq, begun, ended } of entries)
          if (!begun && ended) await tx.operationStep.update({ where: { operationId_seq: { operationId, seq } }, data: endOf(ended), select: { seq: true } });
        touched.journal(stackId);
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

const newRow = ({ operationId, seq, ended }: JournalEntry, { title, cause, service, startedAt }: NonNullable<JournalEntry["begun"]>) => ({
  operationId,
  seq,
  title,
  cause,
  service,
  startedAt: new Date(startedAt),
  ...(ended ? endOf(ended) : { status: "running" }),
});

const endOf = ({ status, endedAt, problem, pull }: NonNullable<JournalEntry["ended"]>) => ({
  status,
  endedAt: new Date(endedAt),
  problem: toNullableText(problem),
  pull: toNullableText(pull),
});
