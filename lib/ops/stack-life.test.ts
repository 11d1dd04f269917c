import { describe, expect, it } from "vitest";
import { DEFAULT_STRATEGY } from "@/lib/core/desired";
import { problemOf } from "@/lib/core/errors";
import type { FakeImage } from "@/lib/engine/fake";
import { makeUser } from "@/lib/testing/factories";
import { type House, openHouse } from "@/lib/testing/house";
import { confirmUpgrade } from "./confirm-upgrade";
import { deployStack } from "./deploy-stack";
import { getOperation, listOperations } from "./list-operations";
import { getRevision, listHistory } from "./list-revisions";
import { listStacks } from "./list-stacks";
import { pauseUpgrade, resumeUpgrade } from "./pause-upgrade";
import { removeStack } from "./remove-stack";
import { rollBack } from "./roll-back";
import { restartService, startService, stopService } from "./run-service";
import { scaleService } from "./scale-service";
import { getStack } from "./view-stack";

const web = (image: string, more = "") => `services:\n  web:\n    image: ${image}\n${more}`;
const two = (image: string) => `${web(image)}    depends_on: { db: { condition: service_healthy } }\n  db:\n    image: db:v1\n`;
const code = (promise: Promise<unknown>) =>
  promise.then(
    () => "done",
    (error: unknown) => problemOf(error).code,
  );
const on = (house: House, service: string | null = null, stack = "demo") => ({ ctx: house.tin, input: { environment: house.environment, stack, service } });
const ids = (house: House) => house.engine.containers().map((container) => container.id);

describe("deploy", () => {
  it("brings a stack up in order, journals each step with its cause, and ends the operation", async () => {
    const house = await openHouse();
    const started = await house.deploy("demo", two("web:v1"));
    expect(await house.ended(started)).toBe("succeeded");
    const view = await house.view("demo");
    expect([view.state, view.health, view.running, view.wanted, view.owner]).toEqual(["active", "healthy", 2, 2, "tin"]);
    const [operation] = await listOperations({ ctx: house.tin, input: { environment: house.environment, stack: "demo" } });
    const titles = operation?.steps.map((step) => step.title) ?? [];
    expect(titles).toEqual(expect.arrayContaining(["Create network default", "Pull web:v1", "Create web-1", "Start web-1"]));
    expect(titles.indexOf("Start db-1")).toBeLessThan(titles.indexOf("Start web-1"));
    expect(operation?.steps.every((step) => step.status === "succeeded" && step.cause !== "")).toBe(true);
    expect(house.errors).toEqual([]);
  });

  it("says why when the image does not exist, and deploys once a good one follows, without a decision", async () => {
    const house = await openHouse();
    expect(await house.ended(await house.deploy("demo", web("web:nope")))).toBe("failed IMAGE_NOT_FOUND");
    expect((await house.service("demo", "web")).state).toBe("error");
    expect((await listStacks({ ctx: house.tin, input: { environment: house.environment } })).needsYou).toMatchObject([
      { kind: "deploy-failed", service: "web" },
    ]);
    expect(await house.ended(await house.upgrade("demo", web("web:v1")))).toBe("succeeded");
    const view = await house.view("demo");
    expect([view.state, view.revision, view.confirmedRevision]).toEqual(["active", 2, 2]);
  });

  it.each([
    ["web:crash", "CRASH_LOOP"],
    ["web:cannot", "COMMAND_NOT_FOUND"],
  ])("%s fails with %s", async (image, problem) => {
    const house = await openHouse();
    expect(await house.ended(await house.deploy("demo", web(image)))).toBe(`failed ${problem}`);
  });

  it("what is not healthy when its time is up fails with UNHEALTHY, and not before", async () => {
    const house = await openHouse();
    const started = await house.deploy("demo", web("web:sick"));
    await house.until(
      () => house.service("demo", "web"),
      ({ health }) => health === "unhealthy",
    );
    expect((await getOperation({ ctx: house.tin, input: { operation: started.operationId ?? "" } })).status).toBe("running");
    house.skip(DEFAULT_STRATEGY.healthDeadlineSeconds * 1_000);
    expect(await house.ended(started)).toBe("failed UNHEALTHY");
  });

  it("deploys only what was reviewed, once a name, and nothing while the engine is away", async () => {
    const house = await openHouse();
    const input = { environment: house.environment, stack: "demo", composeText: web("web:v1"), variables: {}, reviewedHash: "other", message: null };
    expect(await code(deployStack({ ctx: house.tin, input }))).toBe("STALE_REVIEW");
    expect(await code(deployStack({ ctx: house.tin, input: { ...input, composeText: web("web:v1", "    privileged: true\n") } }))).toBe("COMPOSE_REFUSED");
    await house.deploy("demo", web("web:v1"));
    expect(await code(house.deploy("demo", web("web:v1")))).toBe("NAME_TAKEN");
    house.engine.goDown();
    await house.until(
      () => house.mirror.status().state,
      (state) => state === "down",
    );
    expect(await code(house.deploy("other", web("web:v1")))).toBe("ENGINE_UNREACHABLE");
    expect((await house.view("demo")).services[0]?.why.kind).toBe("engine-away");
  });
});

