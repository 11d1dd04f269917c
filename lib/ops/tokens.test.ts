import { beforeEach, describe, expect, test } from "vitest";
import { actorByToken, actorStill } from "@/lib/auth/token-actor";
import { can, PERMISSIONS } from "@/lib/core/access";
import { MOST_TOKENS } from "@/lib/core/api-tokens";
import { problemOf } from "@/lib/core/errors";
import { accountContext } from "@/lib/testing/accounts";
import { type TestDatabase, testDatabase } from "@/lib/testing/database";
import { type MadeUser, makeEnvironment, makeUser } from "@/lib/testing/factories";
import { changePassword } from "./change-password";
import type { OpContext } from "./context";
import { createToken } from "./create-token";
import { createUser } from "./create-user";
import { listTokens, revokeToken } from "./list-tokens";
import { setUserDisabled } from "./set-user-disabled";
import { createTokenInput } from "./token-input";

const NOW = Date.UTC(2026, 0, 1);
const DAY = 86_400_000;
let time: number;
const now = () => time;
let db: TestDatabase;
let user: MadeUser;
let asUser: OpContext;

beforeEach(async () => {
  time = NOW;
  db = await testDatabase();
  user = await makeUser(db);
  asUser = await context(user);
});

const context = async (person: MadeUser): Promise<OpContext> => {
  const { createHash } = await import("node:crypto");
  return { ...(await accountContext(db, person, now)), hash: (text) => createHash("sha256").update(text).digest("hex") };
};
const make = (name: string, ctx = asUser, over = {}) => createToken({ ctx, input: { name, scopes: ["read"], days: 7, only: null, ...over } });
const admit = (text: string, address = "10.0.0.7") => actorByToken(`Bearer ${text}`, address, { accounts: db.accounts, now });
const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => null,
    (error) => problemOf(error).code,
  );
const audit = () => db.database.prisma.auditEntry.findMany({ orderBy: { number: "asc" } });

