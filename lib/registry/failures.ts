import type { Queryable } from "./queryable";
import type { AccountStore } from "./types";

/** Failures older than this are forgotten, so that invented names do not fill the table. */
const FORGET_AFTER_MS = 24 * 3_600_000;

export function failureReads(db: Queryable): Pick<AccountStore, "failures"> {
  return {
    failures: async (key) => {
      const row = await db.loginFailure.findUnique({ where: { key } });
      return row && { count: row.count, lastAt: row.lastAt.getTime() };
    },
  };
}

export function failureWrites(db: Queryable): Pick<AccountStore, "recordFailure" | "clearFailures"> {
  return {
    recordFailure: async (key, at) => {
      const lastAt = new Date(at);
      await db.loginFailure.deleteMany({ where: { lastAt: { lt: new Date(at - FORGET_AFTER_MS) } } });
      await db.loginFailure.upsert({ where: { key }, create: { key, count: 1, lastAt }, update: { count: { increment: 1 }, lastAt } });
    },
    clearFailures: async (key) => {
      await db.loginFailure.deleteMany({ where: { key } });
    },
  };
}
