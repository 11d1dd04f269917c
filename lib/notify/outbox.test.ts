import { expect, test } from "vitest";
import { hookPlace, MOST_FAILURES, NO_NOTICE_SETTINGS, UNSUBSCRIBE_PLACE } from "@/lib/core/notice-addresses";
import { newId } from "@/lib/registry/id";
import { testDatabase } from "@/lib/testing/database";
import { type MadeUser, makeEnvironment, makeStack, makeUser } from "@/lib/testing/factories";
import { keepingPost } from "@/lib/testing/notice-room";
import { testSealing } from "@/lib/testing/sealing";
import { createOutbox } from "./outbox";

const MINUTE_MS = 60_000;

/** A person with a stack, a mail address, and a clock that is put on by hand. */
async function room() {
  const db = await testDatabase();
  const user = await makeUser(db);
  const environment = await makeEnvironment(db);
  const stack = await makeStack(db, user, environment);
  const clock = { now: 1_700_000_000_000 };
  const kept = keepingPost();
  const sealing = testSealing();
  const { registry } = db;
  const open = () =>
    createOutbox({ registry, post: kept.post, sealing, origin: "https://s.example", newId, now: () => clock.now, log: (error) => expect.fail(String(error)) });
  const address = (kind: "mail" | "webhook" = "mail") =>
    registry.transaction((tx) =>
      tx.addNoticeAddress(
        {
          ...{ userId: user.id, kind, shown: "ada@example.org", confirmedAt: clock.now, code: null },
          sealed: (id) => (kind === "mail" ? null : sealing.seal(JSON.stringify({ url: "https://h.example/", secret: "s" }), hookPlace(id))),
        },
        clock.now,
      ),
    );
  /** As the watch writes it. */
  const tell = (addressId: string, count = 1, to: MadeUser = user) =>
    registry.transaction(async (tx) => {
      const rows = Array.from({ length: count }, () => ({
        ...{ userId: to.id, environmentId: environment.id, stackId: stack.id, key: newId(), services: ["web"], about: {}, at: clock.now, bell: false },
        ...{ kind: "crash-loop" as const, phase: "trouble" as const },
      }));
      const ids = await tx.addNotices(rows);
      await tx.addDeliveries(ids.flatMap((noticeId) => (noticeId ? [{ addressId, noticeId, dueAt: clock.now }] : [])));
    });
  const statuses = async () => (await db.database.prisma.noticeDelivery.findMany({ orderBy: { id: "asc" } })).map(({ status }) => status);
  return { ...kept, db, user, stack, clock, sealing, open, address, tell, statuses };
}

test("twenty at once are one message, and nothing is sent twice", async () => {
  const { open, address, tell, posted, statuses, stack } = await room();
  await tell(await address(), 20);
  const outbox = open();
  await Promise.all([outbox.run()]);
  await outbox.run();
  expect(posted.map(({ letter }) => [letter.subject, letter.entries.length])).toEqual([[`20 notices: ${stack.name}`, 20]]);
  expect(new Set(await statuses())).toEqual(new Set(["sent"]));
});

test("a webhook gets its address and secret unsealed, one notice its own title and place", async () => {
  const { open, address, tell, posted, stack } = await room();
  await tell(await address("webhook"));
  await open().run();
  expect(posted[0]?.target).toEqual({ kind: "webhook", hook: { url: "https://h.example/", secret: "s" } });
  expect(posted[0]?.letter).toMatchObject({
    subject: expect.stringContaining("keeps crashing"),
    entries: [{ url: expect.stringContaining(`/stacks/${stack.name}/services/web`) }],
  });
});

test("each mail can end mails to its own address, and carries nothing else; a webhook has no such link", async () => {
  const { open, address, tell, posted, sealing } = await room();
  const [mail, webhook] = [await address(), await address("webhook")];
  for (const id of [mail, webhook, mail]) {
    await tell(id);
    await open().run();
  }
  const [first, none, second] = posted.map(({ letter }) => letter.unsubscribe);
  expect(none).toBeNull();
  expect(first).not.toBe(second);
  for (const link of [first, second]) {
    expect(link).toMatch(/^https:\/\/s\.example\/api\/unsubscribe\/[\w.-]+$/);
    expect(sealing.open(link?.split("/").at(-1) ?? "", UNSUBSCRIBE_PLACE)).toBe(mail);
  }
});

