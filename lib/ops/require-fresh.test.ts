import { beforeEach, expect, test } from "vitest";
import { reauthenticate } from "@/lib/auth/reauthenticate";
import { problemOf } from "@/lib/core/errors";
import { secondFactorPlace } from "@/lib/core/sign-in";
import { accountContext, codeNow } from "@/lib/testing/accounts";
import { type TestDatabase, testDatabase } from "@/lib/testing/database";
import { makeUser } from "@/lib/testing/factories";
import type { OpContext } from "./context";
import { createUser } from "./create-user";
import { requireFresh } from "./require-fresh";

const START = Date.UTC(2026, 0, 1);
const MINUTE = 60_000;
let db: TestDatabase;
let at = START;
let ctx: OpContext;

beforeEach(async () => {
  db = await testDatabase();
  at = START;
  ctx = await accountContext(db, await makeUser(db, "admin"), () => at);
  await db.accounts.setPassword(ctx.actor.userId, "hash of right");
});

const problem = (work: Promise<unknown>) => work.then(() => null, problemOf);
const prove = (input: { password?: string; code?: string }) => reauthenticate({ ctx, input: { password: "", code: "", ...input } });

test("whoever has just signed in need not say so again, and after ten minutes must", async () => {
  expect(await problem(requireFresh(ctx))).toBeNull();
  at = START + 10 * MINUTE;
  expect(await problem(requireFresh(ctx))).toBeNull();
  at += 1;
  expect(await problem(requireFresh(ctx))).toEqual({ code: "REAUTHENTICATE", data: { ways: ["password"], provider: null } });
});

test("the password makes it fresh, a wrong one does not and counts as a guess", async () => {
  at = START + 11 * MINUTE;
  expect(await problem(prove({ password: "wrong" }))).toMatchObject({ code: "SIGN_IN_FAILED" });
  expect(await problem(requireFresh(ctx))).toMatchObject({ code: "REAUTHENTICATE" });
  await prove({ password: "right" });
  expect(await problem(requireFresh(ctx))).toBeNull();
  for (let slip = 0; slip < 2; slip += 1) await problem(prove({ password: "wrong" }));
  expect(await problem(prove({ password: "right" }))).toMatchObject({ code: "TOO_MANY_ATTEMPTS" });
});

test("a code does as well, once", async () => {
  const secret = ctx.codes.newSecret();
  const { userId } = ctx.actor;
  await db.accounts.transaction(async (tx) => {
    await tx.beginSecondFactor(userId, ctx.sealing.seal(secret, secondFactorPlace(userId)));
    await tx.confirmSecondFactor(userId, 0, at);
  });
  at = START + 11 * MINUTE;
  expect(await problem(requireFresh(ctx))).toMatchObject({ data: { ways: ["password", "code"] } });
  const code = codeNow(secret, at);
  await prove({ code });
  expect(await problem(requireFresh(ctx))).toBeNull();
  expect(await problem(prove({ code }))).toMatchObject({ code: "SIGN_IN_FAILED" });
});

test("a session that ended, and a token that never was one, are not fresh", async () => {
  expect(await problem(requireFresh({ ...ctx, actor: { ...ctx.actor, sessionId: "token" } }))).toMatchObject({ code: "REAUTHENTICATE" });
  await db.accounts.revokeSession(ctx.actor.sessionId);
  expect(await problem(requireFresh(ctx))).toMatchObject({ code: "REAUTHENTICATE" });
});

test("nothing happens before it is asked for", async () => {
  at = START + 11 * MINUTE;
  expect(await problem(createUser({ ctx, input: { username: "grace", password: "correct horse", role: "user" } }))).toMatchObject({ code: "REAUTHENTICATE" });
  expect(await db.accounts.userCount()).toBe(1);
});
