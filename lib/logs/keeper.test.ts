import { createHash } from "node:crypto";
import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import { NO_KEPT_FILTER } from "@/lib/core/kept-logs";
import type { WatchRules } from "@/lib/core/policy";
import { confirmUpgrade } from "@/lib/ops/confirm-upgrade";
import { downloadKept, listKeptSources, readKept, searchKept } from "@/lib/ops/read-kept-logs";
import { removeStack } from "@/lib/ops/remove-stack";
import { type House, openHouse } from "@/lib/testing/house";
import { logFolder, testKeptLogs } from "@/lib/testing/kept-logs";

// Many small files: on a busy machine that takes a while.
vi.setConfig({ testTimeout: 60_000 });

const WEB = (tag: string) => `services:\n  web:\n    image: web:${tag}\n`;

/** A house whose logs are kept in a folder that outlives the keeper. */
async function openRoom() {
  const house = await openHouse();
  const folder = logFolder();
  const keep = () => {
    const kept = testKeptLogs({ world: house.db.registry, places: house.tin.places, now: house.tin.now, log: (error) => house.errors.push(error), folder });
    house.tin.keptLogs = kept;
    kept.start();
    return kept;
  };
  const input = { environment: house.environment, stack: "shop", filter: NO_KEPT_FILTER };
  const texts = async () => (await readKept({ ctx: house.tin, input: { ...input, place: { at: "start" }, limit: 1_000 } })).lines.map(({ text }) => text);
  const settled = (wanted: string[]) => house.until(texts, (found) => found.length >= wanted.length).then((found) => expect(found).toEqual(wanted));
  const rules = async (over: Partial<WatchRules>) => {
    const [environment] = await house.db.registry.environments();
    if (!environment) throw new Error("no environment");
    const policy = { ...environment.policy, watch: { ...environment.policy.watch, ...over } };
    await house.db.registry.transaction((tx) => tx.setPolicy(environment.id, policy));
  };
  return { house, folder, keep, input, texts, settled, rules };
}

const only = (house: House, tag: string) => {
  const found = house.engine.containers().find(({ imageId }) => imageId === `sha256:${tag}`);
  if (!found) throw new Error(`nothing runs web:${tag}`);
  return found.id;
};

test("lines outlive their container, go on after a restart, and go with their stack", async () => {
  const { house, folder, keep, input, settled } = await openRoom();
  await house.ended(await house.deploy("shop", WEB("v1")));
  house.engine.log(only(house, "web1"), "one", "two");
  const first = keep();
  await settled(["one", "two"]);
  await first.stop();
  house.engine.log(only(house, "web1"), "three");
  const second = keep();
  await settled(["one", "two", "three"]);

  await house.ended(await house.upgrade("shop", WEB("v2")));
  house.engine.log(only(house, "web2"), "four");
  await house.ended(await confirmUpgrade({ ctx: house.tin, input: { environment: house.environment, stack: "shop", service: null } }));
  await second.stop();
  keep();
  await settled(["one", "two", "three", "four"]);
  const { keeping, sources } = await listKeptSources({ ctx: house.tin, input });
  expect(keeping).toBe(true);
  expect(sources.map(({ label, revision, lines }) => ({ label, revision, lines }))).toEqual([
    { label: "web-1", revision: 2, lines: 1 },
    { label: "web-1", revision: 1, lines: 3 },
  ]);

  const [stackId = ""] = readdirSync(folder);
  expect(statSync(join(folder, stackId)).mode & 0o777).toBe(0o700);
  expect(await house.tin.keptLogs.keptBytes()).toEqual([{ stackId, serviceId: expect.any(String), bytes: expect.any(Number) }]);
  await removeStack({ ctx: house.tin, input: { environment: house.environment, stack: "shop", service: null, typedName: "shop", volumes: [] } });
  await house.until(
    () => existsSync(join(folder, stackId)),
    (there) => !there,
  );
  expect(house.errors).toEqual([]);
});

test("an environment that wants no lines kept has none kept, from that moment on", async () => {
  const { house, keep, input, settled, texts, rules } = await openRoom();
  await rules({ keepLogs: false });
  await house.ended(await house.deploy("shop", WEB("v1")));
  house.engine.log(only(house, "web1"), "one");
  const kept = keep();
  expect(await listKeptSources({ ctx: house.tin, input })).toEqual({ keeping: false, sources: [] });
  await rules({ keepLogs: true });
  await settled(["one"]);
  await rules({ keepLogs: false });
  await house.until(
    () => listKeptSources({ ctx: house.tin, input }),
    ({ keeping }) => !keeping,
  );
  await kept.keeper.settled();
  house.engine.log(only(house, "web1"), "two");
  expect(await texts()).toEqual(["one"]);
});

test("the oldest lines go when a service has more than its environment allows", async () => {
  const { house, keep, input, rules } = await openRoom();
  await rules({ keptLogBytes: 300_000 });
  await house.ended(await house.deploy("shop", WEB("v1")));
  const noise = (at: number) => createHash("sha512").update(String(at)).digest("base64");
  for (let part = 0; part < 20; part += 1)
    house.engine.log(only(house, "web1"), ...Array.from({ length: 1_000 }, (_, at) => `${part * 1_000 + at} ${noise(part * 1_000 + at)}`));
  const kept = keep();
  const { lines } = await house.until(
    () => readKept({ ctx: house.tin, input: { ...input, place: { at: "end" }, limit: 2_000 } }),
    (window) => window.lines.at(-1)?.text.startsWith("19999 ") === true,
  );
  await kept.keeper.sweep();
  expect((await kept.keptBytes())[0]?.bytes).toBeLessThan(330_000);
  const first = (await readKept({ ctx: house.tin, input: { ...input, place: { at: "start" }, limit: 1 } })).lines[0];
  expect(first?.n).toBeGreaterThan(5_000);
  expect(first?.text).toMatch(new RegExp(`^${first?.n} `));
  expect(lines).toHaveLength(2_000);

  await rules({ keptLogBytes: 50_000_000, keptLogDays: 0 });
  await house.until(
    async () => {
      await kept.keeper.sweep();
      return (await listKeptSources({ ctx: house.tin, input })).sources;
    },
    (sources) => sources.length === 0,
  );
});

test("a search says how far it has come, and a download is plain text", async () => {
  const { house, keep, input, settled } = await openRoom();
  await house.ended(await house.deploy("shop", WEB("v1")));
  const said = Array.from({ length: 500 }, (_, at) => (at % 100 === 7 ? `needle ${at}` : `straw ${at}`));
  house.engine.log(only(house, "web1"), ...said);
  keep();
  await settled(said);
  const told = [];
  const filter = { ...NO_KEPT_FILTER, text: "needle" };
  for await (const one of await searchKept({ ctx: house.tin, input: { ...input, filter, before: null, limit: 3 } })) told.push(one);
  expect(told[0]).toMatchObject({ type: "hits", lines: [{ text: "needle 407" }, { text: "needle 307" }, { text: "needle 207" }] });
  expect(told[1]).toMatchObject({ type: "progress", lines: 500 });
  expect(told.at(-1)).toMatchObject({ type: "end", reason: "enough", hits: 3, next: { n: 207 } });
  let text = "";
  for await (const piece of await downloadKept({ ctx: house.tin, input: { ...input, filter, gzip: false } })) text += Buffer.from(piece).toString();
  expect(text.split("\n").map((line) => line.slice(31))).toEqual([...[7, 107, 207, 307, 407].map((at) => `web-1 needle ${at}`), ""]);
  onTestFinished(() => expect(house.errors).toEqual([]));
});
