import { afterAll, beforeAll, expect, test } from "vitest";
import type { UsageCounters } from "@/lib/core/statistics";
import { eventually, type LiveEngine, liveEngine } from "@/lib/testing/live-engine";
import { makeImages } from "../../scripts/images/make";
import { connect } from "./connect";
import { engineCaller } from "./deadline";
import { DEFAULT_ENDPOINT } from "./endpoint";
import { ownContainers } from "./own-containers";
import type { ContainerRun, Engine } from "./port";
import { usageRoom } from "./usage";

let live: LiveEngine;
beforeAll(async () => {
  await makeImages(process.env.DOCKER_HOST || undefined);
  live = liveEngine();
});
afterAll(() => live.clean());

/** The same engine, as it looks to a Spindle that cannot see its kernel. */
function fromAfar(): Pick<Engine, "usage"> {
  const endpoint = process.env.DOCKER_HOST || DEFAULT_ENDPOINT;
  const docker = connect({ endpoint });
  const call = engineCaller(endpoint);
  return usageRoom({ docker, call, own: ownContainers(docker, call, live.instanceId), endpoint, find: () => null });
}

async function runOf(id: string): Promise<ContainerRun> {
  const seen = await live.engine.inspect(id);
  return { id, startedAt: seen?.startedAt ?? null };
}

const CLOCK = { command: ["sh", "-c", "while :; do :; done"], image: "spindle/shell:1", name: "burns", cpus: 0.2 };

test("what a container used only grows, and one that burns uses more than one that sleeps, whichever way it is asked", async () => {
  const [burns] = (await live.run({ ...CLOCK, entrypoint: null })).ids;
  const [sleeps] = (await live.run({ image: "spindle/shell:1", name: "sleeps", command: ["sleep", "1000"], entrypoint: null })).ids;
  const runs = [await runOf(burns ?? ""), await runOf(sleeps ?? "")];
  const read = async (room: Pick<Engine, "usage">, steady = false) => (await room.usage(runs, steady)).counters;
  const both = (counters: ReadonlyMap<string, UsageCounters>) => runs.map(({ id }) => counters.get(id) ?? null);

  const first = both(await read(live.engine));
  const afar = fromAfar();
  // The first time it finds out that it cannot see the kernel.
  expect(await afar.usage(runs, false)).toEqual({ counters: new Map(), direct: false });
  const asked = both(await read(afar));
  const second = both(await read(live.engine));
  for (const at of [0, 1]) {
    const [before, between, after] = [first[at], asked[at], second[at]];
    if (!before || !between || !after) throw new Error("a container was not read");
    expect(between.cpuNs).toBeGreaterThanOrEqual(before.cpuNs);
    expect(after.cpuNs).toBeGreaterThanOrEqual(between.cpuNs);
    expect(after.at).toBeGreaterThan(before.at);
    expect(after.memoryBytes).toBeGreaterThan(0);
    expect(after.rxBytes).toBeGreaterThanOrEqual(before.rxBytes);
    expect(after.pids).toBeGreaterThanOrEqual(1);
    expect(after.memoryBytes).toBeLessThanOrEqual(64 * 1024 * 1024);
  }
  const grown = (at: number) => (second[at]?.cpuNs ?? 0) - (first[at]?.cpuNs ?? 0);
  expect(grown(0)).toBeGreaterThan(grown(1));
  // Steadily: a stream of the engine's own, whose figures come by themselves.
  const streamed = await eventually(
    async () => both(await read(afar, true)),
    (counters) => counters.every((one) => one !== null),
    20_000,
  );
  const later = await eventually(
    async () => both(await read(afar, true)),
    (counters) => (counters[0]?.at ?? 0) > (streamed[0]?.at ?? 0),
    20_000,
  );
  expect(later[0]?.cpuNs).toBeGreaterThanOrEqual(streamed[0]?.cpuNs ?? 0);
});

test("a container that was restarted begins anew, one that ended has no figures, and none of somebody else's are told", async () => {
  // Its second run has nothing to do.
  const once = "if [ -f /ran ]; then sleep 1000; else touch /ran; while :; do :; done; fi";
  const [id = ""] = (await live.run({ ...CLOCK, command: ["sh", "-c", once], entrypoint: null, name: "again" })).ids;
  const first = await runOf(id);
  const burnt = await eventually(
    async () => (await live.engine.usage([first], false)).counters.get(id)?.cpuNs ?? 0,
    (cpuNs) => cpuNs > 300_000_000,
    30_000,
  );
  await live.engine.restart(id, 0);
  const second = await runOf(id);
  expect(second.startedAt).not.toBe(first.startedAt);
  const anew = (await live.engine.usage([second], false)).counters.get(id);
  expect(anew?.cpuNs).toBeLessThan(burnt);
  await live.engine.stop(id, 0);
  expect((await live.engine.usage([second], false)).counters.size).toBe(0);
  const foreign = await live.outside.createContainer({ Image: "spindle/shell:1", Cmd: ["sleep", "100"], Labels: {} });
  try {
    await foreign.start();
    expect((await live.engine.usage([{ id: foreign.id, startedAt: 1 }], false)).counters.size).toBe(0);
  } finally {
    await foreign.remove({ force: true });
  }
});
