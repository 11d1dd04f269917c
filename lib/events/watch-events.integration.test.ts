import { afterAll, beforeAll, expect, onTestFinished, test, vi } from "vitest";
import type { ServiceSpec } from "@/lib/core/spec";
import type { StackEvent } from "@/lib/core/stack-events";
import { createPlaces } from "@/lib/engine/places";
import { eventSentence } from "@/lib/format/event-words";
import { plain } from "@/lib/format/names";
import { newId } from "@/lib/registry/id";
import { testDatabase } from "@/lib/testing/database";
import { makeDesiredStack, makeService, makeSpec } from "@/lib/testing/desired";
import { makeEnvironment, makeUser } from "@/lib/testing/factories";
import { eventually, type LiveEngine, liveEngine } from "@/lib/testing/live-engine";
import { makeImages } from "../../scripts/images/make";
import { createEventWatch } from "./watch-events";

vi.setConfig({ testTimeout: 60_000 });

let real: LiveEngine;
beforeAll(async () => {
  await makeImages(process.env.DOCKER_HOST || undefined);
  real = liveEngine();
});
afterAll(() => real.clean());

/** A stack of the registry whose containers are made past the reconciler, so that nobody mends what is broken here. */
async function room() {
  const db = await testDatabase();
  const { id: environmentId } = await makeEnvironment(db);
  const user = await makeUser(db);
  const stackId = await db.registry.transaction((tx) => tx.createStack({ name: "shop", environmentId, projectId: user.projectId, createdBy: user.id }));
  const errors: unknown[] = [];
  const places = createPlaces({
    ways: async () => [{ environmentId, way: { endpoint: "own", pinned: null, tls: null, broken: null } }],
    ...{ open: () => real.engine, own: "own", now: Date.now, pin: async (host: string) => host, onListenerError: (error: unknown) => errors.push(error) },
    probe: async () => ({ ok: false, fault: "no-answer", detail: "" }),
  });
  const begin = async () => {
    const watch = createEventWatch({ registry: db.registry, places, now: Date.now, log: (error) => errors.push(error), newId });
    await watch.start();
    return watch;
  };
  let watch = await begin();
  await places.follow();
  await eventually(
    () => places.of(environmentId).mirror.status().state,
    (state) => state === "up",
  );
  onTestFinished(async () => {
    await watch.stop();
    await places.stop();
    expect(errors).toEqual([]);
  });
  const { engine } = places.of(environmentId);
  const run = async (changes: Partial<ServiceSpec>): Promise<string> => {
    const service = makeService(makeSpec(changes));
    const stack = makeDesiredStack([service], { id: stackId });
    await engine.createNetwork(stack, "default", false);
    if (service.target === null) throw new Error("the service has no target");
    const { id } = await engine.create(stack, service, service.target, 1);
    await engine.start(id);
    return id;
  };
  const rows = async (): Promise<StackEvent[]> => {
    await watch.settled();
    return (await db.registry.stackEvents(stackId, { limit: 500 })).reverse();
  };
  const words = async () => (await rows()).map((event) => plain(eventSentence(event)).replaceAll("\u00a0", " "));
  const until = (holds: (said: string[]) => boolean) => eventually(words, holds, 30_000);
  const restart = async (meanwhile: () => Promise<void>) => {
    await watch.stop();
    await places.stop();
    await meanwhile();
    watch = await begin();
    await places.follow();
  };
  return { engine, run, rows, words, until, restart };
}

const NETWORK = "Network default was made";

test("kills by hand, kills for want of memory and restarts are told as what they are, and nothing else", async () => {
  const { engine, run, until, words } = await room();
  const id = await run({ name: "web", restart: { policy: "no" } });
  await until((said) => said.length === 2);
  await engine.restart(id, 1);
  await until((said) => said.length === 3);
  await real.outside.getContainer(id).kill();
  await until((said) => said.length === 4);
  await real.outside.getContainer(id).start();
  await real.outside.getContainer(id).restart({ t: 0 });
  await until((said) => said.length === 6);
  await engine.stop(id, 0);
  await until((said) => said.length === 7);
  await real.outside.getContainer(id).remove();
  const said = await until((all) => all.length === 8);
  expect(said).toEqual([
    NETWORK,
    "web-1 was started",
    "web-1 was restarted",
    "web-1 was killed by hand, past Spindle",
    "web-1 was started by hand, past Spindle",
    "web-1 was restarted by hand, past Spindle",
    "web-1 was stopped",
    "web-1 was removed by hand, past Spindle",
  ]);
  // It eats more than it may have: the kernel ends it, and the engine says why.
  await run({ name: "eater", memoryBytes: 24 * 1024 * 1024, command: ["sh", "-c", "x=aaaaaaaaaaaaaaaa; while true; do x=$x$x; done"] });
  await until((all) => all.some((line) => line.startsWith("eater-1 was killed")));
  expect((await words()).slice(8)).toEqual(["eater-1 was started", "eater-1 was killed: out of memory (limit 24 MiB)"]);
});

test("a crash loop is one row, and goes on in it after a restart of Spindle, which misses nothing that the engine remembers", async () => {
  const { run, rows, until, restart } = await room();
  const id = await run({ name: "loop", restart: { policy: "unless-stopped" }, command: ["sh", "-c", "sleep 0.1; exit 3"] });
  await eventually(rows, (all) => all.some(({ what, count }) => what.kind === "ended" && count >= 3), 30_000);
  const sitter = await run({ name: "sitter" });
  await until((said) => said.includes("sitter-1 was started"));
  const before = (await rows()).filter(({ what }) => what.kind === "ended");
  await restart(async () => {
    await real.outside.getContainer(sitter).kill();
  });
  const after = await eventually(rows, (all) => all.some(({ container, what }) => container?.service === "sitter" && what.kind === "ended"), 30_000);
  const ended = after.filter(({ container, what }) => container?.service === "loop" && what.kind === "ended");
  expect(ended.map(({ id: row }) => row)).toEqual(before.map(({ id: row }) => row));
  expect(ended[0]?.count).toBeGreaterThanOrEqual(before[0]?.count ?? 0);
  expect(ended[0]?.what).toMatchObject({ by: "itself", code: 3, again: true });
  const killed = after.filter(({ container, what }) => container?.service === "sitter" && what.kind === "ended");
  expect(killed.map(({ what }) => what)).toMatchObject([{ by: "unseen", code: 137 }]);
  await real.outside.getContainer(id).remove({ force: true });
});

test("a check that fails is told with what it said, and the engine's last probes can be read", async () => {
  const { engine, run, rows } = await room();
  const id = await run({
    name: "sick",
    healthcheck: { test: ["CMD-SHELL", "echo no answer from the portal; exit 7"], intervalMs: 1_000, timeoutMs: 1_000, retries: 2, startPeriodMs: 0 },
  });
  const all = await eventually(rows, (found) => found.some(({ what }) => what.kind === "health"), 30_000);
  expect(all.filter(({ what }) => what.kind === "health").map(({ what }) => what)).toMatchObject([
    { to: "unhealthy", probe: { exitCode: 7, output: "no answer from the portal" } },
  ]);
  const probes = await engine.probes(id);
  expect(probes.at(-1)).toMatchObject({ exitCode: 7, output: "no answer from the portal" });
  expect(probes.length).toBeLessThanOrEqual(5);
});
