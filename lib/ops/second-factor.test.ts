import { encode } from "next-auth/jwt";
import { beforeEach, describe, expect, test } from "vitest";
import { standingOf } from "@/lib/auth/actor";
import { choosePassword } from "@/lib/auth/choose-password";
import { attemptSignIn } from "@/lib/auth/sign-in";
import { problemOf } from "@/lib/core/errors";
import { PLAIN_SIGN_IN } from "@/lib/core/sign-in";
import { accountContext, codeNow } from "@/lib/testing/accounts";
import { type TestDatabase, testDatabase } from "@/lib/testing/database";
import { type MadeUser, makeUser } from "@/lib/testing/factories";
import { SECRET } from "@/lib/testing/live-room";
import type { OpContext } from "./context";
import { listUsers } from "./list-users";
import { resetPassword, resetSecondFactor } from "./reset-account";
import { revokeOtherSessions } from "./revoke-other-sessions";
import { beginSecondFactor, confirmSecondFactor, getSecondFactor, removeSecondFactor, renewRecoveryCodes } from "./second-factor";

const START = Date.UTC(2026, 0, 1);
const HALF_MINUTE = 30_000;
let db: TestDatabase;
let user: MadeUser;
let ctx: OpContext;
let asAdmin: OpContext;
let at = START;

beforeEach(async () => {
  db = await testDatabase();
  at = START;
  user = await makeUser(db, "user", "ada");
  ctx = await accountContext(db, user, () => at);
  await db.accounts.setPassword(user.id, "hash of right");
  asAdmin = { ...(await accountContext(db, await makeUser(db, "admin"), () => at)), sealing: ctx.sealing };
});

const problem = (work: Promise<unknown>) => work.then(() => null, problemOf);
let addresses = 0;
/** From an address of its own each time, so that none waits. */
const signIn = (code: string, password = "right") => {
  addresses += 1;
  return attemptSignIn({ ...ctx, username: "ada", password, code, address: `10.1.0.${addresses}`, device: "Test", now: at });
};

async function turnOn(): Promise<{ secret: string; recoveryCodes: string[] }> {
  const { secret } = await beginSecondFactor({ ctx });
  const { recoveryCodes } = await confirmSecondFactor({ ctx, input: { code: codeNow(secret, at) } });
  return { secret, recoveryCodes };
}

test("nothing is asked for until a first code proved that the device has the secret", async () => {
  const { secret, address } = await beginSecondFactor({ ctx });
  expect(address).toContain(secret);
  expect(await problem(confirmSecondFactor({ ctx, input: { code: "000000" } }))).toMatchObject({ code: "CODE_WRONG" });
  expect(await problem(signIn(""))).toBeNull();
  await confirmSecondFactor({ ctx, input: { code: codeNow(secret, at) } });
  expect(await problem(signIn(""))).toMatchObject({ code: "SIGN_IN_FAILED" });
  expect(await getSecondFactor({ ctx })).toEqual({ on: true, recoveryCodes: 10, from: "here" });
  expect(JSON.stringify(await db.database.prisma.secondFactor.findMany())).not.toContain(secret);
  expect(JSON.stringify(await db.database.prisma.auditEntry.findMany())).not.toContain(secret);
});

test("each code is good once: not again, and not an older one after it", async () => {
  const { secret } = await turnOn();
  expect(await problem(signIn(codeNow(secret, at)))).toMatchObject({ code: "SIGN_IN_FAILED" });
  at += 2 * HALF_MINUTE;
  const [early, now] = [codeNow(secret, at - HALF_MINUTE), codeNow(secret, at)];
  const { sessionId } = await signIn(now);
  expect((await db.accounts.sessions(user.id, at)).find(({ id }) => id === sessionId)).toMatchObject({ method: "password", secondFactor: true });
  expect(await problem(signIn(now))).toMatchObject({ code: "SIGN_IN_FAILED" });
  expect(await problem(signIn(early))).toMatchObject({ code: "SIGN_IN_FAILED" });
  at += HALF_MINUTE;
  const twice = await Promise.all([signIn(codeNow(secret, at)), signIn(codeNow(secret, at))].map(problem));
  expect(twice.filter((one) => one === null)).toHaveLength(1);
});