test("more than so many in an hour wait, and come together", async () => {
  const { open, address, tell, posted, clock, db } = await room();
  await db.registry.transaction((tx) => tx.setNoticeSettings({ ...NO_NOTICE_SETTINGS, perHour: 3 }, null));
  const id = await address();
  const outbox = open();
  for (let time = 0; time < 10; time += 1) {
    await tell(id);
    await outbox.run();
    clock.now += MINUTE_MS;
  }
  expect(posted).toHaveLength(3);
  expect(await db.registry.nextDelivery()).toBe(1_700_000_000_000 + 60 * MINUTE_MS);
  clock.now = 1_700_000_000_000 + 60 * MINUTE_MS + 1;
  await outbox.run();
  expect(posted.map(({ letter }) => letter.entries.length)).toEqual([1, 1, 1, 7]);
});

test("what fails is tried again later and later, and given up in the end; an address that always fails is switched off, which its person is told", async () => {
  const { open, address, tell, posted, fails, clock, db, user, statuses } = await room();
  const id = await address();
  await tell(id);
  const outbox = open();
  fails.push(...Array.from({ length: 6 }, () => ({ kind: "status", status: 503 }) as const));
  const waits: number[] = [];
  for (let time = 0; time < 6; time += 1) {
    await outbox.run();
    const next = await db.registry.nextDelivery();
    if (next === null) break;
    waits.push((next - clock.now) / MINUTE_MS);
    clock.now = next;
  }
  expect([waits, posted.length, await statuses()]).toEqual([[1, 5, 20, 60, 240], 6, ["failed"]]);
  const [row] = await db.registry.noticeAddresses(user.id);
  expect([row?.off, row?.failures, row?.last?.problem]).toEqual([true, MOST_FAILURES, { kind: "status", status: 503 }]);
  const bell = await db.registry.notices(user.scope, { userId: user.id, hearsOfSite: false }, 10);
  expect(bell.map(({ kind, about }) => [kind, about.address])).toEqual([["address-off", "ada@example.org"]]);
  await tell(id);
  await outbox.run();
  expect([posted.length, (await statuses()).sort()]).toEqual([6, ["dropped", "failed"]]);
});

test("what can never be taken is not tried again, and one that goes well begins to count anew", async () => {
  const { open, address, tell, fails, db, user, statuses } = await room();
  const id = await address();
  await tell(id);
  fails.push({ kind: "redirect", status: 302 });
  const outbox = open();
  await outbox.run();
  expect(await statuses()).toEqual(["failed"]);
  await tell(id);
  await outbox.run();
  expect((await statuses()).sort()).toEqual(["failed", "sent"]);
  expect((await db.registry.noticeAddresses(user.id))[0]).toMatchObject({ failures: 0, last: { problem: null } });
});

test("what was under way when the server ended is not sent again", async () => {
  const { open, address, tell, posted, db, statuses } = await room();
  await tell(await address());
  await db.database.prisma.noticeDelivery.updateMany({ data: { status: "sending", message: "m" } });
  const outbox = open();
  await outbox.start();
  await outbox.stop();
  expect([posted, await statuses()]).toEqual([[], ["unknown"]]);
});

test("who lost the right to a stack, or is disabled, is not written to", async () => {
  const { open, address, tell, posted, db, user, statuses } = await room();
  const id = await address();
  await tell(id);
  await db.database.prisma.projectMember.deleteMany({ where: { userId: user.id } });
  await open().run();
  expect([posted, await statuses()]).toEqual([[], ["dropped"]]);
  await db.database.prisma.projectMember.create({ data: { userId: user.id, projectId: user.projectId, role: "owner" } });
  await tell(id);
  await db.accounts.setDisabled(user.id, true);
  await open().run();
  expect([posted, await statuses()]).toEqual([[], ["dropped", "dropped"]]);
});
