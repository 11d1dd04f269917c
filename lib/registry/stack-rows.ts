import { Prisma } from "@/lib/generated/sqlite/client";
import type { Queryable } from "./queryable";
import type { StackRow } from "./stack-types";

/** What a row says as it is told on. */
type Told = Pick<StackRow, "id" | "name" | "environmentId" | "environment" | "projectId" | "project" | "owner" | "revision" | "confirmedRevision">;

/** A generation that is not there is nulls. */
interface GenerationColumns {
  number: number | null;
  revision: number;
  spec: string;
  imageId: string | null;
  digest: string | null;
  wantedDigest: string | null;
  createdAt: Date;
  portSet: number;
}
type Part = "target" | "kept";
type OfPart<P extends Part> = { [Name in keyof GenerationColumns as `${P}${Capitalize<Name>}`]: GenerationColumns[Name] };

/** One service of one stack, with what the stack's page and the reconciler need; a stack without services is one row of nulls. */
export interface StackServiceRow extends Told, OfPart<"target">, OfPart<"kept"> {
  viewersReadLogs: boolean | number;
  maintainersOpenShell: boolean | number;
  /** The project it is offered to. */
  offeredTo: string | null;
  offeredBy: string | null;
  offeredAt: Date | null;
  /** Of the present revision; null where there is none. */
  outside: string | null;
  removing: string | null;
  networks: string;
  volumes: string;
  operationId: string | null;
  operationKind: string | null;
  operationService: string | null;
  operationActor: string | null;
  operationAt: Date | null;
  operationStatus: string | null;
  serviceId: string | null;
  service: string;
  scale: number;
  scaleBefore: number | null;
  running: boolean;
  phase: string;
  phaseSince: Date;
  phaseProblem: string | null;
  strategy: string;
  restartRequestedAt: Date | null;
  leases: string | null;
  addresses: string | null;
}

/**
 * One statement, whatever the number of stacks: a reader never sees the services of one moment with the leases of another, the list does not
 * grow with its queries, and of each service only the generations that should run or are kept are read. `where` speaks of the stack as `s`.
 */
export function stackServiceRows(db: Queryable, where: Prisma.Sql): Promise<StackServiceRow[]> {
  return db.$queryRaw<StackServiceRow[]>`
    SELECT s."id", s."name", s."environmentId", e."name" AS "environment", s."projectId", p."name" AS "project", u."username" AS "owner",
      p."viewersReadLogs", p."maintainersOpenShell", y."name" AS "offeredTo", x."byName" AS "offeredBy", x."createdAt" AS "offeredAt",
      s."revision", s."confirmedRevision", r."outside", s."removing", s."networks", s."volumes",
      o."id" AS "operationId", o."kind" AS "operationKind", o."service" AS "operationService", o."actorName" AS "operationActor",
      o."startedAt" AS "operationAt", o."status" AS "operationStatus",
      v."id" AS "serviceId", v."name" AS "service", v."scale", v."scaleBefore", v."running", v."phase", v."phaseSince", v."phaseProblem", v."strategy", v."restartRequestedAt", v."addresses",
      (SELECT string_agg(l."port" || ' ' || l."protocol" || ' ' || l."target" || ' ' || l."index" || ' ' || l."portSet", ',')
        FROM "PortLease" l WHERE l."serviceId" = v."id") AS "leases",
      ${generation("t", "target")}, ${generation("k", "kept")}
    FROM "Stack" s
      JOIN "Environment" e ON e."id" = s."environmentId"
      JOIN "Project" p ON p."id" = s."projectId"
      JOIN "User" u ON u."id" = s."createdById"
      LEFT JOIN "StackTransfer" x ON x."stackId" = s."id"
      LEFT JOIN "Project" y ON y."id" = x."projectId"
      LEFT JOIN "Revision" r ON r."stackId" = s."id" AND r."number" = s."revision"
      LEFT JOIN "Operation" o ON o."id" = s."lastOperationId"
      LEFT JOIN "Service" v ON v."stackId" = s."id"
      LEFT JOIN "Generation" t ON t."id" = v."targetId"
      LEFT JOIN "Generation" k ON k."id" = v."keptId"
    WHERE ${where}
    ORDER BY s."name", s."id", v."name"`;
}

/** The columns of one joined generation, named after its part. Both arguments are constants of this file. */
function generation(table: "t" | "k", part: Part): Prisma.Sql {
  const columns: (keyof GenerationColumns)[] = ["number", "revision", "spec", "imageId", "digest", "wantedDigest", "createdAt", "portSet"];
  return Prisma.raw(columns.map((name) => `${table}."${name}" AS "${part}${name.charAt(0).toUpperCase()}${name.slice(1)}"`).join(", "));
}
