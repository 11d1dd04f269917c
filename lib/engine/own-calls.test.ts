import { expect, test } from "vitest";
import { makeDesiredStack, makeService, makeSpec } from "@/lib/testing/desired";
import { createFakeEngine } from "./fake";
import { noteOwnCalls, ownCalls } from "./own-calls";
import type { EngineEvent } from "./port";

let clock = 1_000_000;
const now = () => clock;

async function room() {
  const fake = createFakeEngine({ now });
  fake.images.set("spindle/demo:v1", { imageId: "sha256:one" });
  const calls = ownCalls(now);
  const engine = noteOwnCalls(fake, calls);
  const told: string[] = [];
  const signal = new AbortController().signal;
  const events = engine.events(signal)[Symbol.asyncIterator]();
  await events.next();
  /** What was told since the last time: an own event has a mark. */
  const since = async (last: string): Promise<string[]> => {
    told.length = 0;
    for (;;) {
      const { value } = (await events.next()) as { value: Exclude<EngineEvent, { type: "begun" }> };
      told.push(`${value.action}${calls.asked(value) ? "!" : ""}`);
      if (value.action === last) return [...told];
      clock += 1;
    }
  };
  const service = makeService(makeSpec({ restart: { policy: "unless-stopped" } }));
  const stack = makeDesiredStack([service]);
  await engine.createNetwork(stack, "default", false);
  if (service.target === null) throw new Error("the service has no target");
  const { id } = await engine.create(stack, service, service.target, 1);
  return { fake, engine, id, since };
}

test("what Spindle asks for is its own, what a hand does right after is not", async () => {
  const { fake, engine, id, since } = await room();
  await engine.start(id);
  expect(await since("start")).toEqual(["create!", "create", "start!"]);
  fake.crash(id);
  expect(await since("die")).toEqual(["die"]);
  clock += 200;
  fake.tick();
  expect(await since("start")).toEqual(["start"]);
  clock += 1;
  await engine.restart(id, 1);
  expect(await since("restart")).toEqual(["kill!", "die!", "stop!", "start!", "restart!"]);
  fake.kill(id);
  // A kill is judged by the end it brings.
  expect(await since("die")).toEqual(["kill!", "die"]);
  await engine.remove(id);
  expect(await since("destroy")).toEqual(["destroy!"]);
});

test("a call that brought nothing about is forgotten after a while", async () => {
  const { fake, engine, id, since } = await room();
  await engine.start(id);
  await since("start");
  await engine.start(id);
  clock += 6_000;
  fake.kill(id);
  expect(await since("die")).toEqual(["kill", "die"]);
  await engine.stop(id, 1);
  clock += 6_000;
  await engine.start(id);
  await since("start");
  fake.kill(id);
  expect(await since("die")).toEqual(["kill", "die"]);
});

test("everything else of the engine is as it was", async () => {
  const { fake, engine } = await room();
  expect(engine.endpoint).toBe(fake.endpoint);
  expect(await engine.isPortFree(1, "tcp")).toBe(true);
});
