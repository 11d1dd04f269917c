import { createClient } from "@libsql/client";
import { beforeEach, expect, test } from "vitest";
import { NO_FILTER } from "@/lib/core/audit";
import { CHAIN_START, faultOf } from "@/lib/core/audit-chain";
import { fail } from "@/lib/core/errors";
import { type TestDatabase, testDatabase } from "@/lib/testing/database";
import { EVERYTHING, makeEnvironment, makeStack, makeUser } from "@/lib/testing/factories";
import { sha256 } from "./audit";
import { settleUnknown } from "./audit-begin";
import type { AuditEntry } from "./types";

let db: TestDatabase;
beforeEach(async () => {
  db = await testDatabase();
});

const entry = (over: Partial<AuditEntry> = {}): AuditEntry => ({
  actor: { userId: "u1", username: "ada", role: "user", sessionId: "s1" },
  address: "10.0.0.1",
  action: "user.create",
  stackId: null,
  subject: "grace",
  before: null,
  after: { role: "user" },
  ...over,
});
const write = (over: Partial<AuditEntry> = {}, at = 1_000) => db.registry.transaction((tx) => tx.audit(entry(over), at));

async function checked(): Promise<{ rows: number; sound: boolean }> {
  let end = CHAIN_START;
  const rows = await db.registry.auditAfter(0, 10_000);
  for (const row of rows) {
    const fault = faultOf(row, end, sha256);
    if (fault) throw new Error(`row ${fault.number} is ${fault.fault}`);
    end = { number: row.number, hash: row.hash ?? "" };
  }
  return { rows: rows.length, sound: true };
}

test("rows of parallel writers stand in one chain, and a transaction that fails leaves no gap", async () => {
  const writers = Array.from({ length: 200 }, (_, at) =>
    db.registry
      .transaction(async (tx) => {
        await tx.audit(entry({ subject: `${at}` }), at);
        await tx.audit(entry({ subject: `${at} again` }), at);
        if (at % 7 === 0) throw fail("NAME_TAKEN", { name: "x" });
      })
      .catch(() => undefined),
  );
  const accounts = Array.from({ length: 50 }, () => db.accounts.transaction((tx) => tx.audit(entry(), 5)));
  await Promise.all([...writers, ...accounts]);
  expect(await checked()).toEqual({ rows: (200 - Math.ceil(200 / 7)) * 2 + 50, sound: true });
});

test("whatever a name is made of, the row reads back as it was hashed", async () => {
  await write({ subject: "half \ud800 a pair, nul \0, escape \u001b[31m", address: "\udfff", after: { text: "\ud800\0" } });
  await write({ subject: "\u{1f600}".repeat(400), after: "x".repeat(100_000) });
  expect(await checked()).toEqual({ rows: 2, sound: true });
});

test("the database itself refuses to change, delete and smuggle in rows", async () => {
  await write();
  const raw = createClient({ url: `file:${db.file}` });
  for (const sql of ["UPDATE AuditEntry SET subject = 'eve'", "DELETE FROM AuditEntry"]) await expect(raw.execute(sql)).rejects.toThrow("append-only");
  await expect(raw.execute("INSERT INTO AuditEntry (at, actorName, action, subject) VALUES (1, 'eve', 'user.create', 'eve')")).rejects.toThrow("chain");
  raw.close();
  expect(await checked()).toEqual({ rows: 1, sound: true });
});

test("an operation is written down as it begins and as it ends, and shown as one act", async () => {
  const owner = await makeUser(db);
  const environment = await makeEnvironment(db);
  const stack = await makeStack(db, owner, environment);
  const operation = {
    kind: "upgrade" as const,
    environmentId: environment.id,
    projectId: owner.projectId,
    stackId: stack.id,
    stack: stack.name,
    service: null,
    services: [],
    actor: { userId: owner.id, username: owner.username },
    message: null,
    fromRevision: null,
    toRevision: null,
    detail: null,
  };
  const begin = (at: number) =>
    db.registry.transaction(async (tx) => {
      const operationId = await tx.createOperation(operation, at);
      await tx.audit(entry({ action: "stack.upgrade", stackId: stack.id, subject: stack.name, outcome: "started", operationId }), at);
      return operationId;
    });
  const end = (id: string) => db.registry.transaction((tx) => tx.endOperation(id, "failed", { code: "SUPERSEDED", data: { by: "x" } }, 9_000));
  const first = await begin(1);
  await end(first);
  await end(first);
  await begin(2);

  const { lines } = await db.registry.auditLines({ kind: "stack", stackId: stack.id }, NO_FILTER, { before: null, limit: 10 });
  expect(lines).toMatchObject([
    { outcome: "started", endedAt: null, stack: stack.name, environment: environment.name },
    { outcome: "failed", endedAt: 9_000, subject: stack.name },
  ]);
  expect(await db.registry.auditDetail({ kind: "all" }, lines[1]?.number ?? 0)).toMatchObject({
    project: owner.username,
    operationId: first,
    result: { outcome: "failed", after: '{\n  "code": "SUPERSEDED"\n}' },
  });
  expect(await checked()).toEqual({ rows: 3, sound: true });
});

