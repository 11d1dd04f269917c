import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { createClient } from "@libsql/client";
import { keyFileOf, loadKeys, printKeys, saveKeys } from "@/lib/auth/key-file";
import { createSealing, newKey } from "@/lib/auth/keyring";
import { resealRecordings } from "@/lib/recordings/reseal";
import { type Database, openDatabase } from "@/lib/registry/database";
import { createRegistry } from "@/lib/registry/registry";
import { resealAll } from "@/lib/registry/reseal";

export interface Rotation {
  dataDir: string;
  /** SPINDLE_KEYS and SPINDLE_KEYS_FILE, as the server takes them. */
  text?: string | undefined;
  file?: string | undefined;
  say: (line: string) => void;
}

/**
 * A new key for what the database keeps: it is added first, everything is sealed with it in one transaction, and only then is the old one dropped.
 * Killed at any moment, it is simply run again. Returns false, changing nothing, while a server has the database open: it knows the old key alone.
 */
export async function rotateKey({ dataDir, text, file, say }: Rotation): Promise<boolean> {
  const source = { dataDir: resolve(dataDir), text, file };
  const path = join(source.dataDir, "spindle.db");
  if (!existsSync(path)) return refused(say, `There is no database at ${path}. Say where it is with SPINDLE_DATA.`);
  if (!(await isFree(path))) return refused(say, "Spindle is running on this database. Stop it, rotate, and start it again.");
  const keys = await loadKeys(source);
  const fresh = text === undefined ? [newKey(), ...keys] : keys;
  if (text === undefined) await saveKeys(keyFileOf(source), fresh);
  const database = await openDatabase(path);
  try {
    const sealing = createSealing(fresh);
    const recordings = await resealRecordings(join(source.dataDir, "recordings"), sealing);
    const count = (await resealAll(database, sealing)) + recordings;
    await writeDown(database, { texts: count, recordings });
    if (text === undefined) await saveKeys(keyFileOf(source), fresh.slice(0, 1));
    say(`${count} sealed ${count === 1 ? "text" : "texts"} under the key ${fresh[0]?.id}.`);
    say(text === undefined ? `${keyFileOf(source)} holds this key alone. Older backups need the key that was there when they were made.` : REMAINING);
  } finally {
    await database.close();
  }
  return true;
}

/** Nobody is signed in at the console. */
const writeDown = (database: Database, after: { texts: number; recordings: number }) =>
  createRegistry(database).transaction((tx) =>
    tx.audit(
      {
        actor: { userId: null, username: "the console" },
        address: null,
        action: "key.rotate",
        stackId: null,
        subject: "the keys of this installation",
        object: { kind: "key", id: null },
        before: null,
        after,
      },
      Date.now(),
    ),
  );

const REMAINING = "Every line but the first may now be taken out of SPINDLE_KEYS.";

function refused(say: Rotation["say"], why: string): false {
  say(why);
  return false;
}

/** A line for SPINDLE_KEYS: put it first, keep the old ones below it, and rotate. */
export const freshLine = (): string => printKeys([newKey()]).trim();

/** A database leaves its log only when nobody else has it open. */
async function isFree(path: string): Promise<boolean> {
  const client = createClient({ url: `file:${path}` });
  try {
    const left = await client.execute("PRAGMA journal_mode = DELETE");
    await client.execute("PRAGMA journal_mode = WAL");
    return left.rows[0]?.[0] === "delete";
  } catch (error) {
    if (/busy|locked/i.test(String(error))) return false;
    throw error;
  } finally {
    client.close();
  }
}
