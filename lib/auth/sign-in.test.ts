import { beforeEach, describe, expect, test } from "vitest";
import { problemOf } from "@/lib/core/errors";
import { type CountedPasswords, countedPasswords, signInDeps } from "@/lib/testing/accounts";
import { type TestDatabase, testDatabase } from "@/lib/testing/database";
import { waitAfter } from "./delay";
import { attemptSignIn } from "./sign-in";

const START = Date.UTC(2026, 0, 1);
let db: TestDatabase;
let passwords: CountedPasswords;
let userId: string;

beforeEach(async () => {
  db = await testDatabase();
  passwords = countedPasswords();
  userId = await db.accounts.createUser({ username: "ada", passwordHash: "hash of right", role: "user", at: START });
});

const attempt = (changes: { username?: string; password?: string; code?: string; address?: string; now?: number } = {}) =>
  attemptSignIn({ ...signInDeps(db, passwords), code: "", username: "ada", password: "right", address: "10.0.0.1", device: "Test", now: START, ...changes });

/** The problem an attempt ends with; null when it signs in. */
const problem = (changes: Parameters<typeof attempt>[0]) => attempt(changes).then(() => null, problemOf);

test("the right password makes a session of its own each time, and an audit row", async () => {
  const [first, second] = [await attempt(), await attempt({ username: "ADA" })];
  expect(first.sessionId).not.toBe(second.sessionId);
  expect(await db.accounts.session(first.sessionId, START)).toMatchObject({ id: first.sessionId, userId, username: "ada", role: "user", freshAt: START });
  expect(await db.database.prisma.auditEntry.findMany({ select: { action: true, actorName: true, address: true } })).toEqual(
    [1, 2].map(() => ({ action: "session.create", actorName: "ada", address: "10.0.0.1" })),
  );
});

test("a wrong password, an unknown name and a disabled account get one answer for the same work", async () => {
  await db.accounts.createUser({ username: "off", passwordHash: "hash of right", role: "user", at: START }).then((id) => db.accounts.setDisabled(id, true));
  const answers = [await problem({ password: "wrong" }), await problem({ username: "nobody" }), await problem({ username: "off" })];
  expect(answers).toEqual([1, 2, 3].map(() => ({ code: "SIGN_IN_FAILED", data: {} })));
  expect(passwords.verified).toEqual(["hash of right", null, "hash of right"]);
  expect(await db.database.prisma.loginFailure.count()).toBe(3);
  expect(await db.database.prisma.session.count()).toBe(0);
});

describe("the delay", () => {
  test("grows from the third try on, before a password is looked at", async () => {
    await problem({ password: "wrong" });
    await problem({ password: "wrong" });
    expect(await problem({ password: "right" })).toEqual({ code: "TOO_MANY_ATTEMPTS", data: { retryAfterSeconds: 1 } });
    expect(passwords.verified).toHaveLength(2);
    await problem({ password: "wrong", now: START + 1_000 });
    expect(await problem({ now: START + 2_999 })).toEqual({ code: "TOO_MANY_ATTEMPTS", data: { retryAfterSeconds: 1 } });
    expect(await problem({ now: START + 3_000 })).toBeNull();
    expect(await problem({ password: "wrong", now: START + 3_000 })).toMatchObject({ code: "SIGN_IN_FAILED" });
  });

  test("is 1, 2, 4 up to 60 seconds, then ten minutes", () => {
    expect(Array.from({ length: 11 }, (_, failures) => waitAfter(failures) / 1_000)).toEqual([0, 0, 1, 2, 4, 8, 16, 32, 60, 600, 600]);
  });

  test("holds for one address only: a stranger's guesses lock nobody out", async () => {
    for (let guess = 0; guess < 3; guess += 1) await problem({ password: "wrong", address: "6.6.6.6" });
    expect(await problem({ address: "6.6.6.6" })).toMatchObject({ code: "TOO_MANY_ATTEMPTS" });
    expect(await problem({})).toBeNull();
  });

  test("holds for names that do not exist as well", async () => {
    for (let guess = 0; guess < 2; guess += 1) await problem({ username: "nobody" });
    expect(await problem({ username: "Nobody" })).toMatchObject({ code: "TOO_MANY_ATTEMPTS" });
  });

  test("survives a restart and is forgotten after an hour", async () => {
    for (let guess = 0; guess < 2; guess += 1) await problem({ password: "wrong" });
    expect(await db.database.prisma.loginFailure.findFirst()).toMatchObject({ count: 2 });
    expect(await problem({ password: "wrong", now: START + 3_600_000 })).toMatchObject({ code: "SIGN_IN_FAILED" });
    expect(await db.database.prisma.loginFailure.findFirst()).toMatchObject({ count: 1 });
  });

  test("of a hundred guesses sent at once two are looked at", async () => {
    const answers = await Promise.all(Array.from({ length: 100 }, () => problem({ password: "wrong" })));
    expect(answers.filter((answer) => answer?.code === "SIGN_IN_FAILED")).toHaveLength(2);
    expect(passwords.verified).toHaveLength(2);
  });

  test("B15: of 1,000 guesses spread over an hour, at passwords and at codes, at most 20 are looked at", async () => {
    let looked = 0;
    for (let guess = 0; guess < 1_000; guess += 1) {
      const answer = await problem({ password: `guess ${guess}`, code: String(guess).padStart(6, "0"), now: START + guess * 3_600 });
      if (answer?.code === "SIGN_IN_FAILED") looked += 1;
    }
    expect(looked).toBe(passwords.verified.length);
    expect(looked).toBeLessThanOrEqual(20);
  });

  test("of guesses that never stop at most 20 an hour are looked at", async () => {
    let now = START;
    while (now < START + 3_600_000) {
      const answer = await problem({ password: "wrong", now });
      if (answer?.code === "TOO_MANY_ATTEMPTS") now += answer.data.retryAfterSeconds * 1_000;
    }
    expect(passwords.verified.length).toBeLessThanOrEqual(20);
    expect(passwords.verified.length).toBeGreaterThan(8);
  });
});
