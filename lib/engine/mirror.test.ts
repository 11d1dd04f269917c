import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { DesiredService, DesiredStack } from "@/lib/core/desired";
import { makeDesiredStack, makeService, makeSpec } from "@/lib/testing/desired";
import { createFakeEngine, type FakeEngine } from "./fake";
import { createEngineMirror } from "./mirror";
import type { EngineMirror, MirrorChange } from "./port";

let clock: number;
let engine: FakeEngine;
let mirror: EngineMirror;
let changes: MirrorChange[];
let service: DesiredService;
let stack: DesiredStack;
const now = () => clock;
const NEVER = 1e9;

/** Lets everything happen that waits for nothing but other promises. */
const settled = () => vi.advanceTimersByTimeAsync(0);
const states = () => mirror.stack("s1").containers.map((container) => container.state);

beforeEach(() => {
  vi.useFakeTimers();
  clock = 1_000_000;
  engine = createFakeEngine({ now });
  engine.images.set("spindle/demo:v1", { imageId: "sha256:one" });
  service = makeService(makeSpec({ ports: [{ target: 80, protocol: "tcp", published: null }] }), {
    leases: [{ port: 60001, protocol: "tcp", target: 80, index: 1, portSet: 0 }],
  });
  stack = makeDesiredStack([service]);
  mirror = createEngineMirror(engine, { now, relistMs: NEVER });
  changes = [];
  mirror.subscribe((change) => changes.push(change));
});

afterEach(async () => {
  const stopping = mirror.stop();
  await vi.advanceTimersByTimeAsync(10_000);
  await stopping;
  vi.useRealTimers();
});

async function makeContainer(): Promise<string> {
  await engine.createNetwork(stack, "default", false);
  const generation = service.target;
  if (generation === null) throw new Error("the service has no target");
  return (await engine.create(stack, service, generation, 1)).id;
}

