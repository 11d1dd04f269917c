import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { connect } from "@/lib/engine/connect";
import { engineCaller } from "@/lib/engine/deadline";
import { DEFAULT_ENDPOINT } from "@/lib/engine/endpoint";
import { ownContainers } from "@/lib/engine/own-containers";
import { createPlaces } from "@/lib/engine/places";
import { usageRoom } from "@/lib/engine/usage";
import { eventually, type LiveEngine, liveEngine } from "@/lib/testing/live-engine";
import { statisticsFolder } from "@/lib/testing/statistics";
import { makeImages } from "../../scripts/images/make";
import { createStatistics } from "./statistics";

let live: LiveEngine;
beforeAll(async () => {
  await makeImages(process.env.DOCKER_HOST || undefined);
  live = liveEngine();
});
afterAll(() => live.clean());

/** The real engine; `afar`: as one on another machine, whose kernel cannot be seen. */
async function watched(afar: boolean, stackId: string) {
  const endpoint = process.env.DOCKER_HOST || DEFAULT_ENDPOINT;
  const docker = connect({ endpoint });
  const call = engineCaller(endpoint);
  const far = usageRoom({ docker, call, own: ownContainers(docker, call, live.instanceId), endpoint, find: () => null });
  const log = (error: unknown) => {
    throw error;
  };
  const places = createPlaces({
    ways: async () => [{ environmentId: "sandbox", way: { endpoint: "own", pinned: null, tls: null, broken: null } }],
    ...{ open: () => (afar ? { ...live.engine, ...far } : live.engine), own: "own", now: Date.now, pin: async (host: string) => host, onListenerError: log },
    probe: async () => ({ ok: false, fault: "no-answer", detail: "" }),
  });
  await places.follow();
  const statistics = createStatistics({
    ...{ folder: statisticsFolder(), places, now: Date.now, log, changed: () => () => undefined },
    environments: async () => [{ id: "sandbox", on: true }],
    stacks: async () => [{ id: stackId, environmentId: "sandbox" }],
  });
  await statistics.start();
  onTestFinished(async () => {
    await statistics.stop();
    await places.stop();
  });
  return statistics;
}

test("a process that is killed for want of memory is one mark, also where the kernel is out of reach; the container lives", async () => {
  const { stack, ids } = await live.run({
    image: "spindle/shell:1",
    name: "eats",
    command: ["sleep", "1000"],
    entrypoint: null,
    memoryBytes: 16 * 1024 * 1024,
  });
  const [id = ""] = ids;
  const both = [await watched(false, stack.id), await watched(true, stack.id)];
  // The kernel's count means something only from the second look on; who only hears the engine must know the container.
  await eventually(
    () => [both[0]?.recent(id).length ?? 0, both[1]?.marks(id) ?? 0],
    (ready) => Math.min(...ready) > 0,
    30_000,
  );
  await live.ask(id, "head -c 100m /dev/zero | tail -c 90m > /dev/null");
  for (const statistics of both) {
    await eventually(
      () => statistics.marks(id),
      (marks) => marks >= 2,
      30_000,
    );
    const [{ marks } = { marks: [] }] = await statistics.read(stack.id, 0, 1);
    expect(marks.map(({ kind, exitCode }) => [kind, exitCode])).toEqual([
      ["start", null],
      ["oom", null],
    ]);
  }
  expect((await live.engine.inspect(id))?.state).toBe("running");
});
