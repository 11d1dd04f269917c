import { createClient } from "@libsql/client";
import { CHAIN_START, CHAINED, type ChainEnd, type ChainVerdict, faultOf, type StoredRow } from "@/lib/core/audit-chain";
import { sha256 } from "./audit";

const PIECE = 1_000;
const COLUMNS = [...CHAINED, "previousHash", "hash"].map((name) => `"${name}"`).join(", ");

export interface VerifyOptions {
  /** A place that was noted elsewhere: the row must still be there with this very hash. What was cut off at the end shows only by it. */
  kept?: ChainEnd | null;
  onProgress?: (rows: number, of: number) => void;
}

/**
 * Reads the whole audit log of a database file, of a server that runs or does not, and changes nothing. Stops at the first row that is wrong.
 * Costs time on whatever thread it runs: the server gives it one of its own (lib/registry/audit-worker.ts).
 */
export async function verifyAudit(file: string, { kept = null, onProgress }: VerifyOptions = {}): Promise<ChainVerdict> {
  const client = createClient({ url: `file:${file}`, intMode: "number", timeout: 5_000 });
  try {
    await client.execute("PRAGMA query_only = ON");
    const { rows: counted } = await client.execute('SELECT count(*) AS "rows" FROM "AuditEntry"');
    const of = Number(counted[0]?.rows);
    let [end, rows, found]: [ChainEnd, number, string | null] = [CHAIN_START, 0, null];
    for (let last: number | null = null; ; ) {
      const page: StoredRow[] = await pageOf(client, last);
      for (const row of page) {
        const fault = faultOf(row, end, sha256);
        if (fault) return { sound: false, rows, end, fault };
        end = { number: row.number, hash: row.hash ?? "" };
        rows += 1;
        if (row.number === kept?.number) found = end.hash;
      }
      onProgress?.(rows, Math.max(of, rows));
      if (page.length === 0) break;
      last = end.number;
    }
    const highest = await highestGiven(client);
    if (highest > end.number) return { sound: false, rows, end, fault: { number: end.number + 1, fault: "missing" } };
    if (kept && kept.number > 0 && found !== kept.hash) return { sound: false, rows, end, kept, found };
    return { sound: true, rows, end };
  } finally {
    client.close();
  }
}

type Client = ReturnType<typeof createClient>;

/** Numbers below 1 too: nothing hides in front of the first. */
async function pageOf(client: Client, last: number | null): Promise<StoredRow[]> {
  const after = last === null ? "1 = 1" : `"number" > ${last}`;
  const { rows } = await client.execute(`SELECT ${COLUMNS} FROM "AuditEntry" WHERE ${after} ORDER BY "number" LIMIT ${PIECE}`);
  return rows as unknown as StoredRow[];
}

/** SQLite remembers the highest number it gave: rows cut off at the end leave it behind. */
async function highestGiven(client: Client): Promise<number> {
  const { rows } = await client.execute(`SELECT "seq" FROM "sqlite_sequence" WHERE "name" = 'AuditEntry'`);
  return Number(rows[0]?.seq ?? 0);
}
