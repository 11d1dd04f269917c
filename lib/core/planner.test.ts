import { describe, expect, it } from "vitest";
import { beginRollBack, beginUpgrade, makeContainer, makeService, makeSpec, makeStack, printStep, World } from "@/lib/testing/stack-world";

const text = (lines: string[]) => `\n${lines.join("\n")}\n`;

describe("a first deploy", () => {
  it("makes network, volumes and image before containers, and starts what waits for nothing", () => {
    const world = new World(
      makeStack(
        [
          makeService("db", {
            spec: {
              mounts: [{ type: "volume", source: "data", target: "/data", readOnly: false }],
              healthcheck: { test: ["CMD", "true"], intervalMs: null, timeoutMs: null, startPeriodMs: null, retries: null },
            },
          }),
          makeService("web", { scale: 2, spec: { dependsOn: [{ service: "db", condition: "service_healthy" }] } }),
        ],
        { volumes: ["data"] },
      ),
    );
    world.networks = [];
    const web = world.service("web");
    if (web.target) web.target = { ...web.target, imageId: null };
    expect(text(world.run())).toBe(`
1 create-network default, db lives in it
1 create-volume data, db keeps data in it
1 pull-image web:v1, web of revision 1 runs it
2 create-container db.g1.1, db is wanted
2 create-container web.g1.1, web wants 2 containers
2 create-container web.g1.2, web wants 2 containers
3 start-container db-1 (db.g1.1), db is wanted
4 start-container web-1 (web.g1.1), web wants 2 containers
4 start-container web-2 (web.g1.2), web wants 2 containers
`);
  });

  it("waits for a dependency that has no health check until it has settled", () => {
    const world = new World(makeStack([makeService("db"), makeService("web", { spec: { dependsOn: [{ service: "db", condition: "service_healthy" }] } })]));
    const before = world.now;
    world.run();
    expect(world.up("web")).toEqual(["web.g1.1"]);
    expect(world.now - before).toBeGreaterThanOrEqual(1_000);
  });

  it("leaves a finished one-shot alone and lets others follow it", () => {
    const world = new World(
      makeStack([
        makeService("migrate", { spec: { restart: { policy: "no" } } }),
        makeService("web", { spec: { dependsOn: [{ service: "migrate", condition: "service_completed_successfully" }] } }),
      ]),
    );
    world.containers = [makeContainer("migrate", 1, 1, { state: "exited", exitCode: 0 })];
    world.run();
    expect(world.up("migrate")).toEqual([]);
    expect(world.up("web")).toEqual(["web.g1.1"]);
  });
});

describe("repair", () => {
  it("starts what was killed and makes again what was removed", () => {
    const world = new World(makeStack([makeService("web", { scale: 2 })])).settled();
    world.containers = [makeContainer("web", 1, 1, { state: "exited", exitCode: 137 })];
    expect(text(world.run())).toBe(`
1 start-container web-1 (web.g1.1), it ended with exit code 137 and should run
1 create-container web.g1.2, web wants 2 containers
2 start-container web-2 (web.g1.2), web wants 2 containers
`);
  });

  it("holds back a step whose last failure still backs off, and says when to look again", () => {
    const world = new World(makeStack([makeService("web")]));
    world.attempts.set("create-container container:web:1:1", {
      failures: 1,
      retryAt: world.now + 10_000,
      problem: { code: "DISK_FULL", data: {} },
      at: world.now,
    });
    expect(world.plan()).toEqual({ steps: [], wakeAt: world.now + 10_000 });
  });

  it("does not bring back what ended for good", () => {
    const world = new World(makeStack([makeService("job", { spec: { restart: { policy: "no" } } })]));
    world.containers = [makeContainer("job", 1, 1, { state: "exited", exitCode: 3 })];
    expect(world.run()).toEqual([]);
  });

  it("removes containers of a service that nobody knows any more", () => {
    const world = new World(makeStack([]));
    world.containers = [makeContainer("old", 1, 1)];
    expect(text(world.run())).toBe(`
1 stop-container spindle-s1-old-g1-1 (old.g1.1), its service was removed
2 remove-container spindle-s1-old-g1-1 (old.g1.1), its service was removed
`);
  });
});

