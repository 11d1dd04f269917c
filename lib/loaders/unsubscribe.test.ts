import { beforeEach, expect, test } from "vitest";
import { GET, POST } from "@/app/api/unsubscribe/[token]/route";
import { hookPlace, UNSUBSCRIBE_PLACE } from "@/lib/core/notice-addresses";
import { setRuntime } from "@/lib/runtime";
import { type TestDatabase, testDatabase } from "@/lib/testing/database";
import { type MadeUser, makeUser } from "@/lib/testing/factories";
import { testSealing } from "@/lib/testing/sealing";

const sealing = testSealing();
let db: TestDatabase;
let ada: MadeUser;
let addressId: string;
let token: string;

beforeEach(async () => {
  db = await testDatabase();
  ada = await makeUser(db, "user", "ada");
  const address = { userId: ada.id, kind: "mail" as const, shown: "ada@example.org", confirmedAt: 1, code: null, sealed: () => null };
  addressId = await db.registry.transaction((tx) => tx.addNoticeAddress(address, 1));
  token = sealing.seal(addressId, UNSUBSCRIBE_PLACE);
  setRuntime({ registry: db.registry, sealing, now: () => 5_000 } as unknown as Parameters<typeof setRuntime>[0]);
});

const ONE_CLICK = new URLSearchParams({ "List-Unsubscribe": "One-Click" });
const ask = (method: string, text: string, body?: BodyInit) =>
  (method === "GET" ? GET : POST)(new Request("https://spindle.test/api/unsubscribe/x", { method, ...(body && { body }) }), {
    params: Promise.resolve({ token: text }),
  });
const isOff = async () => (await db.registry.noticeAddress(addressId))?.off;
const audit = () => db.database.prisma.auditEntry.findMany();

test("the mailbox's own button ends the mails, once, with a row and a word to the person", async () => {
  for (let time = 0; time < 3; time += 1) expect((await ask("POST", token, ONE_CLICK)).status).toBe(200);
  expect(await isOff()).toBe(true);
  expect(await audit()).toMatchObject([{ action: "notice.unsubscribe", actorName: "ada", subject: "ada@example.org" }]);
  const bell = await db.registry.notices(ada.scope, { userId: ada.id, hearsOfSite: false }, 10);
  expect(bell).toMatchObject([{ kind: "address-off", about: { address: "ada@example.org", unsubscribed: true } }]);
  expect(JSON.stringify([await audit(), bell])).not.toContain(token);
});

test("either kind of form does it, and nothing else", async () => {
  const form = new FormData();
  form.set("List-Unsubscribe", "One-Click");
  for (const body of [undefined, "List-Unsubscribe=One-Click", "{}", new URLSearchParams({ "List-Unsubscribe": "yes" }), new FormData()]) {
    expect((await ask("POST", token, body)).status).toBe(400);
    expect(await isOff()).toBe(false);
  }
  expect([(await ask("POST", token, form)).status, await isOff()]).toEqual([200, true]);
});

test("a look changes nothing, whoever looks, and leads to the page that asks", async () => {
  for (const text of [token, "no-token", "https://evil.example/", "x\r\nset-cookie: a=b"]) {
    const answer = await ask("GET", text);
    expect([answer.status, answer.headers.get("location"), answer.headers.get("set-cookie")]).toEqual([303, `/unsubscribe#${encodeURIComponent(text)}`, null]);
  }
  expect([await isOff(), await audit()]).toEqual([false, []]);
});

test("nothing else that is sealed ends mails, and the link opens nothing else", async () => {
  const others = [
    "",
    "no-token",
    `${token.slice(0, 30)}${token[30] === "A" ? "B" : "A"}${token.slice(31)}`,
    token.slice(0, -2),
    addressId,
    sealing.seal(addressId, hookPlace(addressId)),
    sealing.seal(addressId, "secret/a/1"),
  ];
  for (const text of others) expect((await ask("POST", text, ONE_CLICK)).status, text).toBe(404);
  expect(await isOff()).toBe(false);
  for (const place of [hookPlace(addressId), "notice-settings/smtp-password", "secret/a/1"]) expect(() => sealing.open(token, place)).toThrow();
});

test("an address that is gone gets no mails either", async () => {
  await db.registry.transaction((tx) => tx.removeNoticeAddress(addressId));
  expect((await ask("POST", token, ONE_CLICK)).status).toBe(200);
  expect(await audit()).toEqual([]);
});
