import { beforeEach, describe, expect, test } from "vitest";
import { problemOf } from "@/lib/core/errors";
import type { RegistryChange } from "@/lib/registry/types";
import { accountContext, countedPasswords } from "@/lib/testing/accounts";
import { type TestDatabase, testDatabase } from "@/lib/testing/database";
import { type MadeUser, makeUser } from "@/lib/testing/factories";
import { changePassword } from "./change-password";
import type { OpContext } from "./context";
import { createFirstAdmin } from "./create-first-admin";
import { createUser } from "./create-user";
import { listSessions } from "./list-sessions";
import { listUsers } from "./list-users";
import { ONE_TIME_MS } from "./reset-account";
import { revokeSession } from "./revoke-session";
import { setUserDisabled } from "./set-user-disabled";

const NOW = Date.UTC(2026, 0, 1);
const now = () => NOW;
let db: TestDatabase;

beforeEach(async () => {
  db = await testDatabase();
});

const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => null,
    (error) => problemOf(error).code,
  );
const audit = () => db.database.prisma.auditEntry.findMany({ orderBy: { number: "asc" } });
const lastAudit = async () => (await audit()).at(-1);

describe("the first administrator", () => {
  const setup = (token: string, redeem = (given: string) => given === "right") =>
    createFirstAdmin({
      ctx: { accounts: db.accounts, passwords: countedPasswords(), now, setupToken: { redeem }, address: "10.0.0.1" },
      input: { token, username: "ada", password: "correct horse" },
    });

  test("needs the token, and comes once", async () => {
    expect(await codeOf(setup("wrong"))).toBe("SETUP_TOKEN_WRONG");
    expect(await db.accounts.userCount()).toBe(0);
    const { userId } = await setup("right");
    expect(await db.accounts.credentials("Ada")).toEqual({
      id: userId,
      username: "ada",
      role: "admin",
      passwordHash: "hash of correct horse",
      disabled: false,
      oneTimeUntil: null,
    });
    expect(await db.registry.personalProject(userId)).toMatchObject({ name: "ada" });
    expect(await lastAudit()).toMatchObject({ action: "user.create", actorName: "ada", subject: "ada", address: "10.0.0.1" });
    expect(await codeOf(setup("right"))).toBe("SETUP_DONE");
  });

  test("is one, however many ask at once", async () => {
    const ends = await Promise.all([1, 2, 3].map(() => codeOf(setup("right"))));
    expect(ends.filter((end) => end === null)).toHaveLength(1);
    expect(ends.filter((end) => end === "SETUP_DONE")).toHaveLength(2);
    expect(await db.accounts.userCount()).toBe(1);
  });
});

