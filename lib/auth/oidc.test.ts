import { beforeEach, describe, expect, test, vi } from "vitest";
import { type TestDatabase, testDatabase } from "@/lib/testing/database";
import { makeUser } from "@/lib/testing/factories";
import { type Browser, ORIGIN, openBrowser } from "@/lib/testing/next-auth-browser";
import { type ForgedToken, type OidcServer, oidcSettings, startForger, startOidcServer } from "@/lib/testing/oidc-server";
import { VOUCHED_SESSION_MS } from "./sign-in";

let db: TestDatabase;

beforeEach(async () => {
  db = await testDatabase();
  vi.stubEnv("AUTH_TRUST_HOST", "1");
  vi.spyOn(console, "warn").mockImplementation(() => {});
  vi.spyOn(console, "info").mockImplementation(() => {});
});

const refusalIn = (url: string) => new URL(url, ORIGIN).searchParams.get("refused") ?? new URL(url, ORIGIN).searchParams.get("error");
const sessions = () => db.database.prisma.session.count();

describe("at a real provider", () => {
  let provider: OidcServer;

  beforeEach(async () => {
    provider = await startOidcServer();
    await makeUser(db, "admin", "root.admin");
  });

  const page = (changes: Parameters<typeof oidcSettings>[1] = {}) => openBrowser(db, { oidc: oidcSettings(provider.issuer, changes) });
  const comeIn = async (browser: Browser, username: string, callbackUrl = "/sandbox/stacks") =>
    browser.back(await provider.visit(await browser.toProvider(callbackUrl), username));

  test("the button asks with PKCE, state and nonce, and whoever comes back is signed in", async () => {
    const browser = page();
    const asked = new URL(await browser.toProvider("/sandbox/stacks")).searchParams;
    expect(asked.get("code_challenge_method")).toBe("S256");
    for (const name of ["code_challenge", "state", "nonce"]) expect(asked.get(name)?.length).toBeGreaterThan(20);
    expect(await comeIn(browser, "mara")).toBe(`${ORIGIN}/sandbox/stacks`);
    expect(await browser.actor()).toMatchObject({ username: "mara", role: "user" });
    const { userId = "" } = (await browser.actor()) ?? {};
    expect(await db.accounts.identityOf(userId)).toEqual({ kind: "oidc", issuer: provider.issuer, subject: "id of mara" });
    expect((await db.accounts.sessions(userId, Date.now()))[0]).toMatchObject({ method: "provider" });
    // Who is removed at the provider is out by the next day.
    const session = await db.database.prisma.session.findFirstOrThrow({ where: { userId } });
    expect(session.expiresAt.getTime() - session.createdAt.getTime()).toBe(VOUCHED_SESSION_MS);
    expect(browser.logged).toEqual([]);

    await browser.signOut();
    expect(await browser.actor()).toBeNull();
    expect(await sessions()).toBe(0);
  });

  test("groups give projects and roles, told with the token or asked for", async () => {
    provider.groups["id of mara"] = ["als", "staff"];
    const rules = { projects: [{ group: "als", project: "als", role: "maintainer" as const }], roles: [{ group: "staff", role: "operator" as const }] };
    await comeIn(page(rules), "mara");
    expect(await db.accounts.credentials("mara")).toMatchObject({ role: "operator", passwordHash: null });
    const memberships = () =>
      db.database.prisma.projectMember.findMany({ where: { user: { username: "mara" } }, select: { project: { select: { name: true } }, role: true } });
    expect(await memberships()).toContainEqual({ project: { name: "als" }, role: "maintainer" });
    provider.groups["id of mara"] = [];
    await comeIn(page(rules), "mara");
    expect(await db.accounts.credentials("mara")).toMatchObject({ role: "user" });
    expect(await memberships()).toHaveLength(1);
  });

  test("a name that is taken is refused and nothing is joined; so is a disabled account", async () => {
    const local = await makeUser(db, "user", "mara");
    expect(refusalIn(await comeIn(page(), "mara"))).toBe("clash");
    expect(await db.accounts.identityOf(local.id)).toBeNull();
    await comeIn(page(), "nils");
    await db.accounts.setDisabled((await db.accounts.credentials("nils"))?.id ?? "", true);
    expect(refusalIn(await comeIn(page(), "nils"))).toBe("disabled");
    expect(refusalIn(await comeIn(page(), "Nils Ø"))).toBe("name");
    expect(await sessions()).toBe(1);
  });

  test("the first to come is no administrator, unless a group says so", async () => {
    await db.database.prisma.user.deleteMany();
    provider.groups["id of boss"] = ["admins"];
    const roles = [{ group: "admins", role: "admin" as const }];
    expect(refusalIn(await comeIn(page(), "boss"))).toBe("setup");
    expect(refusalIn(await comeIn(page({ roles }), "mara"))).toBe("setup");
    expect(await db.accounts.userCount()).toBe(0);
    await comeIn(page({ roles }), "boss");
    expect(await db.accounts.credentials("boss")).toMatchObject({ role: "admin" });
  });

  test("who proves once more who they are keeps the session, and it is fresh; somebody else does not make it so", async () => {
    const browser = page();
    await comeIn(browser, "mara");
    const { sessionId = "" } = (await browser.actor()) ?? {};
    await db.accounts.transaction((tx) => tx.refreshSession(sessionId, 0));
    const again = async (username: string, max: Record<string, string>) =>
      browser.back(await provider.visit(await browser.toProvider("/sign-in/again?done=1", max), username));
    const fresh = async () => (await db.accounts.session(sessionId, Date.now()))?.freshAt;
    expect(refusalIn(await again("nils", { prompt: "login", max_age: "0" }))).toBe("failed");
    expect(await fresh()).toBe(0);
    expect(refusalIn(await again("mara", {}))).toBe("failed");
    expect(await again("mara", { prompt: "login", max_age: "0" })).toBe(`${ORIGIN}/sign-in/again?done=1`);
    expect(await fresh()).toBeGreaterThan(Date.now() - 60_000);
    expect((await browser.actor())?.sessionId).toBe(sessionId);
    const proofs = await db.database.prisma.auditEntry.findMany({ where: { action: "session.refresh" } });
    expect(proofs).toMatchObject([{ actorName: "mara", after: '{"by":"provider"}' }]);
  });

  test("an answer is good once, in the browser that asked", async () => {
    const [browser, other] = [page(), page()];
    const answer = await provider.visit(await browser.toProvider(), "mara");
    await other.toProvider();
    expect(refusalIn(await other.back(answer))).toBe("OAuthCallback");
    await browser.back(answer);
    expect(await browser.actor()).not.toBeNull();
    expect(refusalIn(await browser.back(answer))).toBe("OAuthCallback");
    const lateState = new URL(answer);
    lateState.searchParams.delete("state");
    await browser.toProvider();
    expect(refusalIn(await browser.back(lateState.href))).toBe("OAuthCallback");
    expect(await sessions()).toBe(1);
  });
});