test("a wrong password does not use up a code, and is answered as a wrong code is", async () => {
  const { secret, recoveryCodes } = await turnOn();
  at += HALF_MINUTE;
  const answers = [await problem(signIn(codeNow(secret, at), "wrong")), await problem(signIn("123456")), await problem(signIn(""))];
  expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
  expect(await problem(signIn(recoveryCodes[0] ?? "", "wrong"))).toEqual(answers[0]);
  expect((await getSecondFactor({ ctx })).recoveryCodes).toBe(10);
  expect(await problem(signIn(codeNow(secret, at)))).toBeNull();
});

test("codes are guessed as slowly as passwords", async () => {
  await turnOn();
  let looked = 0;
  for (let guess = 0; guess < 100; guess += 1) {
    const answer = await problem(
      attemptSignIn({ ...ctx, username: "ada", password: "right", code: String(guess).padStart(6, "0"), address: "6.6.6.6", device: "", now: at }),
    );
    if (answer?.code === "SIGN_IN_FAILED") looked += 1;
  }
  expect(looked).toBe(2);
});

test("a recovery code lets in once, and new ones end the old", async () => {
  const { recoveryCodes } = await turnOn();
  const [first = "", second = ""] = recoveryCodes;
  expect(await problem(signIn(first.toUpperCase().replaceAll("-", "")))).toBeNull();
  expect(await problem(signIn(first))).toMatchObject({ code: "SIGN_IN_FAILED" });
  const renewed = await renewRecoveryCodes({ ctx });
  expect(await problem(signIn(second))).toMatchObject({ code: "SIGN_IN_FAILED" });
  expect(await problem(signIn(renewed.recoveryCodes[9] ?? ""))).toBeNull();
  const kept = JSON.stringify(await db.database.prisma.recoveryCode.findMany());
  for (const code of renewed.recoveryCodes) expect(kept).not.toContain(code.slice(0, 9));
});

test("turning it on ends the sessions begun without; turning it off is asked for once more", async () => {
  const other = await accountContext(db, user, () => at);
  await turnOn();
  expect(await db.accounts.session(other.actor.sessionId, at)).toBeNull();
  expect(await db.accounts.session(ctx.actor.sessionId, at)).not.toBeNull();
  at += 11 * 60_000;
  for (const work of [removeSecondFactor, renewRecoveryCodes, beginSecondFactor])
    expect(await problem(work({ ctx }))).toMatchObject({ code: "REAUTHENTICATE" });
  await db.accounts.transaction((tx) => tx.refreshSession(ctx.actor.sessionId, at));
  expect(await problem(beginSecondFactor({ ctx }))).toMatchObject({ code: "BLOCKED" });
  await removeSecondFactor({ ctx });
  expect(await problem(signIn(""))).toBeNull();
  expect(await getSecondFactor({ ctx })).toEqual({ on: false, recoveryCodes: 0, from: "here" });
});

test("a secret moved to another's row does not open", async () => {
  const { secret } = await turnOn();
  const eve = await accountContext(db, await makeUser(db), () => at);
  await beginSecondFactor({ ctx: { ...eve, sealing: ctx.sealing } });
  const row = await db.database.prisma.secondFactor.findUniqueOrThrow({ where: { userId: user.id } });
  await db.database.prisma.secondFactor.update({ where: { userId: eve.actor.userId }, data: { sealed: row.sealed } });
  expect(await problem(confirmSecondFactor({ ctx: { ...eve, sealing: ctx.sealing }, input: { code: codeNow(secret, at) } }))).toMatchObject({
    code: "UNKNOWN",
  });
});

