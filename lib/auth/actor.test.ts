import { encode } from "next-auth/jwt";
import { beforeEach, expect, test } from "vitest";
import { PLAIN_SIGN_IN } from "@/lib/core/sign-in";
import { type TestDatabase, testDatabase } from "@/lib/testing/database";
import { type MadeUser, makeUser } from "@/lib/testing/factories";
import { actorOf } from "./actor";

const SECRET = "0123456789abcdef0123456789abcdef";
const DAY = 86_400_000;
let db: TestDatabase;
let user: MadeUser;
let at = Date.now();
const deps = () => ({ accounts: db.accounts, signIn: PLAIN_SIGN_IN, secret: SECRET, now: () => at });

beforeEach(async () => {
  db = await testDatabase();
  user = await makeUser(db);
  at = Date.now();
});

async function signedIn(): Promise<{ sessionId: string; cookie: string }> {
  const sessionId = await db.accounts.createSession({ userId: user.id, expiresAt: at + 30 * DAY, device: "Test", address: "::1", at });
  return { sessionId, cookie: await encode({ token: { sid: sessionId }, secret: SECRET, maxAge: 60 * 86_400 }) };
}

test("an actor is what the session's row and its user say", async () => {
  const { sessionId, cookie } = await signedIn();
  expect(await actorOf(cookie, deps())).toEqual({ userId: user.id, username: user.username, role: "user", sessionId });
});

test("a revoked session and a disabled account end at once", async () => {
  const [one, two] = [await signedIn(), await signedIn()];
  await db.accounts.revokeSession(one.sessionId);
  expect(await actorOf(one.cookie, deps())).toBeNull();
  expect(await actorOf(two.cookie, deps())).not.toBeNull();
  await db.accounts.setDisabled(user.id, true);
  expect(await actorOf(two.cookie, deps())).toBeNull();
});

test("a session ends after a week of silence and after thirty days in any case", async () => {
  const start = at;
  const { cookie } = await signedIn();
  for (let day = 1; day <= 29; day += 1) {
    at = start + day * DAY;
    expect(await actorOf(cookie, deps())).not.toBeNull();
  }
  at = start + 30 * DAY;
  expect(await actorOf(cookie, deps())).toBeNull();

  at = start;
  const silent = await signedIn();
  at = start + 7 * DAY;
  expect(await actorOf(silent.cookie, deps())).toBeNull();
});

test("use is written down once a minute at most", async () => {
  const start = at;
  const { cookie } = await signedIn();
  const lastSeen = async () => (await db.accounts.sessions(user.id, at))[0]?.lastSeenAt;
  for (const later of [30_000, 50_000, 80_000, 95_000]) {
    at = start + later;
    await actorOf(cookie, deps());
  }
  expect(await lastSeen()).toBe(start + 95_000);
  at = start + 100_000;
  await actorOf(cookie, deps());
  expect(await lastSeen()).toBe(start + 95_000);
});
