import { readdirSync } from "node:fs";
import { describe, expect, test, vi } from "vitest";
import type { ObservedContainer } from "@/lib/core/observed";
import type { Tick, UsageCounters } from "@/lib/core/statistics";
import type { ContainerRun, Engine, EngineEvent, EngineMirror, UsageReading } from "@/lib/engine/port";
import { onePlace } from "@/lib/testing/one-place";
import { makeContainer } from "@/lib/testing/stack-world";
import { statisticsFolder } from "@/lib/testing/statistics";
import { ASKED_EVERY_SECONDS, DIRECT_A_SECOND } from "./lanes";
import { FILE_BYTES } from "./ring-file";
import { createStatistics } from "./statistics";
import { RingStore } from "./store";

const ENVIRONMENT = "sandbox";

/** Time, an engine and its containers, all by hand. */
async function room(count = 1, { direct = true, folder = statisticsFolder() } = {}) {
  const world = {
    now: 1_800_000_000_000,
    on: true,
    state: "up" as "up" | "down",
    stacks: [{ id: "s1", environmentId: ENVIRONMENT }],
    containers: Array.from({ length: count }, (_, at) => makeContainer("web", 1, at + 1, { startedAt: 1_799_999_000_000 })),
    /** Each reading: who was read, and how. */
    readings: [] as { ids: string[]; steady: boolean }[],
    oomKills: 0,
  };
  const counters = (): UsageCounters => ({
    ...{ at: world.now, cpuNs: world.now * 500_000, memoryBytes: 1024 * 1024, rxBytes: world.now, txBytes: 0, readBytes: 0, writeBytes: 0, pids: 2 },
    oomKills: world.oomKills,
  });
  const usage = async (runs: readonly ContainerRun[], steady: boolean): Promise<UsageReading> => {
    world.readings.push({ ids: runs.map(({ id }) => id), steady });
    return { counters: new Map(runs.map(({ id }) => [id, counters()])), direct };
  };
  let hear: (event: EngineEvent) => void = () => undefined;
  const mirror = {
    stack: (id: string) => ({ containers: world.stacks.some((stack) => stack.id === id) ? world.containers : [], networks: [], volumes: [] }),
    status: () => ({ state: world.state }),
    container: (id: string) => world.containers.find((one) => one.id === id) ?? null,
    watchEvents: (listener: (event: EngineEvent) => void) => {
      hear = listener;
      return () => undefined;
    },
  } as unknown as EngineMirror;
  const place = { engine: { usage } as unknown as Engine, mirror };
  let changed = () => {};
  const make = () =>
    createStatistics({
      folder,
      places: onePlace(() => place),
      environments: async () => [{ id: ENVIRONMENT, on: world.on }],
      stacks: async () => world.stacks,
      changed: (listener) => {
        changed = listener;
        return () => undefined;
      },
      now: () => world.now,
      log: (error) => {
        throw error;
      },
    });
  // The clock is the test's: nothing ticks by itself.
  vi.useFakeTimers({ toFake: ["setTimeout", "setInterval"] });
  let statistics = make();
  await statistics.start();
  const pass = async (seconds: number) => {
    for (let second = 0; second < seconds; second += 1) {
      world.now += 1_000;
      await statistics.tick();
      // The disk is slower than this clock.
      if (second % 10 === 9) await statistics.read("s1", 0, 1);
    }
  };
  const watch = (ids: () => string[], tell: (tick: Tick) => void = () => undefined) => statistics.watch({ environmentId: ENVIRONMENT, containers: ids, tell });
  const restart = async () => {
    await statistics.stop();
    statistics = make();
    await statistics.start();
  };
  const read = async (step: 1 | 60 = 1) =>
    (await statistics.read("s1", 0, step)).map(({ samples, minutes, ...rest }) => ({ ...rest, entries: step === 1 ? samples : minutes }));
  return {
    world,
    folder,
    pass,
    watch,
    read,
    restart,
    tell: () => changed(),
    /** The engine tells that a process of a container was killed, so many ms ago. */
    oom: (id: string, ago: number) => hear({ type: "container", action: "oom", id, name: "", ours: true, at: world.now - ago }),
    get statistics() {
      return statistics;
    },
  };
}

