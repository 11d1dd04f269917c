import type { StackSpec } from "@/lib/core/spec";
import type { RevisionView } from "@/lib/core/views";
import type { Prisma } from "@/lib/generated/sqlite/client";
import { fromText, toText } from "./column";
import type { Queryable } from "./queryable";
import { within } from "./scope";
import type { Touched } from "./touched";
import type { RegistryReads, RegistryWrites } from "./types";

type Reads = Pick<RegistryReads, "revisions" | "revision">;
type Writes = Pick<RegistryWrites, "addRevision">;

const shape = { author: { select: { username: true } } } satisfies Prisma.RevisionInclude;
type Row = Prisma.RevisionGetPayload<{ include: typeof shape }>;

export function revisionReads(db: Queryable): Reads {
  return {
    revisions: async (scope, stackId) => {
      const rows = await db.revision.findMany({ where: { stackId, stack: within(scope) }, include: shape, orderBy: { number: "desc" } });
      return rows.map((row) => toView(row, fromText(row.spec)));
    },
    revision: async (scope, stackId, number) => {
      const row = await db.revision.findFirst({ where: { stackId, number, stack: within(scope) }, include: shape });
      if (!row) return null;
      const spec = fromText<StackSpec>(row.spec);
      return { ...toView(row, spec), spec, hash: row.hash };
    },
  };
}

export function revisionWrites(db: Queryable, touched: Touched): Writes {
  return {
    addRevision: async ({ stackId, composeText, rancherText, variables, spec, hash, authorId, message, at }) => {
      const last = await db.revision.aggregate({ where: { stackId }, _max: { number: true } });
      const number = (last._max.number ?? 0) + 1;
      const texts = { composeText, rancherText: rancherText || null, variables: toText(variables), spec: toText(spec), hash };
      await db.revision.create({ data: { stackId, number, ...texts, authorId, message, createdAt: new Date(at) } });
      touched.stack(stackId);
      return number;
    },
  };
}

function toView(row: Row, spec: StackSpec): RevisionView {
  return {
    number: row.number,
    author: row.author.username,
    message: row.message,
    createdAt: row.createdAt.getTime(),
    composeText: row.composeText,
    rancherText: row.rancherText,
    variables: fromText(row.variables),
    services: spec.services.map(({ name, image }) => ({ name, image })),
  };
}