describe("a token", () => {
  test("is its person with its scopes, and is nowhere to be read again", async () => {
    const { text, token } = await make("ci", asUser, { scopes: ["deploy", "read", "deploy"], days: 30 });
    expect(token).toMatchObject({ name: "ci", scopes: ["read", "deploy"], expiresAt: NOW + 30 * DAY, lastUsedAt: null });
    const { actor } = await admit(text);
    expect(actor).toEqual({
      userId: user.id,
      username: user.username,
      role: "user",
      sessionId: "",
      token: { id: token.id, name: "ci", scopes: ["read", "deploy"], only: null },
    });
    const everything = JSON.stringify([await db.database.prisma.apiToken.findMany(), await audit(), await listTokens({ ctx: asUser })]);
    expect(everything).not.toContain(text.slice(40));
    expect(await audit()).toMatchObject([{ action: "token.create", actorId: user.id, subject: "ci", after: '{"scopes":["read","deploy"],"days":30}' }]);
  });

  test("remembers when and from where it was used, at most once a minute from one place", async () => {
    const { text } = await make("ci");
    const last = async () => {
      const [token] = await listTokens({ ctx: asUser });
      return [token?.lastUsedAt, token?.lastUsedAddress];
    };
    expect(await last()).toEqual([null, null]);
    await admit(text);
    expect(await last()).toEqual([NOW, "10.0.0.7"]);
    time += 30_000;
    await admit(text);
    expect(await last()).toEqual([NOW, "10.0.0.7"]);
    await admit(text, "10.0.0.8");
    expect(await last()).toEqual([NOW + 30_000, "10.0.0.8"]);
  });

  test("ends on its day, is shown as such, and is told so itself", async () => {
    const { text } = await make("ci");
    time = NOW + 7 * DAY - 1;
    const { actor } = await admit(text);
    time += 1;
    expect(await codeOf(admit(text))).toBe("TOKEN_EXPIRED");
    expect(await actorStill(actor, { accounts: db.accounts, now })).toBeNull();
    expect(await listTokens({ ctx: asUser })).toHaveLength(1);
  });

  test("ends with its account, for good, and when it is revoked", async () => {
    const asAdmin = await context(await makeUser(db, "admin"));
    const { text } = await make("ci");
    for (const disabled of [true, false]) {
      await setUserDisabled({ ctx: asAdmin, input: { userId: user.id, disabled } });
      expect(await codeOf(admit(text))).toBe("TOKEN_UNKNOWN");
    }
    // Their session ended with the account.
    const again = await context(user);
    const { text: second, token } = await make("ci", again);
    await revokeToken({ ctx: again, input: { tokenId: token.id } });
    expect(await codeOf(admit(second))).toBe("TOKEN_UNKNOWN");
    expect((await audit()).at(-1)).toMatchObject({ action: "token.revoke", subject: "ci" });
  });

  test("of somebody of a directory rests when they did not sign in for a month", async () => {
    const { text } = await make("ci", asUser, { days: 90 });
    const { actor } = await admit(text);
    await db.accounts.transaction((tx) => tx.addIdentity(user.id, { kind: "ldap", issuer: "ldaps://directory", subject: "entry-1" }));
    time += 31 * DAY;
    expect(await codeOf(admit(text))).toBe("TOKEN_UNKNOWN");
    expect(await actorStill(actor, { accounts: db.accounts, now })).toBeNull();
    await db.accounts.createSession({ userId: user.id, expiresAt: time + DAY, device: "Test", address: "10.0.0.1", at: time });
    expect(await codeOf(admit(text))).toBeNull();
  });

  test("of somebody else is not there: nothing is listed and nothing ends", async () => {
    const { text, token } = await make("ci");
    const other = await context(await makeUser(db));
    expect(await listTokens({ ctx: other })).toEqual([]);
    for (const tokenId of [token.id, "missing"]) await revokeToken({ ctx: other, input: { tokenId } });
    expect(await codeOf(admit(text))).toBeNull();
  });

  test.each([null, "", "Bearer", "Bearer ", "Basic dTpw", "spindle_x", `Bearer ${"x".repeat(100_000)}`])("is not in %s", async (header) => {
    expect(await codeOf(actorByToken(header, "10.0.0.7", { accounts: db.accounts, now }))).toBe("TOKEN_UNKNOWN");
  });

  test("makes no tokens, no people and no passwords, whatever its person may", async () => {
    const admin = await makeUser(db, "admin");
    const asAdmin = await context(admin);
    const { text, token } = await make("ci", asAdmin, { scopes: ["read", "deploy", "exec"] });
    const ctx = { ...asAdmin, actor: (await admit(text)).actor };
    expect(
      await Promise.all(
        [
          make("more", ctx),
          listTokens({ ctx }),
          revokeToken({ ctx, input: { tokenId: token.id } }),
          createUser({ ctx, input: { username: "eve", password: "correct horse", role: "admin" } }),
          setUserDisabled({ ctx, input: { userId: user.id, disabled: true } }),
        ].map(codeOf),
      ),
    ).toEqual(Array(5).fill("FORBIDDEN"));
    expect(await codeOf(changePassword({ ctx, input: { current: "x", next: "correct horse" } }))).not.toBeNull();
    const may = PERMISSIONS.filter((permission) => can(ctx.actor, permission, "owner"));
    expect(may.filter((permission) => /^(users|policy|members|audit)|\.remove$|\.transfer$|\.manage$|^secret\.remove/.test(permission))).toEqual([]);
  });
});

describe("making one", () => {
  test("needs a name of its own, whatever the case, and a place among twenty", async () => {
    await make("ci");
    expect(await codeOf(make("CI"))).toBe("NAME_TAKEN");
    expect(await codeOf(make("ci", await context(await makeUser(db))))).toBeNull();
    for (let count = 1; count < MOST_TOKENS; count += 1) await make(`ci ${count}`);
    expect(await codeOf(make("one more"))).toBe("TOO_MANY_TOKENS");
    expect(await db.database.prisma.apiToken.count({ where: { userId: user.id } })).toBe(MOST_TOKENS);
  });

  test("for one stack needs an environment that is there, and a name that could be a stack's", async () => {
    const { name: environment } = await makeEnvironment(db);
    const only = (stack: string, place = environment) => codeOf(make(stack, asUser, { only: { environment: place, stack } }));
    expect([await only("portal"), await only("Por tal"), await only("web", "nowhere")]).toEqual([null, "INVALID_INPUT", "NOT_FOUND"]);
  });

  test.each([
    { days: 8 },
    { days: 366 },
    { days: null },
    { scopes: [] },
    { scopes: ["admin"] },
    { name: "" },
    { name: " " },
    { name: "a\nb" },
    { name: "<b>" },
    { more: 1 },
  ])("is refused with %j", (over) => {
    expect(createTokenInput.safeParse({ name: "ci", scopes: ["read"], days: 7, only: null, ...over }).success).toBe(false);
  });
});
