import { describe, expect, it } from "vitest";
import { beginRetiring, beginUpgrade, makeContainer, makeService, makeStack, World } from "@/lib/testing/stack-world";
import { type Sight, serviceView } from "./derive-service";
import type { EngineStatus } from "./observed";
import { DEFAULT_POLICY } from "./policy";
import type { ServiceView } from "./views";

const up: EngineStatus = {
  state: "up",
  since: 0,
  endpoint: "unix:///x",
  version: "20.10.24",
  apiVersion: "1.41",
  name: "host",
  cpus: 2,
  memoryBytes: 1,
  containersRunning: 0,
  containersTotal: 0,
  detail: null,
};

function look(world: World, over: Partial<Sight> = {}): ServiceView {
  const sight: Sight = {
    stack: world.stack,
    observed: world.observed,
    attempts: world.attempts,
    underWay: new Set(),
    engine: up,
    policy: DEFAULT_POLICY,
    now: world.now,
    ...over,
  };
  return serviceView(world.service("web"), sight);
}

const web = (over: Parameters<typeof makeService>[1] = {}) => new World(makeStack([makeService("web", over)]));
const summary = (view: ServiceView) => [
  view.state,
  view.health,
  view.why.kind === "problem" ? view.why.problem.code : view.why.kind,
  `${view.running}/${view.wanted}+${view.oldKept}`,
];

