import type { Prisma } from "@/lib/generated/sqlite/client";
import { newId } from "./id";
import type { Queryable } from "./queryable";
import { within } from "./scope";
import type { SecretReads, SecretRow, SecretWrites } from "./secret-types";
import type { Touched } from "./touched";

const shape = {
  stack: { select: { name: true, project: { select: { name: true } } } },
  texts: { orderBy: { version: "desc" }, take: 1, select: { bytes: true, createdAt: true, author: { select: { username: true } } } },
} satisfies Prisma.SecretInclude;
type Row = Prisma.SecretGetPayload<{ include: typeof shape }>;

/** The row and column a text is sealed for. */
export const placeOf = (secretId: string, version: number): string => `secret/${secretId}/${version}`;

export function secretReads(db: Queryable): SecretReads {
  return {
    secrets: async (scope, where) => {
      const own = "stackId" in where ? { id: where.stackId } : { environmentId: where.environmentId };
      const rows = await db.secret.findMany({
        where: { stack: { ...own, ...within(scope) } },
        include: shape,
        orderBy: [{ stack: { name: "asc" } }, { name: "asc" }],
      });
      return rows.map(toRow);
    },
    sealedTexts: async (stackId, wanted) => {
      if (wanted.length === 0) return [];
      const rows = await db.secretText.findMany({
        where: { OR: wanted.map(({ name, version }) => ({ version, secret: { stackId, name } })) },
        include: { secret: { select: { name: true } } },
      });
      return rows.map(({ secretId, version, sealed, secret }) => ({ name: secret.name, version, sealed, place: placeOf(secretId, version) }));
    },
  };
}

export function secretWrites(db: Queryable, touched: Touched): SecretWrites {
  return {
    putSecret: async ({ stackId, name, bytes, authorId, at, seal }) => {
      const createdAt = new Date(at);
      const before = await db.secret.findUnique({ where: { stackId_name: { stackId, name } } });
      const { id, version } = before
        ? await db.secret.update({ where: { id: before.id }, data: { version: before.version + 1 } })
        : await db.secret.create({ data: { id: newId(), stackId, name, version: 1, createdAt } });
      await db.secretText.create({ data: { secretId: id, version, sealed: seal(placeOf(id, version)), bytes, authorId, createdAt } });
      touched.stack(stackId);
      return version;
    },
    dropOldTexts: async (stackId, name, keep) => {
      const secret = await db.secret.findUnique({ where: { stackId_name: { stackId, name } } });
      if (secret) await db.secretText.deleteMany({ where: { secretId: secret.id, version: { notIn: [secret.version, ...keep] } } });
    },
    deleteSecret: async (stackId, name) => {
      await db.secret.delete({ where: { stackId_name: { stackId, name } } });
      touched.stack(stackId);
    },
  };
}

function toRow({ id, stackId, stack, name, version, createdAt, texts: [text] }: Row): SecretRow {
  return {
    id,
    stackId,
    stack: stack.name,
    project: stack.project.name,
    name,
    version,
    bytes: text?.bytes ?? 0,
    createdAt: createdAt.getTime(),
    changedAt: text?.createdAt.getTime() ?? createdAt.getTime(),
    author: text?.author.username ?? "",
  };
}