describe("with an administrator and a user", () => {
  let admin: MadeUser;
  let user: MadeUser;
  let asAdmin: OpContext;
  let asUser: OpContext;

  beforeEach(async () => {
    admin = await makeUser(db, "admin");
    user = await makeUser(db);
    asAdmin = await accountContext(db, admin, now);
    asUser = await accountContext(db, user, now);
  });

  test("a user administers nobody, and nothing happens", async () => {
    const before = (await audit()).length;
    const refused = [
      createUser({ ctx: asUser, input: { username: "eve", password: "correct horse", role: "admin" } }),
      listUsers({ ctx: asUser }),
      setUserDisabled({ ctx: asUser, input: { userId: admin.id, disabled: true } }),
    ];
    expect(await Promise.all(refused.map(codeOf))).toEqual(["FORBIDDEN", "FORBIDDEN", "FORBIDDEN"]);
    expect(await audit()).toHaveLength(before);
    expect(await db.accounts.userCount()).toBe(2);
  });

  test("an administrator makes users, whose names are taken whatever the case", async () => {
    const { userId } = await createUser({ ctx: asAdmin, input: { username: "grace", password: "correct horse", role: "user" } });
    expect(await listUsers({ ctx: asAdmin })).toContainEqual({
      id: userId,
      username: "grace",
      role: "user",
      disabled: false,
      createdAt: NOW,
      lastSeenAt: null,
      from: "here",
      secondFactor: false,
      oneTimePassword: true,
    });
    // It lets in to choose another, and for as long as a reset one does.
    expect((await db.accounts.credentials("grace"))?.oneTimeUntil).toBe(NOW + ONE_TIME_MS);
    expect(await codeOf(createUser({ ctx: asAdmin, input: { username: "GRACE", password: "correct horse", role: "user" } }))).toBe("NAME_TAKEN");
    expect(await audit()).toMatchObject([{ action: "user.create", actorId: admin.id, subject: "grace", after: '{"role":"user"}' }]);
    expect(JSON.stringify(await audit())).not.toContain("horse");
  });

  test("a disabled user is out at once, and may come back", async () => {
    const told: RegistryChange[] = [];
    db.registry.subscribe((change) => told.push(change));
    await setUserDisabled({ ctx: asAdmin, input: { userId: user.id, disabled: true } });
    expect(await db.accounts.session(asUser.actor.sessionId, NOW)).toBeNull();
    expect(told).toEqual(expect.arrayContaining([{ type: "users" }, { type: "sessions", userId: user.id }]));
    await setUserDisabled({ ctx: asAdmin, input: { userId: user.id, disabled: false } });
    expect(await db.accounts.session(asUser.actor.sessionId, NOW)).toBeNull();
    expect(await audit()).toMatchObject([{ action: "user.disable" }, { action: "user.enable" }]);
    expect(await codeOf(setUserDisabled({ ctx: asAdmin, input: { userId: "nobody", disabled: true } }))).toBe("NOT_FOUND");
  });

  test("the last administrator who can sign in stays, even when two disable each other at once", async () => {
    expect(await codeOf(setUserDisabled({ ctx: asAdmin, input: { userId: admin.id, disabled: true } }))).toBe("BLOCKED");
    const second = await makeUser(db, "admin");
    const asSecond = await accountContext(db, second, now);
    const ends = await Promise.all([
      codeOf(setUserDisabled({ ctx: asAdmin, input: { userId: second.id, disabled: true } })),
      codeOf(setUserDisabled({ ctx: asSecond, input: { userId: admin.id, disabled: true } })),
    ]);
    expect(ends.sort()).toEqual(["BLOCKED", null].sort());
    expect((await db.registry.users()).filter(({ role, disabled }) => role === "admin" && !disabled)).toHaveLength(1);
  });

  test("everyone sees and ends their own sessions only", async () => {
    const other = await accountContext(db, user, now);
    expect((await listSessions({ ctx: asUser })).map(({ id, current }) => [id, current])).toEqual(
      expect.arrayContaining([
        [asUser.actor.sessionId, true],
        [other.actor.sessionId, false],
      ]),
    );
    expect(await listSessions({ ctx: asUser })).toHaveLength(2);
    for (const sessionId of [asAdmin.actor.sessionId, "missing"]) await revokeSession({ ctx: asUser, input: { sessionId } });
    expect(await db.accounts.session(asAdmin.actor.sessionId, NOW)).not.toBeNull();
    expect(await audit()).toEqual([]);
    await revokeSession({ ctx: asUser, input: { sessionId: other.actor.sessionId } });
    expect(await db.accounts.session(other.actor.sessionId, NOW)).toBeNull();
    expect(await lastAudit()).toMatchObject({ action: "session.revoke", actorId: user.id });
  });

  test("a new password needs the old one and ends the other sessions", async () => {
    await db.accounts.setPassword(user.id, "hash of old");
    const other = await accountContext(db, user, now);
    const change = (current: string) => changePassword({ ctx: asUser, input: { current, next: "correct horse" } });
    expect(await codeOf(change("wrong"))).toBe("INVALID_INPUT");
    expect(await db.accounts.credentials(user.username)).toMatchObject({ passwordHash: "hash of old" });
    await change("old");
    expect(await db.accounts.credentials(user.username)).toMatchObject({ passwordHash: "hash of correct horse" });
    expect(await db.accounts.session(other.actor.sessionId, NOW)).toBeNull();
    expect(await db.accounts.session(asUser.actor.sessionId, NOW)).not.toBeNull();
    expect(await db.accounts.session(asAdmin.actor.sessionId, NOW)).not.toBeNull();
    expect(await lastAudit()).toMatchObject({ action: "password.change", after: '{"sessionsEnded":1}' });
  });
});