describe("B16: a token that is not what it says", () => {
  const now = Math.floor(Date.now() / 1_000);
  const FORGED: [string, ForgedToken][] = [
    ["another issuer", { claims: { iss: "https://evil.example" } }],
    ["no issuer", { without: ["iss"] }],
    ["another audience", { claims: { aud: "someone-else" } }],
    ["several audiences and no party", { claims: { aud: ["spindle", "someone-else"] } }],
    ["another party", { claims: { aud: ["spindle", "someone-else"], azp: "someone-else" } }],
    ["no audience", { without: ["aud"] }],
    ["another nonce", { claims: { nonce: "another" } }],
    ["no nonce", { without: ["nonce"] }],
    ["a time that is over", { claims: { iat: now - 900, exp: now - 600 } }],
    ["no end", { without: ["exp"] }],
    ["a time to come", { claims: { nbf: now + 600 } }],
    ["no subject", { without: ["sub"] }],
    ["an empty subject", { claims: { sub: "" } }],
    ["a key of somebody else", { signed: "other" }],
    ["no signature", { signed: "none" }],
    ["no algorithm", { header: { alg: "none" }, signed: "none" }],
    ["the client's secret as its key", { header: { alg: "HS256" } }],
    ["a provider that calls itself something else", { issuer: "https://evil.example" }],
    ["a provider and token of another issuer", { issuer: "https://evil.example", claims: { iss: "https://evil.example" } }],
  ];

  test.each(FORGED)("%s: refused", async (_what, token) => {
    await makeUser(db, "admin", "root.admin");
    const forger = await startForger();
    const browser = openBrowser(db, { oidc: oidcSettings(forger.issuer) });
    const answer = forger.answers(await browser.toProvider(), token);
    expect(new URL(await browser.back(answer), ORIGIN).pathname).toMatch(/^\/(sign-in|api\/auth\/(signin|error))$/);
    expect(await browser.actor()).toBeNull();
    expect([await sessions(), await db.accounts.userCount()]).toEqual([0, 1]);
  });

  test("the same provider is believed when it tells the truth", async () => {
    await makeUser(db, "admin", "root.admin");
    const forger = await startForger();
    const browser = openBrowser(db, { oidc: oidcSettings(forger.issuer) });
    await browser.back(forger.answers(await browser.toProvider(), {}));
    expect(await browser.actor()).toMatchObject({ username: "eve", role: "user" });
  });
});