describe("repair", () => {
  it("starts a killed container and makes a removed one again, as operations of its own", async () => {
    const house = await openHouse();
    await house.ended(await house.deploy("demo", web("web:v1", "    scale: 2\n")));
    const [first = "", second = ""] = ids(house);
    house.engine.kill(first);
    house.engine.removeOutside(second);
    await house.until(
      () => house.engine.containers().filter(({ state }) => state === "running"),
      (running) => running.length === 2,
    );
    await house.until(
      () => house.view("demo"),
      (view) => view.running === 2 && view.activeOperation === null,
    );
    expect(ids(house)).toContain(first);
    expect(ids(house)).not.toContain(second);
    const operations = await listOperations({ ctx: house.tin, input: { environment: house.environment, stack: "demo" } });
    const repairs = operations.filter(({ kind }) => kind === "repair");
    expect(repairs.length).toBeGreaterThan(0);
    expect(repairs.every(({ status, actor }) => status === "succeeded" && actor === "spindle")).toBe(true);
  });

  it("backs off: the second kill within ten minutes is not repaired at once", async () => {
    const house = await openHouse();
    await house.ended(await house.deploy("demo", web("web:v1")));
    const [id = ""] = ids(house);
    house.engine.kill(id);
    await house.until(
      () => house.view("demo"),
      (view) => view.running === 1,
    );
    house.engine.kill(id);
    const { why } = await house.until(
      () => house.service("demo", "web"),
      (service) => service.why.kind === "problem",
    );
    expect(why).toMatchObject({ problem: { code: "CONTAINER_EXITED", data: { container: "web-1", exitCode: 137 } }, retryAt: expect.any(Number) });
    // A person need not wait for it.
    await restartOrStart(house);
    await house.until(
      () => house.view("demo"),
      (view) => view.running === 1,
    );
  });
});

const restartOrStart = (house: House) => restartService(on(house, "web"));