describe("the administrator", () => {
  const input = () => ({ userId: user.id });
  const standing = async (sessionId: string) => {
    const cookie = await encode({ token: { sid: sessionId }, secret: SECRET });
    return standingOf(cookie, { accounts: db.accounts, signIn: PLAIN_SIGN_IN, secret: SECRET, now: () => at });
  };

  test("resets a second factor: sessions end, and the password alone lets in", async () => {
    await turnOn();
    expect(await problem(resetSecondFactor({ ctx, input: input() }))).toMatchObject({ code: "FORBIDDEN" });
    await resetSecondFactor({ ctx: asAdmin, input: input() });
    expect(await db.accounts.session(ctx.actor.sessionId, at)).toBeNull();
    expect(await problem(signIn(""))).toBeNull();
  });

  test("gives a password that lets in once, only to choose another", async () => {
    const token = { userId: user.id, name: "ci", scopes: ["read" as const], only: null, at, expiresAt: at + 1e9, hashOf: () => "hash" };
    const tokenId = await db.accounts.createApiToken(token);
    expect(await db.accounts.apiToken(tokenId)).not.toBeNull();
    const { password } = await resetPassword({ ctx: asAdmin, input: input() });
    expect(await db.accounts.apiToken(tokenId)).toBeNull();
    expect(password).toMatch(/^([a-z0-9]{4}-){3}[a-z0-9]{4}$/);
    expect(await db.accounts.session(ctx.actor.sessionId, at)).toBeNull();
    expect(await problem(signIn("", "right"))).toMatchObject({ code: "SIGN_IN_FAILED" });
    expect((await listUsers({ ctx: asAdmin })).find(({ id }) => id === user.id)).toMatchObject({ oneTimePassword: true });
    const { sessionId } = await signIn("", password);
    expect(await standing(sessionId)).toMatchObject({ pending: "password" });

    const mine = { ...ctx, actor: { ...ctx.actor, sessionId } };
    expect(await problem(choosePassword({ ctx: mine, input: { next: password }, device: "Test" }))).toMatchObject({ code: "INVALID_INPUT" });
    const next = await choosePassword({ ctx: mine, input: { next: "a sentence of mine" }, device: "Test" });
    expect(next.sessionId).not.toBe(sessionId);
    expect(await standing(sessionId)).toBeNull();
    expect(await standing(next.sessionId)).toMatchObject({ pending: null });
    expect(await problem(signIn("", password))).toMatchObject({ code: "SIGN_IN_FAILED" });
    expect(await problem(signIn("", "a sentence of mine"))).toBeNull();
    const told = JSON.stringify([await db.database.prisma.auditEntry.findMany(), await listUsers({ ctx: asAdmin })]);
    expect(told).not.toContain(password);
  });

  test("gives it for three days", async () => {
    const { password, until } = await resetPassword({ ctx: asAdmin, input: input() });
    expect(until - at).toBe(72 * 3_600_000);
    at = until;
    expect(await problem(signIn("", password))).toMatchObject({ code: "SIGN_IN_FAILED" });
  });

  test("resets neither oneself nor what a directory keeps, and says once more who asks", async () => {
    const own = { userId: asAdmin.actor.userId };
    for (const work of [resetPassword, resetSecondFactor]) expect(await problem(work({ ctx: asAdmin, input: own }))).toMatchObject({ code: "BLOCKED" });
    const far = await db.accounts.transaction(async (tx) => {
      const id = await tx.createUser({ username: "mara", passwordHash: null, role: "user", at });
      await tx.addIdentity(id, { kind: "ldap", issuer: "lab", subject: "1" });
      return id;
    });
    expect(await problem(resetPassword({ ctx: asAdmin, input: { userId: far } }))).toMatchObject({ code: "BLOCKED" });
    expect(await db.accounts.credentials("mara")).toMatchObject({ passwordHash: null });
    expect(await problem(resetPassword({ ctx: asAdmin, input: { userId: "nobody" } }))).toMatchObject({ code: "NOT_FOUND" });
    at += 11 * 60_000;
    for (const work of [resetPassword, resetSecondFactor])
      expect(await problem(work({ ctx: asAdmin, input: input() }))).toMatchObject({ code: "REAUTHENTICATE" });
  });

  test("needs a second factor where the installation says so", async () => {
    const cookie = await encode({ token: { sid: asAdmin.actor.sessionId }, secret: SECRET });
    const strict = { accounts: db.accounts, signIn: { administratorsNeedSecondFactor: true }, secret: SECRET, now: () => at };
    expect(await standingOf(cookie, strict)).toMatchObject({ pending: "second-factor" });
    const { secret } = await beginSecondFactor({ ctx: asAdmin });
    await confirmSecondFactor({ ctx: asAdmin, input: { code: codeNow(secret, at) } });
    expect(await standingOf(cookie, strict)).toMatchObject({ pending: null });
  });
});

test("all other sessions end at once, one's own alone", async () => {
  const others = await Promise.all([1, 2, 3].map(() => accountContext(db, user, () => at)));
  expect(await revokeOtherSessions({ ctx })).toEqual({ ended: 3 });
  for (const { actor } of others) expect(await db.accounts.session(actor.sessionId, at)).toBeNull();
  for (const { actor } of [ctx, asAdmin]) expect(await db.accounts.session(actor.sessionId, at)).not.toBeNull();
});
