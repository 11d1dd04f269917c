import { Prisma } from "@/lib/generated/sqlite/client";
import { deepFreeze } from "./deep-freeze";
import type { Queryable } from "./queryable";
import { type CommonRecord, toRecords } from "./stack-record";
import { stackServiceRows } from "./stack-rows";
import type { Touched } from "./touched";

export interface Records {
  /** In the order of the ids; a stack that is gone is left out. */
  of(stackIds: string[]): Promise<CommonRecord[]>;
}

export interface RememberedRecords extends Records {
  /** Without asking the database. */
  known(stackId: string): CommonRecord | undefined;
  forget(stackIds: Iterable<string>): void;
}

/** Fits the parameters one statement may have. */
const AT_ONCE = 500;

/** For transactions: what the database holds now, their own writes included. */
export function freshRecords(db: Queryable): Records {
  return {
    of: async (stackIds) => {
      const found = await load(db, stackIds);
      return stackIds.flatMap((id) => found.get(id) ?? []);
    },
  };
}

/**
 * Remembers records until a commit touches them: a list of 500 stacks then costs no parsing. Right only while this process is the one writer.
 * What is remembered is shared by everyone who asks, so it is frozen.
 */
export function rememberedRecords(db: Queryable): RememberedRecords {
  const known = new Map<string, CommonRecord>();
  let commits = 0;

  return {
    of: async (stackIds) => {
      const missing = stackIds.filter((id) => !known.has(id));
      if (missing.length === 0) return stackIds.flatMap((id) => known.get(id) ?? []);
      const remembered = new Map(known);
      const before = commits;
      const found = await load(db, missing);
      // A commit in the meantime may have made what was just read old; it still answers this caller, as it was asked before.
      if (commits === before) for (const [id, record] of found) known.set(id, deepFreeze(record));
      return stackIds.flatMap((id) => remembered.get(id) ?? found.get(id) ?? []);
    },
    known: (stackId) => known.get(stackId),
    forget: (stackIds) => {
      commits += 1;
      for (const id of stackIds) known.delete(id);
    },
  };
}

/**
 * For transactions that must look at many stacks: the database has one writer, so what this one did not touch is as it was remembered. Use only `db`
 * inside: anything else would wait for the transaction.
 */
export function recordsWithin(db: Queryable, remembered: Pick<RememberedRecords, "known">, touched: Pick<Touched, "hasStack">): Records {
  return {
    of: async (stackIds) => {
      const before = new Map(stackIds.flatMap((id) => (touched.hasStack(id) ? [] : [[id, remembered.known(id)] as const])));
      const found = await load(
        db,
        stackIds.filter((id) => !before.get(id)),
      );
      return stackIds.flatMap((id) => before.get(id) ?? found.get(id) ?? []);
    },
  };
}

async function load(db: Queryable, stackIds: string[]): Promise<Map<string, CommonRecord>> {
  const found = new Map<string, CommonRecord>();
  for (let from = 0; from < stackIds.length; from += AT_ONCE) {
    const ids = stackIds.slice(from, from + AT_ONCE);
    for (const record of toRecords(await stackServiceRows(db, Prisma.sql`s."id" IN (${Prisma.join(ids)})`))) found.set(record.id, record);
  }
  return found;
}
