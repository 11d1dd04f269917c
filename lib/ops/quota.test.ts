import { readdirSync, readFileSync } from "node:fs";
import { beforeEach, describe, expect, it } from "vitest";
import { problemOf } from "@/lib/core/errors";
import { DEFAULT_QUOTA, type Quota } from "@/lib/core/quota";
import { makeUser } from "@/lib/testing/factories";
import { type House, openHouse } from "@/lib/testing/house";
import { confirmUpgrade } from "./confirm-upgrade";
import { createStack } from "./create-stack";
import { requireEnvironment } from "./require-stack";
import { rollBack } from "./roll-back";
import { startService, stopService } from "./run-service";
import { scaleService } from "./scale-service";
import { acceptOffer, offerStack } from "./transfer-stack";

let house: House;
beforeEach(async () => {
  house = await openHouse();
});

const STACKS = ["one", "two", "three"];
const web = (tag = "v1", more = "") => `services:\n  web:\n    image: web:${tag}\n${more}`;
const CPUS = (value: number) => `    deploy: {resources: {limits: {cpus: "${value}"}}}\n`;
const refused = (work: Promise<unknown>) =>
  work.then(
    () => null,
    (error: unknown) => problemOf(error),
  );
const at = (stack: string, service: string | null = null) => ({ ctx: house.tin, input: { environment: house.environment, stack, service } });
const scale = (stack: string, to: number) => scaleService({ ctx: house.tin, input: { environment: house.environment, stack, service: "web", scale: to } });

/** What everybody may hold from now on. */
async function allow(quota: Partial<Quota>): Promise<void> {
  const environment = await requireEnvironment(house.db.registry, house.environment);
  await house.db.registry.transaction((tx) => tx.setPolicy(environment.id, { ...environment.policy, quota: { ...DEFAULT_QUOTA, ...quota } }));
}

async function held(userId = house.tin.actor.userId) {
  const environment = await requireEnvironment(house.db.registry, house.environment);
  const project = await house.db.registry.personalProject(userId);
  return house.db.registry.projectUsage(project?.id ?? "", environment.id);
}

async function settled(stack: string): Promise<void> {
  await house.until(
    () => house.view(stack),
    ({ activeOperation, services }) => activeOperation === null && services.every(({ state }) => ["active", "upgraded", "inactive"].includes(state)),
  );
}

describe("A18: the last room is given once", () => {
  it("50 deploys at once at the edge: exactly as many as fit, never one more", async () => {
    await allow({ cpus: 7.5 });
    const outcomes = await Promise.all(Array.from({ length: 50 }, (_, number) => refused(house.deploy(`demo-${number}`, web()))));
    expect(outcomes.filter((one) => one === null)).toHaveLength(7);
    expect(new Set(outcomes.map((one) => one?.code))).toEqual(new Set([undefined, "QUOTA_EXCEEDED"]));
    expect(await held()).toMatchObject({ stacks: 7, containers: 7, cpus: 7 });
  });

  it("50 scalings at once of stacks that share it", async () => {
    await allow({ containers: 12 });
    for (const name of STACKS) await house.deploy(name, web());
    await Promise.all(Array.from({ length: 50 }, (_, number) => refused(scale(STACKS[number % 3] ?? "", 1 + (number % 9)))));
    const { containers } = await held();
    expect(containers).toBeLessThanOrEqual(12);
    expect(containers).toBeGreaterThan(3);
  });

  it("one project's stacks are not counted for another", async () => {
    await allow({ stacks: 1 });
    const ada = await makeUser(house.db);
    await house.deploy("mine", web());
    await house.deploy("hers", web(), house.as(ada));
    expect([(await held()).stacks, (await held(ada.id)).stacks]).toEqual([1, 1]);
  });
});

describe("a refusal", () => {
  it("says what, how much of it is used, asked for and allowed, and leaves nothing behind", async () => {
    await allow({ stacks: 1, ports: 1 });
    await house.deploy("demo", web("v1", '    ports: ["80"]\n'));
    const problem = await refused(house.deploy("more", web("v1", '    ports: ["80", "81"]\n')));
    const over = [
      { what: "stacks", used: 1, asked: 1, allowed: 1 },
      { what: "ports", used: 1, asked: 2, allowed: 1 },
    ];
    expect(problem).toEqual({ code: "QUOTA_EXCEEDED", data: { project: "tin", environment: house.environment, over } });
    expect(await held()).toMatchObject({ stacks: 1, ports: 1 });
    const empty = createStack({ ctx: house.tin, input: { environment: house.environment, stack: "empty" } });
    expect((await refused(empty))?.code).toBe("QUOTA_EXCEEDED");
  });

  it("comes for scaling, and an administrator's word for the project counts before the environment's", async () => {
    await allow({ memoryBytes: 1024 ** 3 });
    await house.deploy("demo", web());
    await scale("demo", 2);
    expect((await refused(scale("demo", 3)))?.code).toBe("QUOTA_EXCEEDED");
    const environment = await requireEnvironment(house.db.registry, house.environment);
    const project = await house.db.registry.personalProject(house.tin.actor.userId);
    const override = { limits: { memoryBytes: null }, reason: "beam time", setBy: "root", setAt: 0 };
    await house.db.registry.transaction((tx) => tx.setQuotaOverride(project?.id ?? "", environment.id, override));
    await scale("demo", 3);
    expect((await held()).containers).toBe(3);
  });
});

