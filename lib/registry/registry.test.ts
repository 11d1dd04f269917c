import { beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { DEFAULT_POLICY } from "@/lib/core/policy";
import { PrismaClient } from "@/lib/generated/sqlite/client";
import { type TestDatabase, testDatabase } from "@/lib/testing/database";
import { EVERYTHING, type MadeStack, type MadeUser, makeEnvironment, makeStack, makeUser, newOperation, serviceSpec, stackSpec } from "@/lib/testing/factories";
import { adapterFor } from "./database";
import { seedEnvironment } from "./environments";
import { freshRecords } from "./records";
import { stackReads } from "./stacks";
import type { EnvironmentRow, RegistryChange } from "./types";

let db: TestDatabase;
let alice: MadeUser;
let bob: MadeUser;
let environment: EnvironmentRow;
let stack: MadeStack;

beforeEach(async () => {
  db = await testDatabase();
  alice = await makeUser(db);
  bob = await makeUser(db);
  environment = await makeEnvironment(db);
  stack = await makeStack(db, alice, environment);
});

const operate = (made: MadeStack, actor: MadeUser, at = Date.now()) => db.registry.transaction((tx) => tx.createOperation(newOperation(made, actor), at));

describe("scope", () => {
  test("a stack is where its environment is called now", async () => {
    const stack = await makeStack(db, alice, environment);
    const place = async () => (await db.registry.stack(EVERYTHING, alice.id, { id: stack.id }))?.environment;
    expect(await place()).toBe(environment.name);
    await db.registry.transaction((tx) => tx.updateEnvironment(environment.id, { name: "renamed" }));
    expect(await place()).toBe("renamed");
  });

  test("every read of a foreign object answers as for a missing one", async () => {
    const operation = await operate(stack, alice);
    const { registry } = db;
    const answers = (user: MadeUser, stackId: string, operationId: string, name: string) =>
      Promise.all([
        registry.stack(user.scope, user.id, { id: stackId }),
        registry.stack(user.scope, user.id, { environmentId: environment.id, name }),
        registry.stacks(user.scope, user.id, environment.id),
        registry.history(user.scope, stackId),
        registry.revision(user.scope, stackId, 1),
        registry.operations(user.scope, { environmentId: environment.id, stackId, limit: 10 }),
        registry.operations(user.scope, { environmentId: environment.id, limit: 10 }),
        registry.operation(user.scope, operationId),
      ]);
    expect(await answers(bob, stack.id, operation, stack.name)).toEqual(await answers(bob, "missing", "missing", "missing"));
    const own = await answers(alice, stack.id, operation, stack.name);
    expect(own.map((answer) => (Array.isArray(answer) ? answer.length > 0 : answer !== null))).toEqual(own.map(() => true));
  });

  test("an administrator sees all, as no member", async () => {
    const admin = await makeUser(db, "admin");
    expect(await db.registry.stack(EVERYTHING, admin.id, { id: stack.id })).toMatchObject({ member: null, owner: alice.username });
    expect(await db.registry.stack(EVERYTHING, alice.id, { id: stack.id })).toMatchObject({ member: "owner" });
  });

  test("a scope without a user reads nothing", async () => {
    const broken = { kind: "projects-of", userId: undefined } as unknown as MadeUser["scope"];
    expect(await db.registry.stacks(broken, alice.id, environment.id)).toEqual([]);
    await expect(db.registry.operation(broken, "x")).rejects.toThrow();
  });

  test("the history of a removed stack stays with the members of its project", async () => {
    const operation = await operate(stack, alice);
    await db.registry.transaction((tx) => tx.deleteStack(stack.id));
    expect(await db.registry.operation(alice.scope, operation)).toMatchObject({ stack: stack.name });
    expect(await db.registry.operation(bob.scope, operation)).toBeNull();
    expect(await db.registry.watchers(stack.id)).toEqual({ environment: environment.name, stack: stack.name, userIds: [alice.id] });
  });
});

describe("desired state", () => {
  test("carries only the generations that should run or are kept", async () => {
    const serviceId = stack.serviceIds.get("web") ?? "";
    await db.registry.transaction(async (tx) => {
      for (const image of ["web:v2", "web:v3"]) await tx.addGeneration({ serviceId, revision: 2, spec: serviceSpec({ image }), portSet: 1, at: 5 });
      await tx.recordImage(serviceId, 3, { imageId: "sha256:3", digest: null });
      await tx.updateService(serviceId, {
        targetGeneration: 3,
        keptGeneration: 1,
        scale: 2,
        scaleBefore: 1,
        phase: "paused",
        phaseSince: 7,
        phaseProblem: { code: "HEALTH_DEADLINE", data: { service: "web", seconds: 5 } },
        restartRequestedAt: 9,
      });
      await tx.addLease({
        environmentId: environment.id,
        stackId: stack.id,
        serviceId,
        lease: { port: 60001, protocol: "tcp", target: 80, index: 1, portSet: 0 },
      });
    });
    const desired = await db.registry.desired(stack.id);
    expect(desired).toMatchObject({
      id: stack.id,
      name: stack.name,
      owner: alice.username,
      removing: null,
      networks: [{ name: "default", internal: false }],
      volumes: [],
    });
    expect(desired?.services).toMatchObject([
      {
        id: serviceId,
        name: "web",
        scale: 2,
        running: true,
        phase: "paused",
        phaseSince: 7,
        phaseProblem: { code: "HEALTH_DEADLINE", data: { service: "web", seconds: 5 } },
        target: { number: 3, imageId: "sha256:3", portSet: 1, spec: { image: "web:v3" }, createdAt: 5 },
        kept: { number: 1, imageId: null, portSet: 0 },
        restartRequestedAt: 9,
        leases: [{ port: 60001, protocol: "tcp", target: 80, index: 1, portSet: 0 }],
      },
    ]);
    expect(await db.registry.scaleBefore(serviceId)).toBe(1);
    expect((await db.registry.stack(alice.scope, alice.id, { id: stack.id }))?.desired).toEqual(desired);
  });

  test("null empties a column and a missing key leaves it", async () => {
    const serviceId = stack.serviceIds.get("web") ?? "";
    await db.registry.transaction(async (tx) => {
      await tx.updateService(serviceId, { keptGeneration: 1, restartRequestedAt: 9 });
      await tx.updateService(serviceId, { targetGeneration: null });
      await tx.updateStack(stack.id, { removing: { volumes: ["data"] } });
      await tx.updateStack(stack.id, { confirmedRevision: 1 });
    });
    expect(await db.registry.desired(stack.id)).toMatchObject({
      removing: { volumes: ["data"] },
      services: [{ target: null, kept: { number: 1 }, restartRequestedAt: 9 }],
    });
    await db.registry.transaction((tx) => tx.updateStack(stack.id, { removing: null }));
    expect(await db.registry.stack(alice.scope, alice.id, { id: stack.id })).toMatchObject({ removing: null, confirmedRevision: 1, revision: 1 });
  });

  test("a removed service takes its generations and leases along", async () => {
    const serviceId = stack.serviceIds.get("web") ?? "";
    await db.registry.transaction((tx) =>
      tx.addLease({ environmentId: environment.id, stackId: stack.id, serviceId, lease: { port: 60001, protocol: "tcp", target: 80, index: 1, portSet: 0 } }),
    );
    await db.registry.transaction((tx) => tx.deleteService(serviceId));
    expect(await db.registry.desired(stack.id)).toMatchObject({ services: [] });
    expect(await db.registry.leasedPorts(environment.id)).toEqual(new Map());
    expect(await db.database.prisma.generation.count()).toBe(0);
  });

  test("the list costs the same few queries for one stack and for thirty", async () => {
    const prisma = new PrismaClient({ adapter: adapterFor(db.file), log: [{ emit: "event", level: "query" }] });
    onTestFinished(() => prisma.$disconnect());
    const spoken: string[] = [];
    prisma.$on("query", ({ query }) => spoken.push(query));
    const list = async () => {
      spoken.length = 0;
      const rows = await stackReads(prisma, freshRecords(prisma)).stacks(EVERYTHING, alice.id, environment.id);
      return { rows: rows.length, queries: spoken.length };
    };
    const one = await list();
    for (let made = 1; made < 30; made += 1) await makeStack(db, alice, environment);
    expect(await list()).toEqual({ rows: 30, queries: one.queries });
    expect(one).toEqual({ rows: 1, queries: 2 });
  });
});

describe("what is remembered", () => {
  const read = async () => (await db.registry.stack(alice.scope, alice.id, { id: stack.id }))?.revision;

  test("is never older than the last commit, for whoever reads while others write", async () => {
    await Promise.all(
      Array.from({ length: 40 }, async (_, turn) => {
        if (turn % 2 === 0) return read();
        const revision = 100 + turn;
        await db.registry.transaction((tx) => tx.updateStack(stack.id, { revision }));
        expect(await read()).toBeGreaterThanOrEqual(revision);
      }),
    );
    expect(await read()).toBe(139);
    expect((await db.registry.transaction((tx) => tx.stack(alice.scope, alice.id, { id: stack.id })))?.revision).toBe(139);
  });

  test("is not what a transaction sees of its own writes, nor left behind by one that failed", async () => {
    expect(await read()).toBe(1);
    const work = db.registry.transaction(async (tx) => {
      await tx.updateStack(stack.id, { revision: 7 });
      expect((await tx.stack(alice.scope, alice.id, { id: stack.id }))?.revision).toBe(7);
      throw new Error("undone");
    });
    await expect(work).rejects.toThrow("undone");
    expect(await read()).toBe(1);
  });

  test("cannot be changed by one who got it", async () => {
    const record = await db.registry.stack(alice.scope, alice.id, { id: stack.id });
    await db.registry.stack(alice.scope, alice.id, { id: stack.id });
    expect(() => record?.desired.services.pop()).toThrow(TypeError);
  });

  test("is shown to those only who may see it", async () => {
    expect(await read()).toBe(1);
    expect(await db.registry.stack(bob.scope, bob.id, { id: stack.id })).toBeNull();
    expect(await db.registry.stacks(bob.scope, bob.id, environment.id)).toEqual([]);
  });
});

describe("leases", () => {
  const claim = (made: MadeStack, port: number) =>
    db.registry.transaction((tx) =>
      tx.addLease({
        environmentId: environment.id,
        stackId: made.id,
        serviceId: made.serviceIds.get("web") ?? "",
        lease: { port, protocol: "tcp", target: 80, index: 1, portSet: 0 },
      }),
    );

  test("of a hundred claims of one port one wins, and all others are told", async () => {
    const ends = await Promise.allSettled(Array.from({ length: 100 }, () => claim(stack, 60010)));
    expect(ends.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    const refusals = ends.flatMap((end) => (end.status === "rejected" ? [end.reason] : []));
    for (const reason of refusals)
      expect(reason).toMatchObject({ problem: { code: "PORT_TAKEN", data: { port: 60010, protocol: "tcp", by: `${stack.name}/web` } } });
    expect(await db.registry.leasedPorts(environment.id)).toEqual(new Map([["60010/tcp", { stackId: stack.id, stack: stack.name, service: "web" }]]));
  });

  test("a foreign holder stays unnamed", async () => {
    const foreign = await makeStack(db, bob, environment);
    await claim(stack, 60011);
    await expect(claim(foreign, 60011)).rejects.toMatchObject({ problem: { code: "PORT_TAKEN", data: { by: "another stack" } } });
  });

  test("only the leases named are dropped", async () => {
    await claim(stack, 60001);
    await claim(stack, 60002);
    await db.registry.transaction((tx) =>
      tx.dropLeases(stack.serviceIds.get("web") ?? "", [{ port: 60001, protocol: "tcp", target: 80, index: 1, portSet: 0 }]),
    );
    expect([...(await db.registry.leasedPorts(environment.id)).keys()]).toEqual(["60002/tcp"]);
  });
});

describe("transactions", () => {
  test("an error rolls everything back and nobody is told", async () => {
    const told: RegistryChange[] = [];
    db.registry.subscribe((change) => told.push(change));
    const work = db.registry.transaction(async (tx) => {
      const id = await tx.createStack({ name: "half", environmentId: environment.id, projectId: alice.projectId, createdBy: alice.id });
      await tx.audit(
        {
          actor: { userId: alice.id, username: alice.username },
          address: null,
          action: "stack.deploy",
          stackId: id,
          subject: "half",
          before: null,
          after: null,
        },
        1,
      );
      throw new Error("half-way");
    });
    await expect(work).rejects.toThrow("half-way");
    expect(await db.registry.stack(EVERYTHING, alice.id, { environmentId: environment.id, name: "half" })).toBeNull();
    expect(await db.database.prisma.auditEntry.count()).toBe(0);
    expect(told).toEqual([]);
  });

  test("each stack touched is told once, after the commit", async () => {
    const told: RegistryChange[] = [];
    const seen: Promise<unknown>[] = [];
    db.registry.subscribe((change) => {
      told.push(change);
      seen.push(db.registry.stack(alice.scope, alice.id, { id: stack.id }));
    });
    const serviceId = stack.serviceIds.get("web") ?? "";
    await db.registry.transaction(async (tx) => {
      await tx.updateService(serviceId, { scale: 4 });
      await tx.updateStack(stack.id, { revision: 9 });
      expect(told).toEqual([]);
    });
    expect(told).toEqual([{ type: "stack", stackId: stack.id }]);
    expect(await Promise.all(seen)).toMatchObject([{ revision: 9, desired: { services: [{ scale: 4 }] } }]);
  });

  test("twenty writers at once lose nothing", async () => {
    const writers = Array.from({ length: 20 }, async () => {
      for (let turn = 0; turn < 5; turn += 1) {
        await db.registry.transaction(async (tx) => {
          const row = await tx.stack(EVERYTHING, alice.id, { id: stack.id });
          await tx.updateStack(stack.id, { revision: (row?.revision ?? 0) + 1 });
        });
      }
    });
    await Promise.all(writers);
    expect(await db.registry.stack(alice.scope, alice.id, { id: stack.id })).toMatchObject({ revision: 101 });
  });

  test("a commit does not wait for the disk, after any number of them", async () => {
    await db.registry.transaction((tx) => tx.updateStack(stack.id, { revision: 2 }));
    expect(await db.database.prisma.$queryRaw`PRAGMA synchronous`).toEqual([{ synchronous: 1 }]);
    expect(await db.database.prisma.$queryRaw`PRAGMA journal_mode`).toEqual([{ journal_mode: "wal" }]);
  });

  test("a name is free in another environment, taken in its own", async () => {
    const create = (environmentId: string) =>
      db.registry.transaction((tx) => tx.createStack({ name: stack.name, environmentId, projectId: bob.projectId, createdBy: bob.id }));
    await expect(create(environment.id)).rejects.toMatchObject({ problem: { code: "NAME_TAKEN", data: { name: stack.name } } });
    await expect(create((await makeEnvironment(db)).id)).resolves.toMatch(/^[a-z2-7]{26}$/);
  });

  test("a listener that throws robs nobody", async () => {
    const told: RegistryChange[] = [];
    db.registry.subscribe(() => {
      throw new Error("deaf");
    });
    db.registry.subscribe((change) => told.push(change));
    const errors: unknown[] = [];
    console.error = (...words) => void errors.push(words);
    await db.registry.transaction((tx) => tx.updateStack(stack.id, { revision: 2 }));
    expect(told).toHaveLength(1);
    expect(errors).toHaveLength(1);
  });
});

test("revisions are numbered from one and frozen with their hash", async () => {
  const spec = stackSpec([serviceSpec({ name: "db", image: "db:1" }), serviceSpec()]);
  const about = { stackId: stack.id, composeText: "services:\n", variables: { A: "1" }, spec, hash: "abc", authorId: bob.id, message: "second", at: 42 };
  expect(await db.registry.transaction((tx) => tx.addRevision(about))).toBe(2);
  expect(await db.registry.revision(alice.scope, stack.id, 2)).toEqual({
    number: 2,
    author: bob.username,
    message: "second",
    createdAt: 42,
    composeText: "services:\n",
    rancherText: null,
    variables: { A: "1" },
    services: [
      { name: "db", image: "db:1", imageId: null, digest: null },
      { name: "web", image: "spindle-test/web:v1", imageId: null, digest: null },
    ],
    spec,
    hash: "abc",
  });
  expect((await db.registry.history(alice.scope, stack.id)).map(({ number }) => number)).toEqual([2, 1]);
});

test("the first environment is made once", async () => {
  const fresh = await testDatabase();
  await seedEnvironment(fresh.database);
  await seedEnvironment(fresh.database);
  expect(await fresh.registry.environments()).toMatchObject([{ name: "sandbox", colour: "sandbox", policy: DEFAULT_POLICY }]);
});