describe("an upgrade", () => {
  it("stops first by default: the new container is made before the old one stops, one at a time, and the old ones stay", () => {
    const world = new World(makeStack([makeService("web", { scale: 2 }), makeService("db")])).settled();
    beginUpgrade(world.service("web"), { image: "web:v2" }, world.now);
    expect(text(world.run())).toBe(`
1 create-container web.g2.1, replaces web-1 of revision 1
2 stop-container web-1 (web.g1.1), makes room for web-1 of revision 2
3 start-container web-1 (web.g2.1), replaces web-1 of revision 1
6 create-container web.g2.2, replaces web-2 of revision 1
7 stop-container web-2 (web.g1.2), makes room for web-2 of revision 2
8 start-container web-2 (web.g2.2), replaces web-2 of revision 1
10 set-phase web: upgrading -> upgraded, every container runs revision 2
`);
    expect(world.up("web")).toEqual(["web.g2.1", "web.g2.2"]);
    expect(world.containers.map((container) => container.id)).toContain("web.g1.1");
  });

  it("starts first when asked: never fewer containers up than wanted", () => {
    const world = new World(makeStack([makeService("web", { scale: 2 })])).settled();
    const web = world.service("web");
    web.strategy = { ...web.strategy, order: "start-first" };
    beginUpgrade(web, { image: "web:v2" }, world.now);
    for (let round = 0; round < 30 && web.phase === "upgrading"; round++) {
      const { steps, wakeAt } = world.plan();
      for (const step of steps) {
        world.apply(step);
        expect(world.up("web").length).toBeGreaterThanOrEqual(2);
      }
      world.now = steps.length === 0 && wakeAt !== null ? wakeAt : world.now + 1;
    }
    expect(web.phase).toBe("upgraded");
    expect(world.up("web")).toEqual(["web.g2.1", "web.g2.2"]);
  });

  it("replaces as many at a time as the batch says", () => {
    const world = new World(makeStack([makeService("web", { scale: 5 })])).settled();
    const web = world.service("web");
    web.strategy = { ...web.strategy, batchSize: 2 };
    beginUpgrade(web, { image: "web:v2" }, world.now);
    let least = 5;
    for (let round = 0; round < 60 && web.phase === "upgrading"; round++) {
      const { steps, wakeAt } = world.plan();
      for (const step of steps) world.apply(step);
      least = Math.min(least, world.up("web").length);
      world.now = steps.length === 0 && wakeAt !== null ? wakeAt : world.now + 1;
    }
    expect(least).toBe(3);
    expect(web.phase).toBe("upgraded");
  });

  it("leaves the old container serving when the new image cannot be pulled, and pauses", () => {
    const world = new World(makeStack([makeService("web")])).settled();
    const web = world.service("web");
    beginUpgrade(web, { image: "web:nope" }, world.now);
    if (web.target) web.target = { ...web.target, imageId: null };
    world.attempts.set("pull-image image:web:2", {
      failures: 1,
      retryAt: world.now + 10_000,
      problem: { code: "IMAGE_NOT_FOUND", data: { image: "web:nope" } },
      at: world.now,
    });
    expect(world.run()).toEqual(["1 set-phase web: upgrading -> paused, the new containers are not good, so the upgrade waits"]);
    expect(world.up("web")).toEqual(["web.g1.1"]);
    expect(web.phaseProblem).toEqual({ code: "IMAGE_NOT_FOUND", data: { image: "web:nope" } });
  });

  it("rolls back by itself when told to, once a new container crashes in a loop", () => {
    const world = new World(makeStack([makeService("web")])).settled();
    const web = world.service("web");
    web.strategy = { ...web.strategy, onFailure: "roll-back" };
    beginUpgrade(web, { image: "web:bad" }, world.now);
    world.containers = [
      makeContainer("web", 1, 1, { state: "exited" }),
      makeContainer("web", 2, 1, { state: "restarting", exitCode: 1, restartCount: 3, startedAt: world.now }),
    ];
    expect(text(world.run())).toBe(`
1 set-phase web: upgrading -> rolling-back, the new containers are not good, so the old ones come back
2 stop-container web-1 (web.g2.1), the upgrade is rolled back
3 start-container web-1 (web.g1.1), web-1 of revision 1 comes back
4 remove-container web-1 (web.g2.1), the upgrade is rolled back
5 set-phase web: rolling-back -> steady, revision 1 serves again
`);
    expect(web.phaseProblem?.code).toBe("CRASH_LOOP");
  });

  it("gives up a batch that is not healthy at its deadline, never before", () => {
    const world = new World(makeStack([makeService("web")])).settled();
    const web = world.service("web");
    beginUpgrade(web, { healthcheck: { test: ["CMD", "false"], intervalMs: null, timeoutMs: null, startPeriodMs: null, retries: null } }, world.now);
    const startedAt = world.now;
    world.containers = [makeContainer("web", 1, 1, { state: "exited" }), makeContainer("web", 2, 1, { health: "starting", startedAt })];
    world.now = startedAt + 299_999;
    expect(world.plan()).toEqual({ steps: [], wakeAt: startedAt + 300_000 });
    world.now = startedAt + 300_000;
    expect(world.run()).toHaveLength(1);
    expect(web.phase).toBe("paused");
    expect(web.phaseProblem?.code).toBe("HEALTH_DEADLINE");
  });

  it("replaces a waiting candidate and keeps the confirmed generation through it", () => {
    const world = new World(makeStack([makeService("web")])).settled();
    beginUpgrade(world.service("web"), { image: "web:v2" }, world.now);
    world.run();
    beginUpgrade(world.service("web"), { image: "web:v3" }, world.now);
    world.run();
    expect(world.containers.map((container) => container.id).sort()).toEqual(["web.g1.1", "web.g3.1"]);
    expect(world.service("web").kept?.number).toBe(1);
  });

  it("stops and keeps a service that the new file no longer has", () => {
    const world = new World(makeStack([makeService("worker")])).settled();
    const worker = world.service("worker");
    Object.assign(worker, { kept: worker.target, target: null, phase: "upgrading" });
    expect(text(world.run())).toBe(`
1 stop-container worker-1 (worker.g1.1), the new file no longer has this service
2 set-phase worker: upgrading -> upgraded, every container is stopped and kept
`);
  });

  it("lets a replaced candidate that may be starting go before its host ports are used again", () => {
    const leases = [{ port: 60001, protocol: "tcp" as const, target: 80, index: 1, portSet: 0 as const }];
    const world = new World(makeStack([makeService("web", { leases, spec: { ports: [{ target: 80, protocol: "tcp", published: null }] } })]));
    const web = world.service("web");
    beginUpgrade(web, { image: "web:v2" }, world.now);
    beginUpgrade(web, { image: "web:v3" }, world.now);
    world.containers = [
      makeContainer("web", 1, 1, { state: "exited", exitCode: 0 }),
      makeContainer("web", 2, 1, { state: "created", startedAt: null }),
      makeContainer("web", 3, 1, { state: "created", startedAt: null }),
    ];
    expect(world.plan().steps.map(printStep)).toEqual(["remove-container web-1 (web.g2.1), its host ports are for revision 3"]);
    world.run();
    expect(world.up("web")).toEqual(["web.g3.1"]);
  });
});

