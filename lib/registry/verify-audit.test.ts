import { copyFileSync } from "node:fs";
import { createClient } from "@libsql/client";
import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { CHAIN_START, CHAINED, type ChainEnd, canonicalRow, faultOf, type StoredRow } from "@/lib/core/audit-chain";
import { testFile } from "@/lib/testing/database";
import { main } from "@/scripts/audit-verify/main";
import { sha256 } from "./audit";
import { openDatabase } from "./database";
import { createRegistry } from "./registry";
import { verifyAudit } from "./verify-audit";

const ROWS = 1_000;
let file = "";
let rows: StoredRow[] = [];

beforeAll(async () => {
  file = testFile();
  const database = await openDatabase(file);
  const registry = createRegistry(database);
  const actor = { userId: "u", username: "ada", role: "admin" as const, sessionId: "s" };
  await registry.transaction(async (tx) => {
    for (let at = 1; at <= ROWS; at += 1)
      await tx.audit({ actor, address: "10.0.0.1", action: "user.create", stackId: null, subject: `person ${at}`, before: null, after: { at } }, at);
  });
  rows = await registry.auditAfter(0, ROWS);
  await database.close();
});

const endAt = (count: number): ChainEnd => (count === 0 ? CHAIN_START : { number: count, hash: rows[count - 1]?.hash ?? "" });

/** What a check says of rows that are as they were before `from`. */
function firstFault(tampered: StoredRow[], from: number): number | null {
  let end = endAt(from);
  for (const row of tampered.slice(from)) {
    const fault = faultOf(row, end, sha256);
    if (fault) return fault.number;
    end = { number: row.number, hash: row.hash ?? "" };
  }
  return end.number < ROWS ? end.number + 1 : null;
}

const changed = (row: StoredRow): StoredRow => ({ ...row, subject: `${row.subject}!` });
const withHash = (row: StoredRow, previousHash: string): StoredRow => ({ ...row, previousHash, hash: sha256(canonicalRow(previousHash, row)) });

describe("whichever of 1,000 rows is meddled with is named", () => {
  const each = Array.from({ length: ROWS }, (_, at) => at);
  const named = (meddle: (at: number) => { tampered: StoredRow[]; names: number[] }) =>
    each.filter((at) => {
      const { tampered, names } = meddle(at);
      return names.includes(firstFault(tampered, Math.max(0, at - 1)) ?? -1);
    }).length;
  const row = (at: number) => rows[at] as StoredRow;

  test("deleted", () => {
    expect(named((at) => ({ tampered: rows.toSpliced(at, 1), names: [at + 1] }))).toBe(ROWS);
  });
  test("deleted, and the rest moved up", () => {
    const moved = (at: number) => rows.toSpliced(at, 1).map((one, place) => ({ ...one, number: place + 1 }));
    expect(named((at) => ({ tampered: moved(at), names: [at + 1] }))).toBe(ROWS);
  });
  test("altered", () => {
    expect(named((at) => ({ tampered: rows.with(at, changed(row(at))), names: [at + 1] }))).toBe(ROWS);
  });
  test("altered, with a new hash of its own: the next one does not follow, and of the last one only who noted its hash knows", () => {
    const names = (at: number) => (at === ROWS - 1 ? [-1] : [at + 2]);
    expect(named((at) => ({ tampered: rows.with(at, withHash(changed(row(at)), row(at).previousHash ?? "")), names: names(at) }))).toBe(ROWS);
  });
  test("swapped with the next one", () => {
    const swapped = (at: number) => (at === ROWS - 1 ? rows : rows.with(at, { ...row(at + 1), number: at + 1 }).with(at + 1, { ...row(at), number: at + 2 }));
    expect(named((at) => ({ tampered: swapped(at), names: at === ROWS - 1 ? [-1] : [at + 1] }))).toBe(ROWS);
  });
  test("put in before it, and the rest moved down", () => {
    const inserted = (at: number) => rows.toSpliced(at, 0, { ...changed(row(at)), hash: "f".repeat(64) }).map((one, place) => ({ ...one, number: place + 1 }));
    expect(named((at) => ({ tampered: inserted(at), names: [at + 1] }))).toBe(ROWS);
  });
});

