import { copyFileSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { createAccountStore } from "@/lib/registry/accounts";
import { type Database, openDatabase } from "@/lib/registry/database";
import { createRegistry } from "@/lib/registry/registry";
import type { AccountStore, Registry } from "@/lib/registry/types";

export interface TestDatabase {
  file: string;
  database: Database;
  registry: Registry;
  accounts: AccountStore;
}

// One folder a process, gone with it.
const folder = mkdtempSync(join(tmpdir(), "spindle-db-"));
process.once("exit", () => rmSync(folder, { recursive: true, force: true }));

let files = 0;
let base: Promise<string> | null = null;

/** Migrating takes longer than copying: it is done once a process. Closing it moves everything from the log into the file. */
async function makeBase(): Promise<string> {
  const file = join(folder, "base.db");
  const database = await openDatabase(file);
  await database.close();
  if (statSync(`${file}-wal`, { throwIfNoEntry: false })?.size) throw new Error("the base file is not whole: its log was left behind");
  return file;
}

/** A path of its own in the folder of this process; nothing is there yet. */
export function testFile(): string {
  files += 1;
  return join(folder, `${files}.db`);
}

/** Where what must be ended is left: at the end of this test, or of whatever else opened it. */
export type AtEnd = (work: () => void | Promise<void>) => void;

/** A real, migrated and empty SQLite database of its own, closed when the test ends. Call it inside a test or beforeEach. */
export async function testDatabase(atEnd: AtEnd = onTestFinished): Promise<TestDatabase> {
  base ??= makeBase();
  const file = testFile();
  copyFileSync(await base, file);
  const database = await openDatabase(file);
  atEnd(() => database.close());
  return { file, database, registry: createRegistry(database), accounts: createAccountStore(database) };
}
