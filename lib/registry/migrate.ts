import { createHash, randomUUID } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { PrismaLibSql } from "@prisma/adapter-libsql";

type Connection = Awaited<ReturnType<PrismaLibSql["connect"]>>;
interface Migration {
  name: string;
  sql: string;
  checksum: string;
}
interface Applied {
  name: string;
  checksum: string;
  finished: boolean;
}

// The table is Prisma's own, so that its command line agrees about what is applied.
const JOURNAL = `CREATE TABLE IF NOT EXISTS "_prisma_migrations" (
  "id" TEXT PRIMARY KEY NOT NULL, "checksum" TEXT NOT NULL, "finished_at" DATETIME, "migration_name" TEXT NOT NULL, "logs" TEXT,
  "rolled_back_at" DATETIME, "started_at" DATETIME NOT NULL DEFAULT current_timestamp, "applied_steps_count" INTEGER UNSIGNED NOT NULL DEFAULT 0);`;

/** The database cannot be used as it is; the message is for the person at the console. */
class MigrationError extends Error {
  override name = "MigrationError";
}

/**
 * Brings a database up to the migrations in `folder`. Each file and its journal row are one transaction, so a process killed half-way leaves
 * nothing behind and the next start begins that file anew. Throws MigrationError, having changed nothing, when history and files disagree.
 */
export async function migrate(adapter: PrismaLibSql, folder: string): Promise<void> {
  const migrations = await readMigrations(folder);
  const connection = await adapter.connect();
  try {
    await query(connection, "PRAGMA journal_mode = WAL");
    await connection.executeScript(JOURNAL);
    for (const migration of pending(migrations, await applied(connection))) await apply(connection, migration);
  } finally {
    await connection.dispose();
  }
}

async function readMigrations(folder: string): Promise<Migration[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  return Promise.all(
    names.sort().map(async (name) => {
      const sql = await readFile(join(folder, name, "migration.sql"), "utf8");
      return { name, sql, checksum: createHash("sha256").update(sql).digest("hex") };
    }),
  );
}

async function applied(connection: Connection): Promise<Applied[]> {
  const rows = await query(
    connection,
    'SELECT "migration_name", "checksum", "finished_at" IS NOT NULL FROM "_prisma_migrations" WHERE "rolled_back_at" IS NULL ORDER BY "migration_name"',
  );
  return rows.map(([name, checksum, finished]) => ({ name: String(name), checksum: String(checksum), finished: Number(finished) === 1 }));
}

/** What is still to be applied. A gap is fine (a branch merged late); a changed, failed or unknown migration is not. */
function pending(migrations: Migration[], history: Applied[]): Migration[] {
  const files = new Map(migrations.map((migration) => [migration.name, migration]));
  for (const { name, checksum, finished } of history) {
    const file = files.get(name);
    if (!finished) throw new MigrationError(`Migration ${name} failed earlier and was not resolved. Restore the database from a backup or resolve it by hand.`);
    if (!file) throw new MigrationError(`The database has migration ${name}, which this version of Spindle does not know. Start the newer version again.`);
    if (file.checksum !== checksum) throw new MigrationError(`Migration ${name} was changed after it was applied. Put the original file back.`);
  }
  const done = new Set(history.map(({ name }) => name));
  return migrations.filter(({ name }) => !done.has(name));
}

async function apply(connection: Connection, migration: Migration): Promise<void> {
  try {
    await connection.executeScript(asTransaction(migration, Date.now()));
  } catch (cause) {
    // Another process may have been faster: then it is applied, and that is all that was wanted.
    const [row] = (await applied(connection)).filter(({ name }) => name === migration.name);
    if (row?.finished && row.checksum === migration.checksum) return;
    throw new MigrationError(`Migration ${migration.name} failed and was undone: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}

/** One script, because the driver rolls an open transaction back at the end of each script. References are checked before the commit: they are not enforced while tables are rebuilt. */
function asTransaction({ name, sql, checksum }: Migration, at: number): string {
  return `PRAGMA foreign_keys = OFF;
BEGIN IMMEDIATE;
${sql}
;
CREATE TEMP TABLE "_references" ("broken" INTEGER CHECK ("broken" = 0));
INSERT INTO "_references" SELECT count(*) FROM pragma_foreign_key_check;
DROP TABLE "_references";
INSERT INTO "_prisma_migrations" ("id", "checksum", "migration_name", "started_at", "finished_at", "applied_steps_count")
VALUES ('${randomUUID()}', '${checksum}', '${name.replaceAll("'", "''")}', ${at}, ${at}, 1);
COMMIT;
PRAGMA foreign_keys = ON;`;
}

const query = async (connection: Connection, sql: string): Promise<unknown[][]> => (await connection.queryRaw({ sql, args: [], argTypes: [] })).rows;
