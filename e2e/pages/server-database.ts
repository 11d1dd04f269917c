import { join } from "node:path";
import { createClient } from "@libsql/client";

/** Makes time go by for one row of a server that runs. Its own writes come first: both wait for each other. */
export async function changeDatabase(dataFolder: string, sql: string, args: string[] = []): Promise<void> {
  const database = createClient({ url: `file:${join(dataFolder, "spindle.db")}`, timeout: 10_000 });
  try {
    const { rowsAffected } = await database.execute({ sql, args });
    if (rowsAffected !== 1) throw new Error(`${rowsAffected} rows were changed by ${sql}`);
  } finally {
    database.close();
  }
}