describe("an upgrade", () => {
  it("with stop first fits where its stack does; with start first it needs room for both", async () => {
    await allow({ cpus: 2 });
    await house.deploy("demo", web());
    await scale("demo", 2);
    await settled("demo");
    const together = house.upgrade("demo", web("v2"), { strategy: { order: "start-first" } });
    expect((await refused(together))?.code).toBe("QUOTA_EXCEEDED");
    await house.upgrade("demo", web("v2"));
    await settled("demo");
    expect(await held()).toMatchObject({ cpus: 2, containers: 2 });
  });

  it("goes back and is confirmed though the quota was taken away meanwhile", async () => {
    await house.deploy("demo", web("v1", CPUS(2)));
    await house.deploy("other", web("v1", CPUS(2)));
    for (const name of ["demo", "other"]) await settled(name);
    for (const name of ["demo", "other"]) await house.upgrade(name, web("v2"), { strategy: { order: "start-first" } });
    for (const name of ["demo", "other"]) await settled(name);
    expect(await held()).toMatchObject({ cpus: 6, containers: 4 });
    await allow({ stacks: 0, services: 0, containers: 0, cpus: 0, memoryBytes: 0, ports: 0 });
    expect(await house.ended(await rollBack(at("demo")))).toBe("succeeded");
    await confirmUpgrade(at("other"));
    expect(await held()).toMatchObject({ cpus: 3, containers: 2 });
    await stopService(at("demo"));
    await settled("demo");
    // It was reserved while it was stopped.
    await startService(at("demo"));
    await settled("demo");
    await scale("demo", 0);
    expect((await refused(scale("demo", 1)))?.code).toBe("QUOTA_EXCEEDED");
  });

  it("that was scaled up while it waits goes back with ports for every container", async () => {
    await house.deploy("demo", web("v1", '    ports: ["80"]\n'));
    await settled("demo");
    await house.upgrade("demo", web("v2", '    ports: ["80"]\n'), { strategy: { order: "start-first" } });
    await settled("demo");
    await scale("demo", 3);
    await settled("demo");
    expect(await held()).toMatchObject({ containers: 6, ports: 6 });
    expect(await house.ended(await rollBack(at("demo")))).toBe("succeeded");
    await settled("demo");
    const { running, endpoints } = await house.service("demo", "web");
    expect([running, endpoints.length]).toEqual([3, 3]);
  });
});

it("a stack that is handed to another project must fit there, and takes what it holds along", async () => {
  await house.deploy("demo", web());
  const ada = house.as(await makeUser(house.db));
  const input = { environment: house.environment, stack: "demo" };
  await offerStack({ ctx: house.tin, input: { ...input, project: ada.actor.username } });
  await allow({ stacks: 0 });
  expect((await refused(acceptOffer({ ctx: ada, input })))?.code).toBe("QUOTA_EXCEEDED");
  expect((await held()).stacks).toBe(1);
  await allow({});
  await acceptOffer({ ctx: ada, input });
  expect([(await held()).stacks, (await held(ada.actor.userId)).stacks]).toEqual([0, 1]);
});

it("a stack that waits for somebody's yes is a stack", async () => {
  const environment = await requireEnvironment(house.db.registry, house.environment);
  await house.db.registry.transaction((tx) => tx.updateEnvironment(environment.id, { needsApproval: true }));
  await allow({ stacks: 0 });
  expect((await refused(house.deploy("demo", web())))?.code).toBe("QUOTA_EXCEEDED");
});

it("whoever makes or moves a stack, or changes one, asks for room", () => {
  const texts = readdirSync("lib/ops")
    .filter((file) => !file.endsWith(".test.ts"))
    .map((file) => [file, readFileSync(`lib/ops/${file}`, "utf8")] as const);
  const takers = texts.filter(([, text]) => /\btx\.(?:createStack|moveStack)\(|await work\(\{ tx/.test(text));
  expect(takers.length).toBeGreaterThan(4);
  expect(takers.filter(([, text]) => !/\b(?:measureRoom|requireRoom)\(/.test(text)).map(([file]) => file)).toEqual([]);
});
