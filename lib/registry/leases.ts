import { fail } from "@/lib/core/errors";
import { Prisma } from "@/lib/generated/sqlite/client";
import type { Queryable } from "./queryable";
import type { Touched } from "./touched";
import type { RegistryReads, RegistryWrites } from "./types";
import { isTaken } from "./unique";

type Reads = Pick<RegistryReads, "leasedPorts" | "leaseCount">;
type Writes = Pick<RegistryWrites, "addLease" | "dropLeases">;

export function leaseReads(db: Queryable): Reads {
  return {
    async leaseCount(environmentId, ranges) {
      const within = ranges.map(({ from, to }) => ({ port: { gte: from, lte: to } }));
      const rows = await db.portLease.findMany({ where: { environmentId, OR: within }, select: { port: true } });
      return new Set(rows.map(({ port }) => port)).size;
    },
    leasedPorts: async (...environmentIds) => {
      // Left joins: one whose stack is gone, as after a copy of the database made by hand, must not stop everybody else.
      const rows = await db.$queryRaw<{ port: number; protocol: string; stackId: string; stack: string | null; service: string | null }[]>`
        SELECT l."port", l."protocol", l."stackId", s."name" AS "stack", v."name" AS "service" FROM "PortLease" l
          LEFT JOIN "Stack" s ON s."id" = l."stackId" LEFT JOIN "Service" v ON v."id" = l."serviceId"
        WHERE l."environmentId" IN (${Prisma.join(environmentIds)}) ORDER BY l."port", l."protocol"`;
      return new Map(
        rows.map(({ port, protocol, stackId, stack, service }) => [`${port}/${protocol}`, { stackId, stack: stack ?? "", service: service ?? "" }]),
      );
    },
  };
}

export function leaseWrites(db: Queryable, touched: Touched): Writes {
  return {
    addLease: async ({ environmentId, stackId, serviceId, lease }) => {
      const { port, protocol, target, index, portSet } = lease;
      const data = { environmentId, stackId, serviceId, port, protocol, target, index, portSet, createdAt: new Date() };
      await db.portLease.create({ data }).catch(async (error: unknown) => {
        if (!isTaken(error)) throw error;
        throw fail("PORT_TAKEN", { port, protocol, by: await holder(db, { environmentId, port, protocol }, stackId) });
      });
      touched.stack(stackId);
    },
    dropLeases: async (serviceId, leases) => {
      if (leases.length === 0) return;
      const wanted = leases.map(({ port, protocol }) => ({ port, protocol }));
      await db.portLease.deleteMany({ where: { serviceId, OR: wanted } });
      const service = await db.service.findUnique({ where: { id: serviceId }, select: { stackId: true } });
      if (service) touched.stack(service.stackId);
    },
  };
}

/** `stack/service` for a holder in the asker's own project; a foreign one stays unnamed. */
async function holder(db: Queryable, key: { environmentId: string; port: number; protocol: string }, askerStackId: string): Promise<string> {
  const own = { stack: { project: { stacks: { some: { id: askerStackId } } } } };
  const row = await db.portLease.findFirst({ where: { ...key, ...own }, select: { stack: { select: { name: true } }, service: { select: { name: true } } } });
  return row ? `${row.stack.name}/${row.service.name}` : "another stack";
}
