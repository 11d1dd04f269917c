import { mkdir, open } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { PrismaLibSql } from "@prisma/adapter-libsql";
import type { ChainEnd } from "@/lib/core/audit-chain";
import { PrismaClient } from "@/lib/generated/sqlite/client";
import { chainOldRows } from "./audit-begin";
import type { RefusalLog } from "./audit-types";
import { createChanges } from "./changes";
import { migrate } from "./migrate";
import type { Queryable } from "./queryable";
import { createQueue } from "./queue";
import { type RememberedRecords, rememberedRecords } from "./records";
import { createRefusals } from "./refusals";
import { type Touched, touching } from "./touched";
import type { RegistryChange } from "./types";

/** One open database. Every write goes through `write`, so that SQLite never sees two writers of this process. */
export interface Database {
  prisma: PrismaClient;
  /** Runs `work` in one transaction, alone; what it says it `touched` is told after the commit. Inside, use only `tx`: anything else would wait for it. */
  write<T>(work: (tx: Queryable, touched: Touched) => Promise<T>): Promise<T>;
  /** Records as of the last commit. */
  records: RememberedRecords;
  subscribe(listener: (change: RegistryChange) => void): () => void;
  noteRefusal: RefusalLog["noteRefusal"];
  close(): Promise<void>;
}

type Client = ReturnType<PrismaLibSql["createClient"]>;
type Transaction = Awaited<ReturnType<Client["transaction"]>>;

/**
 * libsql opens a new connection after every transaction and never closes the old one (two file descriptors each, measured), and Prisma
 * begins deferred. The adapter holds its own lock while a transaction is open, so the one connection can serve it, begun immediately.
 */
class OneConnection extends PrismaLibSql {
  override createClient(config: Parameters<PrismaLibSql["createClient"]>[0]): Client {
    const client = super.createClient(config);
    client.transaction = async () => {
      await client.execute("BEGIN IMMEDIATE");
      const transaction: Pick<Transaction, "execute" | "commit" | "rollback"> = {
        execute: client.execute.bind(client),
        commit: async () => void (await client.execute("COMMIT")),
        rollback: async () => void (await client.execute("ROLLBACK")),
      };
      return transaction as Transaction;
    };
    return client;
  }
}

export const adapterFor = (file: string): OneConnection => new OneConnection({ url: `file:${file}`, timeout: 5_000 }, { timestampFormat: "unixepoch-ms" });

/** Where the migrations lie when the process runs from the root of the project, as `npm start` and the tests do. */
export const MIGRATIONS = resolve("prisma/sqlite/migrations");

/** Makes the file when it is missing and brings it up to date; throws when a migration failed or was changed after it was applied. */
export async function openDatabase(file: string, migrations = MIGRATIONS): Promise<Database> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  // Made here, so that it is its owner's only; SQLite gives its log the same mode.
  await (await open(file, "a", 0o600)).close();
  const adapter = adapterFor(file);
  await migrate(adapter, migrations);
  const prisma = new PrismaClient({ adapter });
  // The driver waits for the disk on the event loop. A killed process loses nothing by this, a power cut perhaps its last moments.
  await prisma.$queryRaw`PRAGMA synchronous = NORMAL`;
  await chainOldRows(prisma);
  const queue = createQueue();
  let chainEnd: ChainEnd | null = null;
  const told = createChanges();
  const records = rememberedRecords(prisma);

  const write: Database["write"] = (work) =>
    queue.run(async () => {
      const { touched, changes, stale } = touching(chainEnd);
      // Until the commit is certain, the next one reads it.
      chainEnd = null;
      const commit = prisma.$transaction((tx) => work(tx, touched), { maxWait: 10_000, timeout: 30_000 });
      // Before anyone is told, and after a failure as well: a commit may have gone through whose answer was lost.
      const result = await commit.finally(() => records.forget(stale));
      chainEnd = touched.chain.end;
      told.publish(changes);
      return result;
    });

  return {
    prisma,
    records,
    write,
    subscribe: told.subscribe,
    noteRefusal: createRefusals(write, (error) => console.error("a refusal was not written down", error)).noteRefusal,
    close: async () => {
      await queue.idle();
      // The driver leaves its log behind; with this the one file is the whole database.
      await prisma.$queryRaw`PRAGMA wal_checkpoint(TRUNCATE)`;
      await prisma.$disconnect();
    },
  };
}