const ids = (containers: readonly ObservedContainer[]) => containers.map(({ id }) => id);

test("ten who look are one who is sampled: each container once a second, and everybody is told the same", async () => {
  const { world, pass, watch } = await room(3);
  const told: Tick[][] = Array.from({ length: 10 }, () => []);
  const stops = told.map((ticks) =>
    watch(
      () => ids(world.containers),
      (tick) => ticks.push(tick),
    ),
  );
  await pass(11);
  // The first only shows which way the engine is read.
  for (const { ids: read } of world.readings.slice(1)) expect(read.sort()).toEqual(ids(world.containers).sort());
  expect(world.readings.length).toBe(11);
  for (const ticks of told) expect(ticks.map((tick) => tick.size)).toEqual([1, ...Array.from({ length: 9 }, () => 3)]);
  expect(told[0]?.at(-1)?.get(world.containers[0]?.id ?? "")).toMatchObject({ cpu: 50, rx: 1_000, memory: 1024 * 1024 });
  for (const stop of stops) stop();
  await pass(2);
  expect(told[0]?.length).toBe(10);
});

test("nothing is read where it is switched off, and it begins again when it is switched on", async () => {
  const { world, pass, watch, tell, statistics } = await room(1);
  const told: Tick[] = [];
  watch(
    () => ids(world.containers),
    (tick) => told.push(tick),
  );
  await pass(3);
  expect(statistics.sampling(ENVIRONMENT).on).toBe(true);
  world.on = false;
  tell();
  const [readings, ticks] = [world.readings.length, told.length];
  await pass(5);
  expect([world.readings.length, told.length, statistics.sampling(ENVIRONMENT).on]).toEqual([readings, ticks, false]);
  world.on = true;
  tell();
  await pass(2);
  expect(told.length).toBeGreaterThan(ticks);
});

describe("how often", () => {
  test("as many as are nearly free each second; more of them take turns, those looked at do not", async () => {
    const { world, pass, watch, statistics } = await room(DIRECT_A_SECOND * 2);
    await pass(1);
    expect(statistics.sampling(ENVIRONMENT)).toEqual({ on: true, everySeconds: 2, direct: true });
    const [first, ...rest] = ids(world.containers);
    watch(() => [first ?? ""]);
    world.readings = [];
    await pass(2);
    for (const { ids: read } of world.readings) expect(read[0]).toBe(first);
    const counted = world.readings.flatMap(({ ids: read }) => read);
    expect(counted.length).toBe(2 + rest.length);
    expect(new Set(counted).size).toBe(1 + rest.length);
  });

  test("an engine that has to be asked is asked once a minute for each, and steadily for those looked at", async () => {
    const { world, pass, watch, statistics } = await room(120, { direct: false });
    await pass(1);
    expect(world.readings).toEqual([{ ids: [world.containers[0]?.id], steady: false }]);
    expect(statistics.sampling(ENVIRONMENT)).toEqual({ on: true, everySeconds: ASKED_EVERY_SECONDS, direct: false });
    world.readings = [];
    await pass(60);
    const asked = world.readings.flatMap(({ ids: read }) => read);
    expect(asked.sort()).toEqual(ids(world.containers).sort());
    expect(Math.max(...world.readings.map(({ ids: read }) => read.length))).toBe(2);
    watch(() => [world.containers[5]?.id ?? ""]);
    world.readings = [];
    await pass(10);
    expect(world.readings.filter(({ steady }) => steady).map(({ ids: read }) => read)).toEqual(Array.from({ length: 10 }, () => [world.containers[5]?.id]));
  });

  test("an engine that is down is not asked, and what it had is not gone", async () => {
    const { world, pass, read } = await room(1);
    await pass(5);
    world.state = "down";
    const before = world.readings.length;
    await pass(5);
    expect(world.readings.length).toBe(before);
    expect((await read())[0]?.entries.length).toBeGreaterThan(2);
  });
});

