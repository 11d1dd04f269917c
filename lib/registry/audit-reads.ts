import type { MemberRole, SiteRole } from "@/lib/core/access";
import { type AuditDetail, type AuditFilter, type AuditLine, type AuditOutcome, type AuditScope, REFUSED_ATTEMPT } from "@/lib/core/audit";
import { CHAIN_START, type StoredRow } from "@/lib/core/audit-chain";
import type { AuditEntry as Row } from "@/lib/generated/sqlite/client";
import { Prisma } from "@/lib/generated/sqlite/client";
import { valuesOf } from "./audit-begin";
import type { AuditReads } from "./audit-types";
import type { Queryable } from "./queryable";

const PIECE = 500;

/** An act is the row that says what was asked; `r` is the row that says how it ended, where that is another one. */
type Act = Row & { resultNumber: number | null; resultAt: Date | number | null; resultOutcome: string | null };

export function auditReads(db: Queryable): AuditReads {
  return {
    auditLines: async (scope, filter, { before, limit }) => {
      const acts = await db.$queryRaw<Act[]>`
        SELECT i.*, r."number" AS "resultNumber", r."at" AS "resultAt", r."outcome" AS "resultOutcome"
        FROM "AuditEntry" i LEFT JOIN "AuditEntry" r ON r."answers" = i."number"
        WHERE i."answers" IS NULL AND ${within(scope)} AND ${matching(filter)} AND ${before === null ? TRUE : Prisma.sql`i."number" < ${before}`}
        ORDER BY i."number" DESC LIMIT ${limit + 1}`;
      const lines = acts.slice(0, limit).map(toLine);
      return { lines, older: acts.length > limit ? (lines.at(-1)?.number ?? null) : null };
    },
    auditDetail: async (scope, number) => {
      const [act] = await db.$queryRaw<{ number: bigint | number }[]>`
        SELECT i."number" FROM "AuditEntry" i WHERE i."number" = ${number} AND i."answers" IS NULL AND ${within(scope)}`;
      return act ? detailOf(db, number) : null;
    },
    auditRows: (scope, filter) => pieces(db, scope, filter),
    auditNames: async (scope) => {
      const names = (column: "actorName" | "stackName") =>
        db.$queryRaw<{ name: string }[]>`
          SELECT DISTINCT i.${Prisma.raw(`"${column}"`)} AS "name" FROM "AuditEntry" i
          WHERE i.${Prisma.raw(`"${column}"`)} IS NOT NULL AND ${within(scope)} ORDER BY 1 LIMIT 500`;
      const [people, stacks] = await Promise.all([names("actorName"), names("stackName")]);
      return { people: people.map(({ name }) => name), stacks: stacks.map(({ name }) => name) };
    },
    auditOwner: (number) => db.auditEntry.findUnique({ where: { number }, select: { actorId: true, action: true, stackId: true, projectId: true } }),
    auditAfter: async (after, limit) =>
      (await db.auditEntry.findMany({ where: { number: { gt: after } }, orderBy: { number: "asc" }, take: limit })).map(toStored),
    auditEnd: async () => {
      const last = await db.auditEntry.findFirst({ orderBy: { number: "desc" }, select: { number: true, hash: true } });
      return last ? { number: last.number, hash: last.hash ?? "" } : CHAIN_START;
    },
    roleIn: async (projectId, userId) => {
      const member = await db.projectMember.findUnique({ where: { projectId_userId: { projectId, userId } }, select: { role: true } });
      return (member?.role as MemberRole | undefined) ?? null;
    },
  };
}

const TRUE = Prisma.sql`1 = 1`;

function within(scope: AuditScope): Prisma.Sql {
  if (scope.kind === "all") return TRUE;
  if (scope.kind === "stack") return Prisma.sql`i."stackId" = ${scope.stackId ?? null}`;
  // As `isForeignAttempt` says.
  return Prisma.sql`i."actorId" = ${scope.userId ?? null} AND NOT (i."action" = ${REFUSED_ATTEMPT} AND i."stackId" IS NOT NULL)`;
}

