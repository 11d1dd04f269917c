import { sumUsage, type Usage } from "@/lib/core/quota";
import type { Protocol } from "@/lib/core/spec";
import { stackUsage } from "@/lib/core/usage";
import type { ProjectQuota } from "@/lib/generated/sqlite/client";
import { fromText, toMs, toText } from "./column";
import type { Queryable } from "./queryable";
import type { LeaseRow, QuotaOverride, QuotaReads, QuotaWrites } from "./quota-types";
import type { Records } from "./records";
import type { Touched } from "./touched";

export function quotaReads(db: Queryable, records: Records): QuotaReads {
  return {
    projectUsage: async (projectId, environmentId) => {
      const rows = await db.$queryRaw<{ id: string }[]>`SELECT "id" FROM "Stack" WHERE "projectId" = ${projectId} AND "environmentId" = ${environmentId}`;
      return sumUsage((await records.of(rows.map(({ id }) => id))).map(({ desired }) => stackUsage(desired)));
    },
    quotaOverride: async (projectId, environmentId) => {
      const row = await db.projectQuota.findUnique({ where: { projectId_environmentId: { projectId, environmentId } } });
      return row && toOverride(row);
    },
    projectQuotas: async (scope, environmentId) => {
      const projects = await db.project.findMany({
        where: scope.kind === "all" ? {} : { members: { some: { userId: scope.userId } } },
        select: {
          id: true,
          name: true,
          personalOf: true,
          _count: { select: { members: true } },
          stacks: { where: { environmentId }, select: { id: true } },
          quotas: { where: { environmentId } },
        },
        orderBy: { name: "asc" },
      });
      const stacks = await records.of(projects.flatMap(({ stacks }) => stacks.map(({ id }) => id)));
      const byProject = new Map<string, Usage[]>();
      for (const { projectId, desired } of stacks) byProject.set(projectId, [...(byProject.get(projectId) ?? []), stackUsage(desired)]);
      return projects.map(({ id, name, personalOf, _count, quotas: [quota] }) => ({
        projectId: id,
        project: name,
        personal: personalOf !== null,
        members: _count.members,
        usage: sumUsage(byProject.get(id) ?? []),
        override: quota ? toOverride(quota) : null,
      }));
    },
    leases: async (environmentId) => (await leaseRows(db, environmentId)).map(toLease),
    projectNamed: (name) => db.project.findUnique({ where: { name }, select: { id: true, name: true } }),
  };
}

type LeaseColumns = Omit<LeaseRow, "since" | "protocol" | "portSet"> & { protocol: string; portSet: number; createdAt: Date | null };

/** Left joins: a lease whose stack is gone would hold its port for ever, so it must be seen. */
const leaseRows = (db: Queryable, environmentId: string) => db.$queryRaw<LeaseColumns[]>`
  SELECT l."port", l."protocol", l."target", l."index", l."portSet", l."stackId", l."serviceId", l."createdAt",
    s."name" AS "stack", v."name" AS "service", p."name" AS "project", u."username" AS "owner"
  FROM "PortLease" l
    LEFT JOIN "Stack" s ON s."id" = l."stackId"
    LEFT JOIN "Service" v ON v."id" = l."serviceId"
    LEFT JOIN "Project" p ON p."id" = s."projectId"
    LEFT JOIN "User" u ON u."id" = s."createdById"
  WHERE l."environmentId" = ${environmentId} ORDER BY l."port", l."protocol"`;

const toLease = ({ createdAt, protocol, portSet, ...row }: LeaseColumns): LeaseRow => ({
  ...row,
  protocol: protocol as Protocol,
  portSet: portSet as 0 | 1,
  since: toMs(createdAt),
});

export function quotaWrites(db: Queryable, touched: Touched): QuotaWrites {
  return {
    releaseLease: async (environmentId, port, protocol) => {
      const where = { environmentId_port_protocol: { environmentId, port, protocol } };
      const lease = await db.portLease.findUnique({ where, select: { stackId: true } });
      if (!lease) return false;
      await db.portLease.delete({ where });
      touched.stack(lease.stackId);
      return true;
    },
    setQuotaOverride: async (projectId, environmentId, override) => {
      if (override === null) return void (await db.projectQuota.deleteMany({ where: { projectId, environmentId } }));
      const { limits, reason, setBy, setAt } = override;
      const data = { limits: toText(limits), reason, setBy, setAt: new Date(setAt) };
      await db.projectQuota.upsert({
        where: { projectId_environmentId: { projectId, environmentId } },
        create: { projectId, environmentId, ...data },
        update: data,
      });
    },
  };
}

const toOverride = ({ limits, reason, setBy, setAt }: ProjectQuota): QuotaOverride => ({ limits: fromText(limits), reason, setBy, setAt: setAt.getTime() });