describe("what is mirrored", () => {
  test("containers that were there before and what happens to them later", async () => {
    const id = await makeContainer();
    mirror.start();
    await settled();
    expect(mirror.status()).toMatchObject({ state: "up", name: "fake", cpus: 2, containersTotal: 1 });
    expect(states()).toEqual(["created"]);
    expect(mirror.stack("s1").networks).toEqual(["default"]);
    await engine.start(id);
    await settled();
    expect(states()).toEqual(["running"]);
    expect(mirror.publishedPorts()).toEqual(new Map([["60001/tcp", "spindle-s1-web-g1-1"]]));
    engine.kill(id);
    await settled();
    expect(mirror.container(id)).toMatchObject({ state: "exited", exitCode: 137 });
    expect(mirror.publishedPorts().size).toBe(0);
    engine.removeOutside(id);
    await settled();
    expect(mirror.stack("s1").containers).toEqual([]);
    expect(mirror.container(id)).toBeNull();
  });

  test("a hand at the network is looked at; a start, which connects too, costs one look as ever", async () => {
    mirror.start();
    const id = await makeContainer();
    await settled();
    const looks = () => engine.calls.filter((call) => call.startsWith("inspect")).length;
    const before = looks();
    engine.changeOutside(id, "network-connect", {});
    await engine.start(id);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(looks() - before).toBe(1);
    const settings = mirror.container(id)?.settings;
    if (!settings) throw new Error("the fake engine says no settings");
    engine.changeOutside(id, "network-disconnect", { settings: { ...settings, networks: [] } });
    await vi.advanceTimersByTimeAsync(1_000);
    expect(mirror.container(id)?.settings?.networks).toEqual([]);
    engine.changeOutside(id, "update", { settings: { ...settings, memoryBytes: 1 } });
    await settled();
    expect(mirror.container(id)?.settings?.memoryBytes).toBe(1);
    expect(looks() - before).toBe(3);
  });

  test("an end is seen at once, though the engine clears up before it answers, and is no more than that", async () => {
    const id = await makeContainer();
    await engine.start(id);
    mirror.start();
    await settled();
    let answer: () => void = () => undefined;
    const inspect = engine.inspect;
    engine.inspect = async (containerId) => {
      await new Promise<void>((resolve) => {
        answer = resolve;
      });
      return inspect(containerId);
    };
    engine.kill(id);
    await settled();
    expect(mirror.container(id)).toMatchObject({ state: "running", ending: true });
    answer();
    await settled();
    expect(mirror.container(id)).toMatchObject({ state: "exited", exitCode: 137 });
    expect(mirror.container(id)?.ending).toBeUndefined();
  });

  test("networks and volumes that come and go", async () => {
    mirror.start();
    await settled();
    await engine.createVolume(stack, "data");
    await settled();
    expect(mirror.stack("s1").volumes).toEqual(["data"]);
    await engine.removeVolume("s1", "data");
    await settled();
    expect(mirror.stack("s1").volumes).toEqual([]);
    mirror.noteNetwork("s1", "default", true);
    expect(mirror.stack("s1").networks).toEqual(["default"]);
  });

  test("since when a container is healthy: the moment that was seen", async () => {
    engine.images.set("spindle/demo:v1", { imageId: "sha256:one", health: { afterMs: 5_000 } });
    mirror.start();
    const id = await makeContainer();
    await engine.start(id);
    await settled();
    expect(mirror.container(id)).toMatchObject({ health: "starting", healthySince: null });
    clock += 5_000;
    engine.tick();
    await settled();
    expect(mirror.container(id)).toMatchObject({ health: "healthy", healthySince: 1_005_000 });
    clock += 60_000;
    await mirror.refresh(id);
    expect(mirror.container(id)?.healthySince).toBe(1_005_000);
  });

  test("the exit code of a crash loop survives the next start", async () => {
    const looping = makeService(makeSpec({ restart: { policy: "unless-stopped" } }));
    mirror.start();
    await engine.createNetwork(stack, "default", false);
    if (looping.target === null) throw new Error("the service has no target");
    const { id } = await engine.create(stack, looping, looping.target, 1);
    await engine.start(id);
    engine.crash(id, 3);
    await settled();
    expect(mirror.container(id)).toMatchObject({ state: "restarting", exitCode: 3 });
    clock += 1_000;
    engine.tick();
    await settled();
    expect(mirror.container(id)).toMatchObject({ state: "running", restartCount: 1, exitCode: 3 });
  });
});

describe("what it costs", () => {
  test("reading asks the engine nothing", async () => {
    await makeContainer();
    mirror.start();
    await settled();
    const before = engine.calls.length;
    for (let read = 0; read < 100; read += 1) mirror.stack("s1");
    mirror.publishedPorts();
    expect(engine.calls.length).toBe(before);
  });

  test("a burst of events is one or two looks, and foreign containers are none", async () => {
    const id = await makeContainer();
    mirror.start();
    await settled();
    const before = engine.calls.length;
    const foreign = engine.addForeign("other", ["80/tcp"]);
    engine.kill(foreign);
    await settled();
    expect(engine.calls.length).toBe(before);
    const inspect = engine.inspect;
    engine.inspect = (containerId) => new Promise((resolve) => setTimeout(() => resolve(inspect(containerId)), 1));
    await Promise.all([engine.start(id), engine.stop(id, 1), engine.start(id)]);
    await vi.advanceTimersByTimeAsync(10);
    expect(engine.calls.slice(before).filter((call) => call.startsWith("inspect")).length).toBeLessThanOrEqual(2);
    expect(states()).toEqual(["running"]);
  });

  test("nobody is told when nothing changed", async () => {
    const id = await makeContainer();
    mirror.start();
    await settled();
    changes.length = 0;
    await mirror.refresh(id);
    expect(changes).toEqual([]);
    await engine.start(id);
    await mirror.refresh(id);
    await settled();
    expect(changes).toEqual([{ type: "stack", stackId: "s1" }]);
  });

  test("foreign ports are known from the list and forgotten when their container ends", async () => {
    const id = engine.addForeign("registry", ["5000/tcp"]);
    mirror.start();
    await settled();
    expect(mirror.publishedPorts()).toEqual(new Map([["5000/tcp", "registry"]]));
    engine.kill(id);
    await settled();
    expect(mirror.publishedPorts().size).toBe(0);
  });
});