test("what a dead server began has an unknown outcome; what still runs is waited for", async () => {
  await write({ action: "shell.open", outcome: "started" });
  const closed = await write({ action: "shell.open", outcome: "started" });
  await write({ action: "shell.close", answers: closed });
  expect(await settleUnknown(db.database, 5_000)).toBe(1);
  expect(await settleUnknown(db.database, 6_000)).toBe(0);
  const { lines } = await db.registry.auditLines({ kind: "all" }, NO_FILTER, { before: null, limit: 10 });
  expect(lines.map(({ outcome }) => outcome)).toEqual(["succeeded", "unknown"]);
  expect(await checked()).toEqual({ rows: 4, sound: true });
});

test("filters, pages and scopes", async () => {
  for (let at = 0; at < 25; at += 1) await write({ subject: `${at}`, actor: { userId: at % 2 ? "u1" : "u2", username: at % 2 ? "ada" : "bob" } }, at * 10);
  await write({ action: "user.disable", address: "10.9.9.9" }, 1_000);
  const numbers = async (
    filter: Partial<typeof NO_FILTER>,
    before: number | null = null,
    scope: Parameters<typeof db.registry.auditLines>[0] = { kind: "all" },
  ) => {
    const { lines, older } = await db.registry.auditLines(scope, { ...NO_FILTER, ...filter }, { before, limit: 10 });
    return [lines.length, older];
  };
  expect(await numbers({})).toEqual([10, 17]);
  expect(await numbers({}, 17)).toEqual([10, 7]);
  expect(await numbers({}, 7)).toEqual([6, null]);
  expect(await numbers({ person: "bob", from: 200 })).toEqual([3, null]);
  expect(await numbers({ until: 20 })).toEqual([2, null]);
  expect(await numbers({ address: "10.9.9.9" })).toEqual([1, null]);
  expect(await numbers({ action: "user.disable" })).toEqual([1, null]);
  expect(await numbers({ action: "user." })).toEqual([10, 17]);
  expect(await numbers({ outcome: "refused" })).toEqual([0, null]);
  expect(await numbers({}, null, { kind: "person", userId: "u2" })).toEqual([10, 7]);
  expect(await numbers({}, null, { kind: "stack", stackId: "nobody's" })).toEqual([0, null]);
});

test("refused attempts are written down, once a minute each, and what was left out is counted", async () => {
  const refusal = { ...entry({ action: "access.refuse", subject: "shop", after: { right: "stack.deploy" } }) };
  for (let at = 0; at < 100; at += 1) db.registry.noteRefusal(refusal, at);
  db.registry.noteRefusal(refusal, 60_000);
  await db.registry.transaction(async () => undefined);
  const rows = await db.registry.auditAfter(0, 100);
  expect(rows.map(({ outcome, after }) => [outcome, after])).toEqual([
    ["refused", '{"right":"stack.deploy"}'],
    ["refused", '{"right":"stack.deploy","more":99}'],
  ]);
});

test("a foreign stack's name is an attempt, a name that is nobody's is none", async () => {
  const owner = await makeUser(db);
  const environment = await makeEnvironment(db);
  const stack = await makeStack(db, owner, environment);
  for (const name of [stack.name, "nobodys"]) {
    const refusal = entry({ action: "access.refuse", subject: name });
    db.registry.noteRefusal(refusal, 1, { environmentId: environment.id, name });
  }
  await db.registry.transaction(async () => undefined);
  expect(await db.registry.auditAfter(0, 100)).toMatchObject([{ subject: stack.name, stackId: stack.id, outcome: "refused" }]);
  expect(await db.registry.stack(EVERYTHING, owner.id, { id: stack.id })).not.toBeNull();
});
