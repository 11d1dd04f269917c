import type { Scope } from "@/lib/core/access";
import { Prisma } from "@/lib/generated/sqlite/client";

/** The condition every query for somebody's object carries. Stacks and operations belong to a project, so one condition serves both. */
export function within(scope: Scope): { project?: Prisma.ProjectWhereInput } {
  return scope.kind === "all" ? {} : { project: { members: { some: { userId: scope.userId } } } };
}

/** The same for SQL that calls the stack `s`. A missing user id compares as NULL, which is true for nothing. */
export function stackWithin(scope: Scope): Prisma.Sql {
  if (scope.kind === "all") return Prisma.sql`1 = 1`;
  return Prisma.sql`EXISTS (SELECT 1 FROM "ProjectMember" a WHERE a."projectId" = s."projectId" AND a."userId" = ${scope.userId ?? null})`;
}