describe("what is kept", () => {
  test("is there after a restart, by the second and by the minute, without one twice", async () => {
    const { world, pass, read, restart } = await room(1);
    await pass(150);
    const before = await read();
    expect(before[0]?.entries.length).toBe(149);
    await restart();
    await pass(10);
    const after = await read();
    expect(after.length).toBe(1);
    // One look is needed to begin with.
    expect(after[0]?.entries.length).toBe(149 + 9);
    expect(new Set(after[0]?.entries.map(({ at }) => at)).size).toBe(158);
    expect((await read(60))[0]?.entries.map(({ at }) => (world.now - at) / 60_000 < 3)).toEqual([true, true, true]);
  });

  test("says that it was restarted, once; the first start is none", async () => {
    const { world, pass, read, restart } = await room(1);
    const [container] = world.containers;
    if (!container) throw new Error("no container");
    await pass(3);
    Object.assign(container, { startedAt: world.now + 500, restartCount: 1 });
    await pass(3);
    await restart();
    await pass(3);
    expect((await read())[0]?.marks.map(({ kind }) => kind)).toEqual(["start", "restart"]);
  });

  test("tells a kill for want of memory once: by the end of the container, or by the kernel's count of a process in it", async () => {
    const { world, pass, read } = await room(2);
    const [one, two] = world.containers;
    if (!one || !two) throw new Error("no containers");
    await pass(3);
    Object.assign(one, { state: "exited", finishedAt: world.now, exitCode: 137, oomKilled: true });
    world.oomKills = 1;
    await pass(3);
    const kept = await read();
    expect(kept.find(({ container }) => container.id === one.id)?.marks.map(({ kind }) => kind)).toEqual(["start", "oom"]);
    expect(kept.find(({ container }) => container.id === two.id)?.marks.map(({ kind }) => kind)).toEqual(["start", "oom"]);
  });

  test("tells a kill once, whether kernel, engine and container tell of it or only one of them", async () => {
    const { world, pass, read, oom } = await room(1);
    const [container] = world.containers;
    if (!container) throw new Error("no container");
    const kills = async () => (await read())[0]?.marks.filter(({ kind }) => kind === "oom").map(({ exitCode }) => exitCode);
    await pass(3);
    // The engine's word alone: its kernel may be out of reach.
    oom(container.id, 500);
    await pass(3);
    expect(await kills()).toEqual([null]);
    await pass(10);
    oom(container.id, 100);
    world.oomKills = 1;
    await pass(10);
    expect(await kills()).toEqual([null, null]);
    world.oomKills = 2;
    await pass(1);
    oom(container.id, 300);
    Object.assign(container, { state: "exited", finishedAt: world.now, exitCode: 137, oomKilled: true });
    await pass(3);
    // The last was the end of the container itself.
    expect(await kills()).toEqual([null, null, 137]);
  });

  test("outlives its container for a day, and not its stack", async () => {
    const { world, folder, pass, read, statistics } = await room(2);
    await pass(5);
    world.containers = world.containers.slice(0, 1);
    await pass(2);
    expect((await read()).map(({ entries }) => entries.length > 2)).toEqual([true, true]);
    // Files have the time of this machine.
    world.now = Date.now() + 23 * 3_600_000;
    await statistics.sweep();
    expect(readdirSync(`${folder}/s1`).length).toBeGreaterThan(0);
    world.now = Date.now() + 25 * 3_600_000;
    await statistics.sweep();
    expect(readdirSync(`${folder}/s1`)).toEqual([]);
    await pass(3);
    await statistics.stop();
    expect(readdirSync(`${folder}/s1`).length).toBe(1);
    world.stacks = [];
    await statistics.sweep();
    expect(readdirSync(folder)).toEqual([]);
  });

  test("is bounded: the oldest files go when there are too many, and what is no ring goes at the start", async () => {
    const folder = statisticsFolder();
    const store = new RingStore(folder, () => undefined, 3);
    await store.open();
    for (let at = 0; at < 5; at += 1) {
      store.track({ id: `c${at}`, stackId: "s1", serviceId: "web", generation: 1, revision: 1, index: at }).see(makeContainer("web", 1, at, { startedAt: 1 }));
      await store.flush();
    }
    await store.sweep(Date.now(), new Set(["s1"]));
    expect(readdirSync(`${folder}/s1`).length).toBe(3);
    // 500 containers, and four times as many that are gone, fit on any disk.
    expect(FILE_BYTES * 2_000).toBeLessThan(250e6);
  });
});