describe("when the engine goes away", () => {
  test("it says so, keeps what it knew, and looks afresh when it comes back", async () => {
    const id = await makeContainer();
    await engine.start(id);
    mirror.start();
    await settled();
    clock += 10_000;
    engine.goDown();
    await vi.advanceTimersByTimeAsync(300);
    expect(mirror.status()).toMatchObject({ state: "down", since: clock });
    expect(states()).toEqual(["running"]);
    engine.comeUp();
    engine.removeOutside(id);
    await vi.advanceTimersByTimeAsync(6_000);
    expect(mirror.status().state).toBe("up");
    expect(mirror.stack("s1").containers).toEqual([]);
    expect(changes.filter((change) => change.type === "status").length).toBe(3);
    expect(mirror.line()).toEqual({ reconnects: 1, lastLostAt: clock });
  });

  test("an engine that hangs is down within five seconds", async () => {
    mirror.start();
    await settled();
    engine.hang = true;
    await vi.advanceTimersByTimeAsync(5_000);
    expect(mirror.status().state).toBe("down");
    expect(mirror.status().detail).toContain("ping");
    engine.hang = false;
    await vi.advanceTimersByTimeAsync(6_000);
    expect(mirror.status().state).toBe("up");
  });

  test("one that hangs from the start is down as well", async () => {
    engine.hang = true;
    mirror.start();
    await vi.advanceTimersByTimeAsync(5_000);
    expect(mirror.status().state).toBe("down");
  });

  test("it does not ask an engine that is away more than every five seconds in the long run", async () => {
    engine.goDown();
    mirror.start();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(engine.calls.filter((call) => call === "info").length).toBeLessThan(20);
  });
});

test("an event that was missed is made good by the next list", async () => {
  const id = await makeContainer();
  const impatient = createEngineMirror(engine, { now, relistMs: 1_000 });
  impatient.start();
  await settled();
  engine.mute = true;
  await engine.start(id);
  await settled();
  expect(impatient.container(id)?.state).toBe("created");
  await vi.advanceTimersByTimeAsync(1_000);
  expect(impatient.container(id)?.state).toBe("running");
  await impatient.stop();
});

test("changes that hang are a state of their own, and end with the first that works", async () => {
  mirror.start();
  await settled();
  mirror.noteChangeHung();
  expect(mirror.status().state).toBe("reads-only");
  mirror.noteChangeWorked();
  expect(mirror.status().state).toBe("up");
});

test("a listener that throws stops nobody", async () => {
  const errors: unknown[] = [];
  const other = createEngineMirror(engine, { now, relistMs: NEVER, onListenerError: (error) => errors.push(error) });
  other.subscribe(() => {
    throw new Error("listener");
  });
  const seen: MirrorChange[] = [];
  const leave = other.subscribe((change) => seen.push(change));
  other.start();
  await settled();
  expect(errors).toHaveLength(seen.length);
  expect(other.status().state).toBe("up");
  leave();
  other.noteVolume("s1", "data", true);
  expect(errors).toHaveLength(seen.length + 1);
  await other.stop();
});

test("an older look never replaces a newer one", async () => {
  const id = await makeContainer();
  mirror.start();
  await settled();
  let answer: () => void = () => undefined;
  const slow = new Promise<void>((resolve) => {
    answer = resolve;
  });
  const inspect = engine.inspect;
  engine.inspect = async (containerId) => {
    const seen = await inspect(containerId);
    await slow;
    return seen;
  };
  const older = mirror.refresh(id);
  engine.inspect = inspect;
  await engine.start(id);
  await mirror.refresh(id);
  answer();
  await older;
  expect(states()).toEqual(["running"]);
});
