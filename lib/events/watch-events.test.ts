import { expect, onTestFinished, test, vi } from "vitest";
import type { StackNews } from "@/lib/core/stack-events";
import { newId } from "@/lib/registry/id";
import { type House, openHouse } from "@/lib/testing/house";
import { createEventWatch } from "./watch-events";

vi.setConfig({ testTimeout: 30_000 });

const WEB = "services:\n  web:\n    image: web:v1\n    restart: unless-stopped\n";

/** Listens to whatever mirror the house has now, as Spindle does after a restart. */
async function watched(house: House) {
  const { registry } = house.db;
  const watch = createEventWatch({ registry, places: house.tin.places, now: house.tin.now, log: (error) => house.errors.push(error), newId });
  const news: StackNews[] = [];
  watch.subscribe((one) => news.push(one));
  await watch.start();
  onTestFinished(() => watch.stop());
  return { watch, news };
}

/** The line to the engine is lost and open again. */
async function cut(house: House) {
  const before = house.mirror.line().reconnects;
  house.engine.goDown();
  house.engine.comeUp();
  await house.until(
    () => house.mirror.line().reconnects,
    (count) => count > before,
  );
}

async function rows(house: House, stack = "shop") {
  const [found] = await house.db.registry.stackIds();
  const events = await house.db.registry.stackEvents(found?.id ?? stack, { limit: 1_000 });
  return events
    .reverse()
    .map(({ what, count, container, operationId }) => ({ operationId, text: `${what.kind}${"by" in what ? ` ${what.by}` : ""}`, count, container, what }));
}

test("what happens to a stack is written down once, and told once", async () => {
  const house = await openHouse();
  const { news } = await watched(house);
  const started = await house.deploy("shop", WEB);
  expect(await house.ended(started)).toBe("succeeded");
  const id = (await house.service("shop", "web")).containers[0]?.id ?? "";
  house.engine.changeOutside(id, "pause", { state: "paused" });
  house.engine.changeOutside(id, "unpause", { state: "running" });
  house.engine.kill(id);
  const written = await house.until(
    () => rows(house),
    (all) => all.some(({ text }) => text === "ended hand"),
  );
  const mine = written.filter(({ text }) => !text.endsWith("spindle"));
  expect(mine.map(({ text }) => text)).toEqual(["paused hand", "resumed hand", "ended hand"]);
  expect(mine[0]?.container).toMatchObject({ service: "web", index: 1, generation: 1 });
  const own = written.filter(({ text }) => text === "started spindle" || text === "network-made spindle").slice(0, 2);
  expect(own.map(({ operationId }) => operationId)).toEqual([started.operationId, started.operationId]);
  const told = news.flatMap((one) => (one.type === "event" && !one.again ? [one.event.id] : []));
  expect(new Set(told).size).toBe(told.length);
  await house.until(
    () => news.some((one) => one.type === "operation-ended" && one.operation.id === started.operationId),
    (ended) => ended,
  );
});

test("a crash loop is one row, and told as a loop once", async () => {
  const house = await openHouse();
  const { watch, news } = await watched(house);
  expect(await house.ended(await house.deploy("shop", WEB))).toBe("succeeded");
  const id = (await house.service("shop", "web")).containers[0]?.id ?? "";
  for (let turn = 0; turn < 5; turn += 1) {
    house.engine.crash(id, 3);
    await house.until(
      () => house.engine.containers().find((one) => one.id === id)?.state,
      (state) => state === "running",
    );
    await watch.settled();
  }
  const ends = (await rows(house)).filter(({ what }) => what.kind === "ended");
  expect(ends.map(({ text, count }) => `${text} ${count}`)).toEqual(["ended itself 5"]);
  expect(news.filter(({ type }) => type === "crash-loop").length).toBe(1);
});

test("a restart of Spindle: what the engine still remembers is written once, and the loop goes on in its row", async () => {
  const house = await openHouse();
  expect(await house.ended(await house.deploy("shop", WEB))).toBe("succeeded");
  const first = await watched(house);
  const id = (await house.service("shop", "web")).containers[0]?.id ?? "";
  house.engine.changeOutside(id, "pause", { state: "paused" });
  house.engine.changeOutside(id, "unpause", { state: "running" });
  await first.watch.settled();
  // The mark is written with the batch; nobody listened to the first beginning, so it begins again.
  await cut(house);
  await first.watch.settled();
  await first.watch.stop();
  const before = await rows(house);
  house.engine.changeOutside(id, "update", {});
  const second = await watched(house);
  await cut(house);
  const after = await house.until(
    async () => {
      await second.watch.settled();
      return rows(house);
    },
    (all) => all.some(({ text }) => text === "changed unseen"),
  );
  expect(after.map(({ text }) => text)).toEqual([...before.map(({ text }) => text), "changed unseen"]);
});

test("what an engine has forgotten is said to be not watched, with what the containers still show", async () => {
  const house = await openHouse();
  expect(await house.ended(await house.deploy("shop", WEB))).toBe("succeeded");
  const first = await watched(house);
  await cut(house);
  await first.watch.settled();
  await first.watch.stop();
  const id = (await house.service("shop", "web")).containers[0]?.id ?? "";
  const stopped = house.tin.now();
  await house.until(house.tin.now, (now) => now > stopped + 10_000);
  house.engine.crash(id, 3);
  await house.until(
    () => house.engine.containers().find((one) => one.id === id)?.state,
    (state) => state === "running",
  );
  const foreign = house.engine.addForeign("noise");
  for (let event = 0; event < 300; event += 1) house.engine.changeOutside(foreign, "update", {});
  const second = await watched(house);
  await cut(house);
  const after = await house.until(
    async () => {
      await second.watch.settled();
      return rows(house);
    },
    (all) => all.some(({ what }) => what.kind === "unwatched"),
  );
  const gap = after.find(({ what }) => what.kind === "unwatched")?.what;
  if (gap?.kind !== "unwatched") throw new Error("no gap");
  expect(gap.from).toBeGreaterThanOrEqual(stopped - 5_000);
  expect(gap.to - gap.from).toBeGreaterThan(9_000);
  expect(after.filter(({ container }) => container?.id === id).map(({ text }) => text)).toEqual(expect.arrayContaining(["ended unseen", "started unseen"]));
});