describe("confirm and roll back", () => {
  it("confirm removes exactly the kept generation", () => {
    const world = new World(makeStack([makeService("web")])).settled();
    const web = world.service("web");
    beginUpgrade(web, { image: "web:v2" }, world.now);
    world.run();
    Object.assign(web, { kept: null, phase: "steady" });
    expect(world.run()).toEqual(["1 remove-container web-1 (web.g1.1), only revision 2 is kept"]);
  });

  it("roll back starts the same old containers, all at once, and removes the candidate's", () => {
    const world = new World(makeStack([makeService("web", { scale: 3 })])).settled();
    const web = world.service("web");
    beginUpgrade(web, { image: "web:v2" }, world.now);
    world.run();
    beginRollBack(web, world.now);
    world.run();
    expect(world.containers.map((container) => container.id)).toEqual(["web.g1.1", "web.g1.2", "web.g1.3"]);
    expect(web.phase).toBe("steady");
  });

  it("a way back that fails ends the phase, so that every action is open again", () => {
    const world = new World(makeStack([makeService("web")])).settled();
    const web = world.service("web");
    beginUpgrade(web, { image: "web:v2" }, world.now);
    world.run();
    beginRollBack(web, world.now);
    world.containers = world.containers.filter((container) => container.generation === 1);
    world.attempts.set("start-container container:web:1:1", {
      failures: 1,
      retryAt: world.now + 900_000,
      problem: { code: "PORT_IN_USE", data: { port: 60001 } },
      at: world.now,
    });
    expect(world.run()).toEqual(["1 set-phase web: rolling-back -> steady, revision 1 serves again"]);
  });
});

