import { describe, expect, test, vi } from "vitest";
import { problemOf } from "@/lib/core/errors";
import type { EventWhat, StackEvent } from "@/lib/core/stack-events";
import { makeUser } from "@/lib/testing/factories";
import { type House, openHouse } from "@/lib/testing/house";
import { readOverview } from "./read-overview";
import { readHealth, readTimeline } from "./read-timeline";

vi.setConfig({ testTimeout: 30_000 });

const WEB = "services:\n  web:\n    image: web:checked\n";
const OUTPUT = "no answer from the portal";
const unhealthy: EventWhat = { kind: "health", to: "unhealthy", probe: { at: 1, tookMs: 3, exitCode: 1, output: OUTPUT } };

async function room() {
  const house = await openHouse();
  expect(await house.ended(await house.deploy("shop", WEB))).toBe("succeeded");
  const [stack] = await house.db.registry.stackIds();
  const stackId = stack?.id ?? "";
  const container = (await house.service("shop", "web")).containers[0]?.id ?? "";
  const row = (id: string, at: number, what: EventWhat, of = container): StackEvent => ({
    ...{ id, stackId, at, lastAt: at, count: 1, operationId: null, what },
    container: { id: of, service: "web", generation: 1, revision: 1, index: 1 },
  });
  const write = (put: StackEvent[]) => house.db.registry.writeEvents({ put, drop: [], belongs: new Map(), marks: [] });
  const key = { environment: house.environment, stack: "shop" };
  return { house, stackId, container, row, write, key };
}

const codeOf = (answer: Promise<unknown>) =>
  answer.then(
    () => "answered",
    (error: unknown) => problemOf(error).code,
  );

/** Somebody of the stack's project, who may not read its logs. */
async function blindViewer(house: House) {
  const viewer = await makeUser(house.db);
  const { prisma } = house.db.database;
  const { projectId } = await prisma.stack.findFirstOrThrow();
  await house.db.registry.transaction(async (tx) => {
    await tx.setMember(projectId, viewer.id, "viewer");
    await tx.setSwitches(projectId, { viewersReadLogs: false, maintainersOpenShell: true });
  });
  return house.as(viewer);
}

describe("the timeline", () => {
  test("is read page by page, newest first, nothing twice and nothing left out", async () => {
    const { house, row, write, key } = await room();
    const from = house.tin.now() - 1_000_000;
    await write(Array.from({ length: 250 }, (_, at) => row(`e${String(at).padStart(4, "0")}`, from + at, { kind: "paused", by: "hand" })));
    const seen: string[] = [];
    let pages = 0;
    for (let before: number | null = null, more = true; more; pages += 1) {
      const page = await readTimeline({ ctx: house.tin, input: { ...key, before } });
      if (before === null) expect(page.operations.map(({ kind }) => kind)).toEqual(["deploy"]);
      seen.push(...page.events.map(({ id }) => id));
      before = page.before;
      more = before !== null;
    }
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen.length).toBe(250);
    expect(seen).toEqual([...seen].sort().reverse());
    expect(pages).toBe(2);
  });

  test("is missing to strangers, and what a check said is kept from who may not read logs", async () => {
    const { house, row, write, key } = await room();
    await write([row("e1", house.tin.now(), unhealthy)]);
    expect(await codeOf(readTimeline({ ctx: house.as(await makeUser(house.db)), input: { ...key, before: null } }))).toBe("NOT_FOUND");
    expect(JSON.stringify(await readTimeline({ ctx: house.tin, input: { ...key, before: null } }))).toContain(OUTPUT);
    const blind = await readTimeline({ ctx: await blindViewer(house), input: { ...key, before: null } });
    expect(blind.events).toHaveLength(1);
    expect(JSON.stringify(blind)).not.toContain(OUTPUT);
  });

  test("is bounded for each stack, by number and by age", async () => {
    const { house, stackId, row, write } = await room();
    await write([row("old", 1_000, unhealthy), ...Array.from({ length: 30 }, (_, at) => row(`e${String(at).padStart(2, "0")}`, 10_000 + at, unhealthy))]);
    await house.db.registry.trimEvents([stackId], { most: 100, since: 5_000 });
    expect(await house.db.registry.stackEvents(stackId, { limit: 100 })).toHaveLength(30);
    await house.db.registry.trimEvents([stackId], { most: 10, since: 5_000 });
    expect((await house.db.registry.stackEvents(stackId, { limit: 100 })).map(({ id }) => id)).toEqual(Array.from({ length: 10 }, (_, at) => `e${29 - at}`));
  });

  test("goes with its stack, and what comes late for a stack that is gone is left out", async () => {
    const { house, stackId, row, write } = await room();
    expect(await write([row("e1", 1, unhealthy)])).toHaveLength(1);
    await house.db.database.prisma.stackEvent.findFirstOrThrow();
    const late = { ...row("e2", 2, unhealthy), stackId: "gone" };
    expect(await write([late])).toEqual([]);
    await house.db.registry.transaction((tx) => tx.deleteStack(stackId));
    expect(await house.db.database.prisma.stackEvent.count()).toBe(0);
  });
});