test("every field is under the hash", () => {
  const row = rows[500] as StoredRow;
  for (const field of CHAINED) {
    const other = { ...row, [field]: typeof row[field] === "number" ? row[field] + 1 : `${row[field] ?? ""}x` };
    expect([field, faultOf(other, endAt(500), sha256) !== null]).toEqual([field, true]);
  }
});

async function meddled(...statements: string[]): Promise<string> {
  const copy = testFile();
  copyFileSync(file, copy);
  const raw = createClient({ url: `file:${copy}` });
  for (const trigger of ["AuditEntry_no_update", "AuditEntry_no_delete", "AuditEntry_chained"]) await raw.execute(`DROP TRIGGER "${trigger}"`);
  for (const statement of statements) await raw.execute(statement);
  raw.close();
  return copy;
}

async function said(...args: string[]): Promise<{ code: number; text: string }> {
  const lines: string[] = [];
  const code = await main(
    args,
    (line) => lines.push(line),
    (line) => lines.push(line),
  );
  return { code, text: lines.join("\n").replaceAll("\u00a0", " ") };
}

test("in the file itself, any row and any field", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: ROWS }),
      fc.constantFrom(
        "DELETE FROM AuditEntry WHERE number = ?",
        ...CHAINED.slice(1).map((field) => `UPDATE AuditEntry SET "${field}" = coalesce("${field}", '') || '1' WHERE number = ?`),
      ),
      async (number, statement) => {
        const verdict = await verifyAudit(await meddled(statement.replace("?", String(number))));
        expect(verdict).toMatchObject({ sound: false, fault: { number } });
      },
    ),
    { numRuns: 40 },
  );
});

test("the command says it is whole, prints the end, and knows a cut-off end by what was noted", async () => {
  const end = endAt(ROWS);
  expect(await said("--database", file)).toEqual({
    code: 0,
    text: `The audit log is whole: 1000 rows, each behind the one before it.\nLast sound row: 1000 ${end.hash}`,
  });
  expect((await said("--database", file, "--expect", "400", rows[399]?.hash ?? "")).code).toBe(0);

  const cut = await meddled("DELETE FROM AuditEntry WHERE number > 990");
  expect(await said("--database", cut)).toMatchObject({ code: 1, text: expect.stringContaining("Row 991 is missing.") });
  const well = await meddled("DELETE FROM AuditEntry WHERE number > 990", "UPDATE sqlite_sequence SET seq = 990 WHERE name = 'AuditEntry'");
  expect((await said("--database", well)).code).toBe(0);
  expect(await said("--database", well, "--expect", "1000", end.hash)).toMatchObject({
    code: 1,
    text: expect.stringContaining("The end was cut off: row 1000 is gone"),
  });
  expect(await said("--database", well, "--expect", "990", "0".repeat(64))).toMatchObject({ code: 1, text: expect.stringContaining("written anew") });
});

test("the command names the row, and says when there is nothing to check", async () => {
  expect(await said("--database", await meddled("UPDATE AuditEntry SET actorName = 'eve' WHERE number = 77"))).toMatchObject({
    code: 1,
    text: expect.stringContaining("Row 77 was altered"),
  });
  expect(await said("--database", "/nowhere/spindle.db")).toMatchObject({ code: 2 });
  expect(await said("--what")).toMatchObject({ code: 2, text: expect.stringContaining("npm run audit:verify") });
});

test("a log older than the chain is put in it once, at the first start", async () => {
  const old = await meddled('UPDATE AuditEntry SET "hash" = NULL, "previousHash" = NULL');
  expect(await verifyAudit(old)).toMatchObject({ sound: false, fault: { number: 1, fault: "unchained" } });
  await (await openDatabase(old)).close();
  expect(await verifyAudit(old)).toMatchObject({ sound: true, rows: ROWS });

  const smuggled = await meddled('UPDATE AuditEntry SET "hash" = NULL WHERE number = 9');
  await (await openDatabase(smuggled)).close();
  expect(await verifyAudit(smuggled)).toMatchObject({ sound: false, fault: { number: 9, fault: "unchained" } });
});