it("drops a network that the file no longer has, but not while an upgrade may still go back to it", () => {
  const world = new World(makeStack([makeService("web")])).settled();
  world.networks = ["default", "backend"];
  beginUpgrade(world.service("web"), { image: "web:v2" }, world.now);
  expect(world.run().join()).not.toContain("remove-network");
  Object.assign(world.service("web"), { kept: null, phase: "steady" });
  expect(world.run().at(-1)).toBe("2 remove-network backend, no service uses it any more");
});

describe("scale, stop, restart, remove", () => {
  it("scales up and down without touching the rest", () => {
    const world = new World(makeStack([makeService("web")])).settled();
    const web = world.service("web");
    web.scale = 3;
    world.run();
    expect(world.up("web")).toEqual(["web.g1.1", "web.g1.2", "web.g1.3"]);
    web.scale = 1;
    expect(text(world.run())).toBe(`
1 stop-container web-2 (web.g1.2), web wants 1
1 stop-container web-3 (web.g1.3), web wants 1
2 remove-container web-2 (web.g1.2), web wants 1
2 remove-container web-3 (web.g1.3), web wants 1
`);
  });

  it("never removes a kept container when the scale goes down while a decision waits", () => {
    const world = new World(makeStack([makeService("web", { scale: 3 })])).settled();
    const web = world.service("web");
    beginUpgrade(web, { image: "web:v2" }, world.now);
    world.run();
    web.scale = 1;
    world.run();
    expect(world.containers.filter((container) => container.generation === 1)).toHaveLength(3);
    expect(world.up("web")).toEqual(["web.g2.1"]);
  });

  it("stops and starts what is there", () => {
    const world = new World(makeStack([makeService("web")])).settled();
    const web = world.service("web");
    web.running = false;
    expect(world.run()).toEqual(["1 stop-container web-1 (web.g1.1), web is to be stopped"]);
    Object.assign(web, { running: true, restartRequestedAt: 1 });
    expect(world.run()).toEqual(["1 start-container web-1 (web.g1.1), web is wanted"]);
  });

  it("restarts in batches and ends", () => {
    const world = new World(makeStack([makeService("web", { scale: 3 })])).settled();
    world.service("web").restartRequestedAt = 1;
    const lines = world.run();
    expect(lines.filter((line) => line.includes("restart-container"))).toHaveLength(3);
    expect(new Set(lines.map((line) => line.split(" ")[0])).size).toBe(3);
  });

  it("removes containers, then network and ticked volumes, then the stack; other volumes stay", () => {
    const world = new World(makeStack([makeService("web")], { removing: { volumes: ["cache"] }, volumes: ["cache", "data"] })).settled();
    world.volumes = ["cache", "data"];
    expect(text(world.run())).toBe(
      `
1 stop-container web-1 (web.g1.1), demo is being removed
2 remove-container web-1 (web.g1.1), demo is being removed
3 remove-network default, demo is being removed
3 remove-volume cache, its removal was ticked
4 forget-stack stack, demo is being removed
`.replace("forget-stack stack, demo is being removed", "forget-stack stack, nothing of it is left"),
    );
    expect(world.volumes).toEqual(["data"]);
  });
});

it("plans the same for the same input whatever the order of what it sees", () => {
  const world = new World(makeStack([makeService("web", { scale: 3 }), makeService("db")])).settled();
  beginUpgrade(world.service("web"), makeSpec("web", { image: "web:v2" }), world.now);
  const first = world.plan();
  world.containers.reverse();
  expect(world.plan()).toEqual(first);
});
