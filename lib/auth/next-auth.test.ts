import { beforeEach, describe, expect, test, vi } from "vitest";
import { PLAIN_SIGN_IN } from "@/lib/core/sign-in";
import { type TestDatabase, testDatabase } from "@/lib/testing/database";
import { openBrowser, SECRET } from "@/lib/testing/next-auth-browser";
import { actorOf } from "./actor";
import { sessionIdIn } from "./cookies";

const now = () => Date.now();
let db: TestDatabase;
const browser = (options: Parameters<typeof openBrowser>[1] = {}) => openBrowser(db, options);

beforeEach(async () => {
  db = await testDatabase();
  vi.stubEnv("AUTH_TRUST_HOST", "1");
  await db.accounts.createUser({ username: "ada", passwordHash: "hash of right", role: "admin", at: now() });
});

const errorIn = (url: string) => new URL(url).searchParams.get("error");

test("signing in gives a cookie that is an actor until it signs out", async () => {
  const page = browser();
  expect(await page.actor()).toBeNull();
  expect(await page.signIn("right", "/sandbox/stacks")).toBe("http://spindle.lan:3000/sandbox/stacks");
  expect(await page.actor()).toMatchObject({ username: "ada", role: "admin" });
  const stolen = { ...page.jar };
  await page.signOut();
  expect(page.jar[page.names.session]).toBeUndefined();
  expect(await actorOf(stolen[page.names.session], { accounts: db.accounts, signIn: PLAIN_SIGN_IN, secret: SECRET, now })).toBeNull();
  expect(page.logged).toEqual([]);
});

test("each sign-in has a session of its own, and none is taken over from before", async () => {
  const page = browser();
  await page.signIn("right");
  const before = page.jar[page.names.session];
  await page.signIn("right");
  expect(page.jar[page.names.session]).not.toBe(before);
  const ids = await Promise.all([before, page.jar[page.names.session]].map((cookie) => sessionIdIn(cookie, SECRET)));
  expect(new Set(ids).size).toBe(2);
});

test("a refusal arrives as a problem, and the waiting time with it", async () => {
  // Its clock stands: the first waiting time is one second.
  const page = browser({ now: () => 1_000_000_000_000 });
  for (let slip = 0; slip < 2; slip += 1) expect(errorIn(await page.signIn("wrong"))).toBe('{"code":"SIGN_IN_FAILED","data":{}}');
  expect(errorIn(await page.signIn("right"))).toMatch(/^\{"code":"TOO_MANY_ATTEMPTS","data":\{"retryAfterSeconds":1\}\}$/);
  expect(await page.actor()).toBeNull();
});

test("without the token of the form nothing happens", async () => {
  const page = browser();
  await page.call("POST", ["callback", "credentials"], { username: "ada", password: "right", csrfToken: "forged" });
  expect(await page.actor()).toBeNull();
  expect(await db.database.prisma.session.count()).toBe(0);
});

test("the browser is told nothing about the person, and the cookie carries nothing but an id", async () => {
  const page = browser();
  await page.signIn("right");
  expect(Object.keys(await page.call("GET", ["session"]))).toEqual(["expires"]);
  expect(await page.actor()).not.toBeNull();
});

describe("cookies", () => {
  test("are bound to the host and to TLS where there is TLS", async () => {
    const page = browser({ url: "https://spindle.example.org" });
    await page.signIn("right");
    expect(await page.actor()).not.toBeNull();
    expect(page.set.length).toBeGreaterThan(2);
    for (const { name, attributes } of page.set) {
      expect(name).toMatch(/^__Host-spindle\./);
      expect(attributes).toEqual(["HttpOnly", "Path=/", "SameSite=Lax", "Secure"]);
    }
  });

  test("have bare names over plain http, and are still out of a script's reach", async () => {
    const page = browser();
    await page.signIn("right");
    for (const { name, attributes } of page.set) {
      expect(name).toMatch(/^spindle\./);
      expect(attributes).toEqual(["HttpOnly", "Path=/", "SameSite=Lax"]);
    }
  });

  test("made with another secret, changed, or of another kind are nobody's", async () => {
    const page = browser({ secret: "fedcba9876543210fedcba9876543210" });
    await page.signIn("right");
    const cookie = page.jar[page.names.session] ?? "";
    expect(await sessionIdIn(cookie, "fedcba9876543210fedcba9876543210")).toMatch(/^[a-z2-7]{26}$/);
    for (const forged of [cookie, `${cookie}x`, "", "a.b.c.d.e", undefined]) expect(await sessionIdIn(forged, SECRET)).toBeNull();
  });
});

test.each([
  "https://evil.example",
  "//evil.example",
  "/\\evil.example",
  "\\\\evil.example",
  "http://spindle.lan:3000@evil.example",
  "http://spindle.lan:3001/x",
  "https://spindle.lan:3000/x",
  "javascript:alert(1)",
  "data:text/html,x",
  "/\t/evil.example",
  "http://spindle.lan:3000//evil.example",
])("after signing in nobody is sent to %s", async (callbackUrl) => {
  const url = await browser().signIn("right", callbackUrl);
  expect(url || "http://spindle.lan:3000/").toBe("http://spindle.lan:3000/");
});

test("works under whatever name the page was opened", async () => {
  for (const host of ["localhost:3000", "127.0.0.1:3000", "lab-box.local"]) {
    expect(await browser({ host }).signIn("right", "/a?b=c#d")).toBe(`http://${host}/a?b=c#d`);
  }
});
