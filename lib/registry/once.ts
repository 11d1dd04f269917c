import { fail } from "@/lib/core/errors";
import type { OnceReads, OnceWrites } from "./api-token-types";
import type { Queryable } from "./queryable";
import { ifTaken } from "./unique";

export function onceReads(db: Queryable): OnceReads {
  return {
    once: async (tokenId, key, at) => {
      const row = await db.apiOnce.findUnique({ where: { tokenId_key: { tokenId, key } } });
      return row && row.expiresAt.getTime() > at ? { request: row.request, operationId: row.operationId, deployRequestId: row.deployRequestId } : null;
    },
  };
}

export function onceWrites(db: Queryable): OnceWrites {
  return {
    rememberOnce: async ({ at, expiresAt, ...row }) => {
      await db.apiOnce.deleteMany({ where: { expiresAt: { lte: new Date(at) } } });
      await db.apiOnce.create({ data: { ...row, expiresAt: new Date(expiresAt) } }).catch(ifTaken(() => fail("KEY_REUSED", {})));
    },
  };
}