describe("upgrade, confirm, roll back", () => {
  it("keeps the old containers until the confirm, and removes exactly them then", async () => {
    const house = await openHouse();
    await house.ended(await house.deploy("demo", two("web:v1")));
    const old = ids(house);
    expect(await house.ended(await house.upgrade("demo", two("web:v2")))).toBe("succeeded");
    const waiting = await house.service("demo", "web");
    expect([waiting.state, waiting.running, waiting.oldKept]).toEqual(["upgraded", 1, 1]);
    expect((await house.service("demo", "db")).state).toBe("active");
    expect(old.every((id) => ids(house).includes(id))).toBe(true);
    expect((await listStacks({ ctx: house.tin, input: { environment: house.environment } })).needsYou).toMatchObject([
      { kind: "upgrade-waits", service: "web" },
    ]);
    expect(await house.ended(await confirmUpgrade(on(house)))).toBe("succeeded");
    const view = await house.view("demo");
    expect([view.state, view.oldKept, view.confirmedRevision, ids(house).length]).toEqual(["active", 0, 2, 2]);
  });

  it("rolls back to the very same containers, the old file and the old scale", async () => {
    const house = await openHouse();
    await house.ended(await house.deploy("demo", web("web:v1", "    scale: 2\n")));
    const old = ids(house).sort();
    await house.ended(await house.upgrade("demo", web("web:v2", "    scale: 3\n")));
    expect((await house.service("demo", "web")).wanted).toBe(3);
    expect(await house.ended(await rollBack(on(house)))).toBe("succeeded");
    expect(ids(house).sort()).toEqual(old);
    const view = await house.view("demo");
    expect([view.revision, view.running, view.services[0]?.image, view.state]).toEqual([1, 2, "web:v1", "active"]);
  });

  it("asks before it replaces a candidate that waits, and never loses the confirmed one", async () => {
    const house = await openHouse();
    await house.ended(await house.deploy("demo", web("web:v1")));
    const [old = ""] = ids(house);
    await house.ended(await house.upgrade("demo", web("web:v2")));
    expect(await code(house.upgrade("demo", web("web:v3")))).toBe("UPGRADE_WAITS");
    expect(await house.ended(await house.upgrade("demo", web("web:v3"), { replaceCandidate: true }))).toBe("succeeded");
    const service = await house.service("demo", "web");
    expect([service.image, service.kept?.image, ids(house).length, ids(house).includes(old)]).toEqual(["web:v3", "web:v1", 2, true]);
  });

  it("pauses on failure by default, and rolls back by itself where the strategy says so", async () => {
    const house = await openHouse();
    await house.ended(await house.deploy("demo", web("web:v1")));
    const [old = ""] = ids(house);
    expect(await house.ended(await house.upgrade("demo", web("web:cannot")))).toBe("failed COMMAND_NOT_FOUND");
    expect((await house.service("demo", "web")).state).toBe("paused");
    await house.ended(await rollBack(on(house)));
    expect(await house.ended(await house.upgrade("demo", web("web:crash"), { strategy: { onFailure: "roll-back" } }))).toBe("failed CRASH_LOOP");
    const service = await house.until(
      () => house.service("demo", "web"),
      ({ state }) => state === "active",
    );
    expect([service.image, service.phaseProblem?.code, ids(house)]).toEqual(["web:v1", "CRASH_LOOP", [old]]);
  });

  it("pauses and resumes; an upgrade into a missing image leaves the old one serving", async () => {
    const house = await openHouse();
    await house.ended(await house.deploy("demo", web("web:v1", "    scale: 2\n")));
    const slow: FakeImage = { imageId: "sha256:slow", health: { afterMs: 60_000 } };
    house.engine.images.set("web:checked", slow);
    await house.upgrade("demo", web("web:checked", "    scale: 2\n"));
    await pauseUpgrade(on(house, "web"));
    expect((await house.service("demo", "web")).state).toBe("paused");
    slow.health = { afterMs: 0 };
    expect(await house.ended(await resumeUpgrade(on(house, "web")))).toBe("succeeded");
    expect((await house.service("demo", "web")).state).toBe("upgraded");
    await house.ended(await confirmUpgrade(on(house, "web")));
    expect(await house.ended(await house.upgrade("demo", web("web:nope", "    scale: 2\n")))).toBe("failed IMAGE_NOT_FOUND");
    expect((await house.service("demo", "web")).running).toBe(2);
  });

  it("takes new and dropped services along: rolling back undoes both", async () => {
    const house = await openHouse();
    await house.ended(await house.deploy("demo", two("web:v1")));
    const old = ids(house).sort();
    await house.ended(await house.upgrade("demo", `${web("web:v2")}  cache:\n    image: web:v3\n`));
    expect((await house.view("demo")).services.map(({ name, state }) => `${name} ${state}`)).toEqual(["cache upgraded", "db upgraded", "web upgraded"]);
    expect(await house.ended(await rollBack(on(house)))).toBe("succeeded");
    await house.until(
      () => house.view("demo"),
      (view) => view.services.length === 2,
    );
    expect(ids(house).sort()).toEqual(old);
  });
});

