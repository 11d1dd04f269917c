import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { flakySocket } from "@/lib/testing/flaky-socket";
import { eventually, type LiveEngine, liveEngine } from "@/lib/testing/live-engine";
import { makeImages } from "../../scripts/images/make";
import { createDockerEngine } from "./docker";
import { DEFAULT_ENDPOINT, socketPathOf } from "./endpoint";
import { createEngineMirror } from "./mirror";
import type { EngineMirror } from "./port";

let live: LiveEngine;
let mirror: EngineMirror;
beforeAll(async () => {
  await makeImages(process.env.DOCKER_HOST || undefined);
  live = liveEngine();
});
beforeEach(async () => {
  mirror = createEngineMirror(live.engine, { now: Date.now });
  mirror.start();
  await eventually(
    () => mirror.status().state,
    (state) => state === "up",
  );
});
afterEach(() => mirror.stop());
afterAll(() => live.clean());

const SOON = 2_000;

describe("what somebody does at the host's shell is seen within two seconds", () => {
  test("start, kill and rm -f", async () => {
    const { ids, stack } = await live.run({ image: "spindle/shell:1" });
    const [id = ""] = ids;
    await eventually(
      () => mirror.container(id)?.state,
      (state) => state === "running",
      SOON,
    );
    expect(mirror.stack(stack.id).networks).toEqual(["default"]);
    await live.outside.getContainer(id).kill();
    await eventually(
      () => mirror.container(id),
      (seen) => seen?.state === "exited" && seen.exitCode === 137,
      SOON,
    );
    await live.outside.getContainer(id).start();
    await eventually(
      () => mirror.container(id)?.state,
      (state) => state === "running",
      SOON,
    );
    await live.outside.getContainer(id).remove({ force: true });
    await eventually(
      () => mirror.stack(stack.id).containers.length,
      (length) => length === 0,
      SOON,
    );
    await live.engine.removeNetwork(stack.id, "default");
    await eventually(
      () => mirror.stack(stack.id).networks.length,
      (length) => length === 0,
      SOON,
    );
  });

  test("pause and a volume", async () => {
    const { ids, stack } = await live.run({ image: "spindle/shell:1" });
    const [id = ""] = ids;
    await live.outside.getContainer(id).pause();
    await eventually(
      () => mirror.container(id)?.state,
      (state) => state === "paused",
      SOON,
    );
    await expect(live.engine.probeShells(id)).rejects.toMatchObject({ problem: { code: "CONTAINER_NOT_RUNNING", data: { state: "paused" } } });
    await live.outside.getContainer(id).unpause();
    await live.engine.createVolume(stack, "data");
    await eventually(
      () => mirror.stack(stack.id).volumes,
      (volumes) => volumes.includes("data"),
      SOON,
    );
    await live.engine.removeVolume(stack.id, "data");
    await eventually(
      () => mirror.stack(stack.id).volumes.length,
      (length) => length === 0,
      SOON,
    );
  });
});

test("health is seen when it changes, and since when", async () => {
  const { ids } = await live.run({ image: "spindle/slow:1" });
  const [id = ""] = ids;
  await eventually(
    () => mirror.container(id)?.health,
    (health) => health === "starting",
    SOON,
  );
  const seen = await eventually(
    () => mirror.container(id),
    (container) => container?.health === "healthy",
    15_000,
  );
  expect((seen?.healthySince ?? 0) - (seen?.startedAt ?? 0)).toBeGreaterThan(3_000);
  const { ids: never } = await live.run({ image: "spindle/unhealthy:1" });
  const bad = await eventually(
    () => mirror.container(never[0] ?? ""),
    (container) => container?.health === "unhealthy",
    15_000,
  );
  expect(bad?.healthOutput).toContain("503");
});

test("a crash loop and an end for want of memory are seen", async () => {
  const { ids: loop } = await live.run({ image: "spindle/crashloop:1", restart: { policy: "unless-stopped" } });
  const { ids: greedy } = await live.run({ image: "spindle/oom:1", memoryBytes: 16 * 1024 * 1024 });
  const looping = await eventually(
    () => mirror.container(loop[0] ?? ""),
    (container) => (container?.restartCount ?? 0) >= 2,
    20_000,
  );
  expect(looping?.exitCode).toBe(1);
  await eventually(
    () => mirror.container(greedy[0] ?? ""),
    (container) => container?.oomKilled === true && container.state === "exited",
    10_000,
  );
});

test("published ports of containers that are not ours are known", async () => {
  const foreign = await live.outside.createContainer({
    Image: "spindle/demo:v1",
    ExposedPorts: { "8080/tcp": {} },
    HostConfig: { PortBindings: { "8080/tcp": [{ HostPort: "" }] } },
  });
  try {
    await foreign.start();
    const port = (await foreign.inspect()).NetworkSettings.Ports["8080/tcp"]?.[0]?.HostPort ?? "";
    const fresh = createEngineMirror(live.engine, { now: Date.now });
    fresh.start();
    await eventually(() => fresh.publishedPorts().has(`${port}/tcp`), Boolean);
    await foreign.kill();
    await eventually(
      () => fresh.publishedPorts().has(`${port}/tcp`),
      (known) => !known,
      SOON,
    );
    await fresh.stop();
  } finally {
    await foreign.remove({ force: true });
  }
});

const enginePath = socketPathOf(process.env.DOCKER_HOST || DEFAULT_ENDPOINT);

describe.skipIf(enginePath === null)("an engine in trouble", () => {
  test("is down within five seconds when it hangs, and everything missed is seen when it answers again", async () => {
    const flaky = await flakySocket(enginePath ?? "");
    const far = createEngineMirror(createDockerEngine({ endpoint: flaky.endpoint, instanceId: live.instanceId }), { now: Date.now });
    try {
      const { ids } = await live.run({ image: "spindle/shell:1" });
      const [id = ""] = ids;
      far.start();
      await eventually(
        () => far.container(id)?.state,
        (state) => state === "running",
      );
      flaky.freeze();
      await eventually(
        () => far.status().state,
        (state) => state === "down",
        5_000,
      );
      await live.engine.remove(id);
      flaky.thaw();
      await eventually(
        () => [far.status().state, far.container(id)],
        ([state, container]) => state === "up" && container === null,
      );
    } finally {
      await far.stop();
      await flaky.close();
    }
  });

  test("a cut of every connection loses nothing", async () => {
    const flaky = await flakySocket(enginePath ?? "");
    const far = createEngineMirror(createDockerEngine({ endpoint: flaky.endpoint, instanceId: live.instanceId }), { now: Date.now });
    try {
      const { ids } = await live.run({ image: "spindle/shell:1" }, 2);
      far.start();
      const present = () => ids.filter((id) => far.container(id)?.state === "running").length;
      await eventually(present, (count) => count === 2);
      for (const id of ids) {
        flaky.cut();
        await live.outside.getContainer(id).kill();
      }
      await eventually(present, (count) => count === 0, 5_000);
      expect(far.status().state).toBe("up");
    } finally {
      await far.stop();
      await flaky.close();
    }
  });
});
