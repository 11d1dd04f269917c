import { expect, test, vi } from "vitest";
import { type KeptPlace, NO_KEPT_FILTER } from "@/lib/core/kept-logs";
import type { StackEvent } from "@/lib/core/stack-events";
import { openHouse } from "@/lib/testing/house";
import { readKept } from "./read-kept-logs";

vi.setConfig({ testTimeout: 60_000 });

const WEB = (tag: string) => `services:\n  web:\n    image: web:${tag}\n`;

test("windows of kept lines have what happened between their lines, each rule in one of them", async () => {
  const house = await openHouse();
  const { engine, environment, tin, db } = house;
  const at = { environment, stack: "shop" };
  await house.ended(await house.deploy("shop", WEB("v1")));
  const container = engine.containers().find(({ imageId }) => imageId === "sha256:web1")?.id ?? "";
  const say = (line: string) => {
    house.skip(60_000);
    engine.log(container, line);
  };
  const [stack] = await db.registry.stackIds();
  const ended = async (id: string, service: string) => {
    house.skip(60_000);
    const event: StackEvent = {
      ...{ id, stackId: stack?.id ?? "", at: tin.now(), lastAt: tin.now(), count: 1, operationId: null },
      container: { id: service === "web" ? container : "other", service, generation: 1, revision: 1, index: 1 },
      what: { kind: "ended", by: "memory", code: 137, again: true, memoryBytes: null },
    };
    await db.registry.writeEvents({ put: [event], drop: [], belongs: new Map(), marks: [] });
  };
  await ended("early", "web");
  say("one");
  await ended("e1", "web");
  say("two");
  await ended("e2", "db");
  await house.ended(await house.upgrade("shop", WEB("v2")));
  say("three");
  house.keptLogs.start();
  const read = async (place: KeptPlace, limit: number, filter = NO_KEPT_FILTER) => readKept({ ctx: tin, input: { ...at, filter, place, limit } });
  const told = ({ rules = [] }: Awaited<ReturnType<typeof read>>) =>
    rules.map((rule) => (rule.kind === "ended" ? `${rule.container === container ? "web" : "db"} ${rule.end.code}` : `${rule.asked.kind} by ${rule.asked.by}`));
  const whole = await house.until(
    () => read({ at: "start" }, 10),
    ({ lines }) => lines.length === 3,
  );
  expect(told(whole)).toEqual(["web 137", "db 137", "upgrade by tin"]);
  expect(told(await read({ at: "start" }, 10, { ...NO_KEPT_FILTER, service: "web" }))).toEqual(["web 137", "upgrade by tin"]);
  expect(told(await read({ at: "start" }, 10, { ...NO_KEPT_FILTER, sources: ["0123456789ab"] }))).toEqual([]);
  for (const direction of ["before", "after"] as const) {
    const pages = [];
    const from = direction === "before" ? "end" : "start";
    for (let next: KeptPlace | null = { at: from }; next !== null; ) {
      const page: Awaited<ReturnType<typeof read>> = await read(next, 1);
      pages.push(told(page));
      const edge = direction === "before" ? page.earlier : page.later;
      next = edge && { at: "line", line: edge, direction };
    }
    const expected = [[], ["web 137"], ["db 137", "upgrade by tin"]];
    expect(pages).toEqual(direction === "before" ? [[], ["db 137", "upgrade by tin"], ["web 137"]] : expected);
  }
});