describe("what a service shows", () => {
  it("nothing made yet", () => expect(summary(look(web()))).toEqual(["activating", "initializing", "starting", "0/1+0"]));
  it("running without a health check", () => expect(summary(look(web().settled()))).toEqual(["active", "none", "well", "1/1+0"]));

  it.each([
    ["starting", "active", "initializing", "health-wait"],
    ["healthy", "active", "healthy", "well"],
    ["unhealthy", "active", "unhealthy", "UNHEALTHY"],
  ] as const)("running and %s", (health, state, shown, why) => {
    const world = web();
    world.containers = [makeContainer("web", 1, 1, { health })];
    expect(summary(look(world))).toEqual([state, shown, why, "1/1+0"]);
  });

  it("one of two unhealthy is degraded", () => {
    const world = web({ scale: 2 });
    world.containers = [makeContainer("web", 1, 1, { health: "healthy" }), makeContainer("web", 1, 2, { health: "unhealthy" })];
    expect(look(world).health).toBe("degraded");
  });

  it("the image is being pulled", () => expect(look(web(), { underWay: new Set(["image:web:1"]) }).why).toEqual({ kind: "pulling", image: "web:v1" }));

  it("the image cannot be pulled", () => {
    const world = web();
    world.attempts.set("pull-image image:web:1", { failures: 1, retryAt: 5, problem: { code: "IMAGE_NOT_FOUND", data: { image: "web:v1" } }, at: 0 });
    expect(summary(look(world))).toEqual(["error", "initializing", "IMAGE_NOT_FOUND", "0/1+0"]);
  });

  it("a crash loop, a memory kill and an end for good are errors with their cause", () => {
    const world = web();
    world.containers = [makeContainer("web", 1, 1, { state: "restarting", restartCount: 4, exitCode: 1 })];
    expect(summary(look(world))).toEqual(["error", "unhealthy", "CRASH_LOOP", "0/1+0"]);
    world.containers = [makeContainer("web", 1, 1, { state: "restarting", restartCount: 2, exitCode: 137, oomKilled: true })];
    expect(look(world).why).toMatchObject({ problem: { code: "OUT_OF_MEMORY", data: { container: "web-1", limitBytes: 536870912 } } });
    const job = web({ spec: { restart: { policy: "no" } } });
    job.containers = [makeContainer("web", 1, 1, { state: "exited", exitCode: 3 })];
    expect(summary(look(job))).toEqual(["error", "unhealthy", "CONTAINER_EXITED", "0/1+0"]);
  });

  it("what crashed long ago and has run well ever since is well", () => {
    const world = web();
    world.containers = [makeContainer("web", 1, 1, { restartCount: 4, startedAt: 0, health: "none" })];
    expect(summary(look(world)).slice(0, 2)).toEqual(["active", "none"]);
  });

  it("a container that a person killed is being repaired", () => {
    const world = web();
    world.containers = [makeContainer("web", 1, 1, { state: "exited", exitCode: 137 })];
    expect(summary(look(world))).toEqual(["activating", "unhealthy", "CONTAINER_EXITED", "0/1+0"]);
  });

  it("a one-shot that ended well is done and counts as nothing wanted", () => {
    const world = web({ spec: { restart: { policy: "no" } } });
    world.containers = [makeContainer("web", 1, 1, { state: "exited", exitCode: 0 })];
    expect(summary(look(world))).toEqual(["active", "started-once", "completed", "0/0+0"]);
  });

  it("waits for another service", () => {
    const world = new World(makeStack([makeService("db"), makeService("web", { spec: { dependsOn: [{ service: "db", condition: "service_healthy" }] } })]));
    world.containers = [makeContainer("web", 1, 1, { state: "created", startedAt: null })];
    expect(look(world).why).toEqual({ kind: "waiting-for", service: "db", condition: "service_healthy" });
  });

  it("stopping, then stopped", () => {
    const world = web({ running: false }).settled();
    expect(summary(look(world))).toEqual(["deactivating", "stopped", "stopping", "1/0+0"]);
    world.run();
    expect(summary(look(world))).toEqual(["inactive", "stopped", "stopped", "0/0+0"]);
  });

  it("through an upgrade: serving containers count whichever generation they are of", () => {
    const world = web({ scale: 2 }).settled();
    beginUpgrade(world.service("web"), { image: "web:v2" }, world.now);
    expect(summary(look(world))).toEqual(["upgrading", "none", "upgrade-progress", "2/2+0"]);
    world.run();
    expect(summary(look(world))).toEqual(["upgraded", "none", "upgrade-waits", "2/2+2"]);
    expect(look(world).containers.map(({ label, generation, state }) => `${label} ${generation} ${state}`)).toEqual([
      "web-1 new running",
      "web-2 new running",
      "web-1 old exited",
      "web-2 old exited",
    ]);
    Object.assign(world.service("web"), { kept: null, phase: "steady" });
    expect(summary(look(world))).toEqual(["finishing-upgrade", "none", "finishing", "2/2+0"]);
  });

  it("dropped by the file: stopped and kept until somebody decides, not about to start", () => {
    const world = web().settled();
    beginRetiring([world.service("web")], world);
    world.run();
    expect(summary(look(world))).toEqual(["upgraded", "stopped", "upgrade-waits", "0/0+1"]);
  });

  it("the engine is away: says so, and what was known stays", () => {
    expect(summary(look(web().settled(), { engine: { ...up, state: "down", since: 7 } }))).toEqual(["active", "none", "engine-away", "1/1+0"]);
  });

  it("being removed, and what the engine does not let go", () => {
    const world = new World(makeStack([makeService("web")], { removing: { volumes: [] } })).settled();
    expect(look(world).why.kind).toBe("removing");
    world.attempts.set("remove-network network:default", { failures: 1, retryAt: 9, problem: { code: "NETWORK_IN_USE", data: {} }, at: 1 });
    expect(look(world)).toMatchObject({ state: "removing", why: { kind: "problem", problem: { code: "NETWORK_IN_USE" }, retryAt: 9 } });
  });

  it("being removed", () => expect(look(new World(makeStack([makeService("web")], { removing: { volumes: [] } })).settled()).state).toBe("removing"));

  it("says before the slider moves why it cannot scale", () => {
    expect(look(web({ spec: { ports: [{ target: 80, protocol: "tcp", published: 60001 }] } })).scale.blocked?.code).toBe("SCALE_IMPOSSIBLE");
    expect(look(web({ spec: { image: "library/postgres:16", mounts: [{ type: "volume", source: "d", target: "/d", readOnly: false }] } })).scale.warning).toBe(
      "database-volume",
    );
  });
});