describe("scale, start, stop, restart, remove", () => {
  it("scales with leased ports and gives them back", async () => {
    const house = await openHouse();
    await house.ended(await house.deploy("demo", web("web:v1", '    ports: ["8080"]\n')));
    const scale = (to: number) => scaleService({ ctx: house.tin, input: { environment: house.environment, stack: "demo", service: "web", scale: to } });
    expect(await house.ended(await scale(3))).toBe("succeeded");
    const { endpoints } = await house.service("demo", "web");
    expect(new Set(endpoints.map(({ port }) => port)).size).toBe(3);
    expect(endpoints.every(({ port }) => port >= 60000 && port <= 60050)).toBe(true);
    expect(await house.ended(await scale(1))).toBe("succeeded");
    const { id } = (await house.db.registry.environment(house.environment)) ?? { id: "" };
    await house.until(
      () => house.db.registry.leasedPorts(id),
      (leased) => leased.size === 1,
    );
    expect(await code(scale(11))).toBe("SCALE_IMPOSSIBLE");
  });

  it("stops, starts and restarts the same containers", async () => {
    const house = await openHouse();
    await house.ended(await house.deploy("demo", two("web:v1")));
    const before = ids(house).sort();
    expect(await house.ended(await stopService(on(house)))).toBe("succeeded");
    expect((await house.view("demo")).state).toBe("inactive");
    expect(await code(stopService(on(house)))).toBe("BLOCKED");
    expect(await house.ended(await startService(on(house)))).toBe("succeeded");
    expect(await house.ended(await restartService(on(house, "web")))).toBe("succeeded");
    expect(house.engine.calls.filter((call) => call === "restart web-1")).toHaveLength(1);
    expect(ids(house).sort()).toEqual(before);
  });

  it("removes a service with its typed name and out of the file, but not one that others need", async () => {
    const house = await openHouse();
    await house.ended(await house.deploy("demo", two("web:v1")));
    const remove = (service: string | null, typedName: string) =>
      removeStack({ ctx: house.tin, input: { environment: house.environment, stack: "demo", service, typedName, volumes: [] } });
    expect(await code(remove("db", "db"))).toBe("SERVICE_NEEDED");
    expect(await code(remove("web", "demo"))).toBe("WRONG_CONFIRMATION");
    expect(await house.ended(await remove("web", "web"))).toBe("succeeded");
    await house.until(
      () => house.view("demo"),
      (view) => view.services.length === 1,
    );
    const latest = await getRevision({ ctx: house.tin, input: { environment: house.environment, stack: "demo", revision: 2 } });
    expect(latest.composeText).not.toContain("web:");
    expect(await code(remove("db", "db"))).toBe("INVALID_INPUT");
    expect(await house.ended(await remove(null, "demo"))).toBe("succeeded");
    expect(await code(house.view("demo"))).toBe("NOT_FOUND");
    expect(ids(house)).toEqual([]);
  });
});

describe("people", () => {
  it("a stranger's every verb on a stack answers as if it did not exist", async () => {
    const house = await openHouse();
    await house.ended(await house.deploy("demo", web("web:v1")));
    const stranger = house.as(await makeUser(house.db, "user", "eve"));
    const answers = async (stack: string) => {
      const key = { environment: house.environment, stack };
      const act = { ctx: stranger, input: { ...key, service: null } };
      const verbs = [
        getStack({ ctx: stranger, input: key }),
        confirmUpgrade(act),
        rollBack(act),
        pauseUpgrade(act),
        resumeUpgrade(act),
        startService(act),
        stopService(act),
        restartService(act),
        listHistory({ ctx: stranger, input: key }),
        listOperations({ ctx: stranger, input: key }),
        scaleService({ ctx: stranger, input: { ...key, service: "web", scale: 2 } }),
        removeStack({ ctx: stranger, input: { ...key, service: null, typedName: stack, volumes: [] } }),
      ];
      const settled = await Promise.allSettled(verbs);
      return settled.map((one) => (one.status === "rejected" ? problemOf(one.reason) : "answered"));
    };
    expect(await answers("demo")).toEqual(await answers("missing"));
    expect((await listStacks({ ctx: stranger, input: { environment: house.environment } })).stacks).toEqual([]);
    expect(await listOperations({ ctx: stranger, input: { environment: house.environment, stack: null } })).toEqual([]);
  });

  it("an administrator sees the stack of another person", async () => {
    const house = await openHouse();
    await house.ended(await house.deploy("demo", web("web:v1")));
    const admin = house.as(await makeUser(house.db, "admin", "root"));
    expect((await listStacks({ ctx: admin, input: { environment: house.environment } })).stacks.map(({ name }) => name)).toEqual(["demo"]);
  });
});
