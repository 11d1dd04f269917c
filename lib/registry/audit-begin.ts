import { CHAIN_START, type ChainedField, canonicalRow, type RowValues } from "@/lib/core/audit-chain";
import type { PrismaClient, AuditEntry as Row } from "@/lib/generated/sqlite/client";
import { answerTo, appendAudit, sha256 } from "./audit";
import type { Database } from "./database";
import type { Queryable } from "./queryable";

export const valuesOf = ({ at, ...row }: Pick<Row, ChainedField>): RowValues => ({ ...row, at: at.getTime() });

/** Rows older than the chain get their places once, before anything else is written. Where any row has one, all should: then a check names the others. */
export async function chainOldRows(prisma: PrismaClient): Promise<void> {
  const first = await prisma.auditEntry.findFirst({ orderBy: { number: "asc" }, select: { hash: true } });
  if (!first || first.hash !== null) return;
  await prisma.$transaction(chainAll, { timeout: 600_000 });
}

async function chainAll(tx: Queryable): Promise<void> {
  if (await tx.auditEntry.findFirst({ where: { hash: { not: null } }, select: { number: true } })) return;
  let end = CHAIN_START;
  for (;;) {
    const rows = await tx.auditEntry.findMany({ where: { number: { gt: end.number } }, orderBy: { number: "asc" }, take: 500 });
    if (rows.length === 0) return;
    for (const row of rows) {
      const hash = sha256(canonicalRow(end.hash, valuesOf(row)));
      await tx.auditEntry.update({ where: { number: row.number }, data: { previousHash: end.hash, hash } });
      end = { number: row.number, hash };
    }
  }
}

/**
 * At a start: what was begun and has no end, though nothing goes on with it, has an unknown outcome. Operations that still run are the
 * reconciler's, which goes on with them and says how they end.
 */
export function settleUnknown(database: Database, at: number): Promise<number> {
  return database.write(async (tx, touched) => {
    const open = await tx.$queryRaw<{ number: bigint | number }[]>`
      SELECT i."number" FROM "AuditEntry" i
      WHERE i."outcome" = 'started' AND NOT EXISTS (SELECT 1 FROM "AuditEntry" r WHERE r."answers" = i."number")
        AND NOT EXISTS (SELECT 1 FROM "Operation" o WHERE o."id" = i."operationId" AND o."status" = 'running')
      ORDER BY i."number"`;
    for (const { number } of open) {
      const intent = await tx.auditEntry.findUniqueOrThrow({ where: { number: Number(number) } });
      await appendAudit(tx, touched, answerTo(intent, "unknown", null), at);
    }
    return open.length;
  });
}