function matching({ person, action, stack, environment, address, outcome, from, until }: AuditFilter): Prisma.Sql {
  const conditions = [
    person !== null && Prisma.sql`i."actorName" = ${person}`,
    action !== null && (action.endsWith(".") ? Prisma.sql`substr(i."action", 1, ${action.length}) = ${action}` : Prisma.sql`i."action" = ${action}`),
    stack !== null && Prisma.sql`i."stackName" = ${stack}`,
    environment !== null && Prisma.sql`i."environment" = ${environment}`,
    address !== null && Prisma.sql`i."address" = ${address}`,
    outcome !== null && Prisma.sql`coalesce((SELECT e."outcome" FROM "AuditEntry" e WHERE e."answers" = i."number"), i."outcome") = ${outcome}`,
    from !== null && Prisma.sql`i."at" >= ${from}`,
    until !== null && Prisma.sql`i."at" < ${until}`,
  ].filter((condition) => condition !== false);
  return conditions.length === 0 ? TRUE : Prisma.join(conditions, " AND ");
}

/** For exports: an act's own row, and the rows that say how acts of the filter ended. */
async function* pieces(db: Queryable, scope: AuditScope, filter: AuditFilter): AsyncGenerator<StoredRow[]> {
  for (let after = 0; ; ) {
    const found = await db.$queryRaw<{ number: bigint | number }[]>`
      SELECT row."number" FROM "AuditEntry" row JOIN "AuditEntry" i ON i."number" = coalesce(row."answers", row."number")
      WHERE row."number" > ${after} AND ${within(scope)} AND ${matching(filter)} ORDER BY row."number" LIMIT ${PIECE}`;
    if (found.length === 0) return;
    const numbers = found.map(({ number }) => Number(number));
    yield (await db.auditEntry.findMany({ where: { number: { in: numbers } }, orderBy: { number: "asc" } })).map(toStored);
    after = numbers.at(-1) ?? after;
  }
}

const toStored = (row: Row): StoredRow => ({ ...valuesOf(row), previousHash: row.previousHash, hash: row.hash });

const ms = (at: Date | number | bigint | string): number => (at instanceof Date ? at.getTime() : new Date(typeof at === "bigint" ? Number(at) : at).getTime());

function toLine(act: Act): AuditLine {
  return {
    number: Number(act.number),
    at: ms(act.at),
    actor: act.actorName,
    role: act.actorRole as SiteRole | null,
    address: act.address,
    action: act.action,
    outcome: (act.resultOutcome ?? act.outcome) as AuditOutcome,
    endedAt: act.resultAt === null ? null : ms(act.resultAt),
    stack: act.stackName,
    environment: act.environment,
    subject: act.subject,
  };
}

async function detailOf(db: Queryable, number: number): Promise<AuditDetail> {
  const row = await db.auditEntry.findUniqueOrThrow({ where: { number } });
  const result = await db.auditEntry.findFirst({ where: { answers: number }, orderBy: { number: "asc" } });
  const line = toLine({ ...row, resultNumber: result?.number ?? null, resultAt: result?.at ?? null, resultOutcome: result?.outcome ?? null });
  return {
    ...line,
    session: row.sessionId,
    operationId: row.operationId,
    object: row.objectKind === null ? null : { kind: row.objectKind, id: row.objectId },
    project: row.projectName,
    before: laidOut(row.before),
    after: laidOut(row.after),
    hash: row.hash ?? "",
    previousHash: row.previousHash ?? "",
    result: result && {
      number: result.number,
      at: result.at.getTime(),
      outcome: result.outcome as AuditOutcome,
      after: laidOut(result.after),
      hash: result.hash ?? "",
    },
    recording: "none",
  };
}

const laidOut = (text: string | null): string | null => (text === null ? null : JSON.stringify(JSON.parse(text), null, 2));