describe("health", () => {
  test("has the last probes of what runs, and the changes also of what is gone", async () => {
    const { house, container, row, write, key } = await room();
    await write([row("e1", 1_000, unhealthy), row("e2", 2_000, { kind: "health", to: "healthy", probe: null }), row("e3", 500, unhealthy, "gone-one")]);
    const { containers } = await readHealth({ ctx: house.tin, input: { ...key, service: "web" } });
    expect(containers).toMatchObject([
      { id: container, label: "web-1", here: true, probes: [{ exitCode: 0, output: "ok" }], changes: [{ id: "e2" }, { id: "e1" }] },
      { id: "gone-one", label: "web-1", here: false, probes: [], changes: [{ id: "e3" }] },
    ]);
    expect(await codeOf(readHealth({ ctx: house.as(await makeUser(house.db)), input: { ...key, service: "web" } }))).toBe("NOT_FOUND");
    const blind = await readHealth({ ctx: await blindViewer(house), input: { ...key, service: "web" } });
    expect(blind.containers.map(({ probes }) => probes)).toEqual([null, null]);
    expect(JSON.stringify(blind)).not.toContain(OUTPUT);
  });
});

describe("the overview", () => {
  test("counts what everybody runs, and shows of other rooms only what is there", async () => {
    const { house, stackId } = await room();
    const input = { environment: house.environment };
    expect(await codeOf(readOverview({ ctx: house.tin, input }))).toBe("FORBIDDEN");
    const admin = house.as(await makeUser(house.db, "admin"));
    house.engine.addForeign("other");
    const plain = await house.until(
      () => readOverview({ ctx: admin, input }),
      ({ containers }) => containers.foreign === 1 || containers.running === 1,
    );
    expect(plain).toMatchObject({ stacks: 1, containers: { running: 1, stopped: 0, unhealthy: 0 }, keptLogs: { bytes: 0, stacks: [] }, host: null });
    const sample = { at: 1, cpu: 12.5, memory: 1024, rx: 0, tx: 0, read: 0, write: 0, pids: 1 };
    const sampled = (on: boolean) => ({ ...admin.statistics, sampling: () => ({ on, everySeconds: 1, direct: true }), recent: () => [sample] });
    const keptLogs = { ...admin.keptLogs, keptBytes: async () => [{ stackId, serviceId: "web", bytes: 4096 }] };
    expect(await readOverview({ ctx: { ...admin, keptLogs, statistics: sampled(true) }, input })).toMatchObject({
      top: { cpu: [{ stack: "shop", label: "web-1", owner: "tin", cpu: 12.5 }], memory: [{ memory: 1024 }] },
      keptLogs: { bytes: 4096, stacks: [{ stack: "shop", bytes: 4096 }] },
    });
    expect((await readOverview({ ctx: { ...admin, statistics: sampled(false) }, input })).top).toBeNull();
  });
});
