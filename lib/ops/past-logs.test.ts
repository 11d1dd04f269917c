import { expect, test, vi } from "vitest";
import { problemOf } from "@/lib/core/errors";
import { NO_KEPT_FILTER } from "@/lib/core/kept-logs";
import { openHouse } from "@/lib/testing/house";
import { confirmUpgrade } from "./confirm-upgrade";
import { downloadLogs } from "./download-logs";
import { type PastLogsInput, pastLogs } from "./past-logs";
import { listKeptSources } from "./read-kept-logs";

vi.setConfig({ testTimeout: 60_000 });

const WEB = (tag: string) => `services:\n  web:\n    image: web:${tag}\n`;

/** A stack whose first container wrote three lines, and is gone; the second has written two. */
async function room() {
  const house = await openHouse();
  const { engine, environment, tin } = house;
  const at = { environment, stack: "shop" };
  const idOf = (tag: string) => engine.containers().find(({ imageId }) => imageId === `sha256:${tag}`)?.id ?? "";
  const say = (id: string, ...lines: string[]) => {
    for (const line of lines) {
      house.skip(1_000);
      engine.log(id, line);
    }
  };
  await house.ended(await house.deploy("shop", WEB("v1")));
  const old = idOf("web1");
  say(old, "one", "two", "three");
  house.keptLogs.start();
  const kept = async () => (await listKeptSources({ ctx: tin, input: { ...at, filter: NO_KEPT_FILTER } })).sources.map(({ lines }) => lines);
  await house.until(kept, ([lines]) => lines === 3);
  await house.ended(await house.upgrade("shop", WEB("v2")));
  await house.ended(await confirmUpgrade({ ctx: tin, input: { ...at, service: null } }));
  say(idOf("web2"), "four", "five");
  const all = { ...at, service: null, containers: null, tail: "all" as const, since: null, until: null, signal: new AbortController().signal };
  const read = async (over: Partial<PastLogsInput> = {}) => {
    const { lines } = await pastLogs({ ctx: tin, input: { ...all, ...over } });
    const found = [];
    for await (const line of lines) found.push(line);
    return found;
  };
  const texts = async (over: Partial<PastLogsInput> = {}) => (await read(over)).map(({ text }) => text).join(" ");
  return { house, old, say, idOf, all, read, texts };
}

test("lines of a container that is gone come before those of the one in its place, and a tail is counted over both", async () => {
  const { read, texts, house } = await room();
  const lines = await read();
  expect(lines.map(({ container, text }) => `${container} ${text}`)).toEqual(["web-1(r1) one", "web-1(r1) two", "web-1(r1) three", "web-1 four", "web-1 five"]);
  const tails = [];
  for (const tail of [0, 1, 2, 3, 4, 5, 6]) tails.push(await texts({ tail }));
  expect(tails).toEqual(["", "five", "four five", "three four five", "two three four five", "one two three four five", "one two three four five"]);
  const [, second, third, fourth] = lines.map(({ time }) => time);
  expect(await texts({ since: second ?? null })).toContain("three four five");
  expect(await texts({ until: fourth ?? null })).toBe("one two three four");
  expect(await texts({ until: fourth ?? null, tail: 2 })).toBe("three four");
  expect(await texts({ until: third ?? null, tail: 2 })).toBe("two three");
  expect(house.errors).toEqual([]);
});

test("a container that is gone can be named while its lines are kept, and only then", async () => {
  const { old, texts, idOf, all, house } = await room();
  expect(await texts({ containers: [old] })).toBe("one two three");
  expect(await texts({ containers: [idOf("web2")] })).toBe("four five");
  const codeOf = (containers: string[]) =>
    pastLogs({ ctx: house.tin, input: { ...all, containers } }).then(
      () => "read",
      (error: unknown) => problemOf(error).code,
    );
  expect(await codeOf([old, "0123456789abcdef"])).toBe("NOT_FOUND");
});

test("what an engine has let go of a log comes from where it is kept, once", async () => {
  const { house, read, texts, say, idOf } = await room();
  say(idOf("web2"), ...Array.from({ length: 20 }, (_, at) => `line ${at}`));
  const fifth = (await read({ tail: "all" }))[9]?.time ?? "";
  const { engine } = house.tin.places.of("");
  const whole = engine.logs.bind(engine);
  vi.spyOn(engine, "logs").mockImplementation((id, options) => whole(id, options.follow ? options : { ...options, since: options.since ?? fifth }));
  const everything = `one two three four five ${Array.from({ length: 20 }, (_, at) => `line ${at}`).join(" ")}`;
  await house.until(texts, (found) => found.length >= everything.length);
  expect(await texts()).toBe(everything);
  expect(await texts({ tail: 18 })).toBe(everything.split(" four five ")[1]?.replace("line 0 line 1 ", ""));
});

test("as text, lines say whose they are where there are several containers", async () => {
  const { house, all, idOf } = await room();
  const text = async (containers: string[] | null) => {
    let whole = "";
    for await (const piece of await downloadLogs({ ctx: house.tin, input: { ...all, containers } })) whole += piece;
    return whole.split("\n").map((line) => line.slice(31));
  };
  expect(await text(null)).toEqual(["web-1(r1) one", "web-1(r1) two", "web-1(r1) three", "web-1 four", "web-1 five", ""]);
  expect(await text([idOf("web2")])).toEqual(["four", "five", ""]);
});
