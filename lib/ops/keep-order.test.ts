import { beforeEach, describe, expect, it } from "vitest";
import type { SiteRole } from "@/lib/core/access";
import { problemOf } from "@/lib/core/errors";
import { DEFAULT_QUOTA } from "@/lib/core/quota";
import { makeUser } from "@/lib/testing/factories";
import { type House, openHouse } from "@/lib/testing/house";
import type { OpContext } from "./context";
import { grantPorts } from "./grant-ports";
import { listPorts } from "./list-ports";
import { listOwnQuotas, listQuotas } from "./list-quotas";
import { listRunning } from "./list-running";
import { releaseLease } from "./release-lease";
import { reviewStack } from "./review-stack";
import { setQuota } from "./set-quota";
import { getStack } from "./view-stack";

let house: House;
let admin: OpContext;
beforeEach(async () => {
  house = await openHouse();
  admin = house.as(await makeUser(house.db, "admin", "root"));
});

const web = (more = "") => `services:\n  web:\n    image: web:v1\n${more}`;
const code = (work: Promise<unknown>) =>
  work.then(
    () => "done",
    (error: unknown) => problemOf(error).code,
  );
const here = () => ({ environment: house.environment });
const as = async (role: SiteRole) => house.as(await makeUser(house.db, role));
const audited = async () =>
  (await house.db.database.prisma.auditEntry.findMany({ orderBy: { number: "desc" } })).map(({ action, actorName }) => `${actorName} ${action}`);

describe("who keeps order", () => {
  it.each([
    ["admin", "done", "done"],
    ["operator", "done", "FORBIDDEN"],
    ["auditor", "done", "FORBIDDEN"],
    ["user", "FORBIDDEN", "FORBIDDEN"],
  ] as const)("%s: reading is %s, changing is %s", async (role, reading, changing) => {
    const ctx = await as(role);
    const reads = [listQuotas, listPorts, listRunning].map((read) => code(read({ ctx, input: here() })));
    expect(await Promise.all(reads)).toEqual([reading, reading, reading]);
    const grant = { from: 80, to: 80, projects: ["tin"], reason: "the portal" };
    const changes = [
      setQuota({ ctx, input: { for: "environment", ...here(), quota: { ...DEFAULT_QUOTA, cpus: 7 }, reason: "small host" } }),
      setQuota({ ctx, input: { for: "project", ...here(), project: "tin", limits: { cpus: 9 }, reason: "beam time" } }),
      grantPorts({ ctx, input: { ...here(), grant, revoke: false } }),
    ];
    expect(await Promise.all(changes.map(code))).toEqual([changing, changing, changing]);
    expect(await code(releaseLease({ ctx, input: { ...here(), port: 60000, protocol: "tcp", typed: "60000/tcp" } }))).toBe(
      changing === "done" ? "NOT_FOUND" : changing,
    );
    // Everybody sees what is theirs, and no project of others.
    expect((await listOwnQuotas({ ctx, input: here() })).map(({ project }) => project)).toEqual([ctx.actor.username]);
  });
});

describe("quotas", () => {
  it("are shown with what is used, what is said for one counts there alone, and taking it back needs a reason too", async () => {
    await house.deploy("demo", web());
    const set = (limits: { cpus: number | null } | null) =>
      setQuota({ ctx: admin, input: { for: "project", ...here(), project: "tin", limits, reason: "beam time" } });
    await set({ cpus: 2 });
    const [tin] = (await listQuotas({ ctx: admin, input: here() })).projects.filter(({ project }) => project === "tin");
    expect(tin).toMatchObject({ personal: true, members: 1, used: { stacks: 1, cpus: 1 }, allowed: { ...DEFAULT_QUOTA, cpus: 2 }, reason: "beam time" });
    expect(tin?.override).toMatchObject({ limits: { cpus: 2 }, setBy: "root" });
    expect((await listOwnQuotas({ ctx: admin, input: here() }))[0]?.allowed).toEqual(DEFAULT_QUOTA);
    await set(null);
    expect((await listOwnQuotas({ ctx: house.tin, input: here() }))[0]).toMatchObject({ allowed: DEFAULT_QUOTA, reason: null });
    expect((await audited()).slice(0, 2)).toEqual(["root project.quota", "root project.quota"]);
    expect(await code(setQuota({ ctx: admin, input: { for: "project", ...here(), project: "nobody", limits: null, reason: "no reason" } }))).toBe("NOT_FOUND");
  });

  it("stand in the review and at the slider before anything is asked", async () => {
    await house.deploy("demo", web());
    await setQuota({ ctx: admin, input: { for: "environment", ...here(), quota: { ...DEFAULT_QUOTA, containers: 3 }, reason: "small host" } });
    const input = { ...here(), stack: "more", isNew: true, composeText: web("    scale: 3\n"), variables: {}, strategy: null };
    const { room, hash } = await reviewStack({ ctx: house.tin, input });
    expect(hash).not.toBeNull();
    expect(room).toMatchObject({ project: "tin", used: { containers: 1 }, after: { containers: 4, stacks: 2 }, allowed: { containers: 3 } });
    expect(room?.over).toEqual([{ what: "containers", used: 1, asked: 3, allowed: 3 }]);
    expect((await house.service("demo", "web")).scale).toMatchObject({ value: 1, max: 10, room: { max: 3, project: "tin", over: [{ what: "containers" }] } });
  });
});

describe("ports", () => {
  const PORTS = '    ports: ["80", "60010:81"]\n';

  it("are listed with whose they are, and what is left", async () => {
    // Known before the deploy: the random port must not be this one.
    house.engine.addForeign("stranger", ["60049/tcp"]);
    await house.restart();
    await house.deploy("demo", web(PORTS));
    const { leases, free, ranges, foreign } = await listPorts({ ctx: admin, input: here() });
    expect(ranges).toEqual([{ from: 60000, to: 60050 }]);
    expect([free, foreign]).toEqual([48, [{ port: 60049, protocol: "tcp", container: "stranger" }]]);
    expect(leases).toHaveLength(2);
    expect(leases.find(({ port }) => port === 60010)).toMatchObject({
      ...{ protocol: "tcp", target: 81, container: 1, stack: "demo", service: "web", project: "tin", owner: "tin", outside: false, stale: null },
      since: expect.any(Number),
    });
  });

  it("beside the pool are for the projects they were granted to, and stand on their stacks", async () => {
    const text = web('    ports: ["80:80"]\n');
    const review = (ctx: OpContext) =>
      reviewStack({ ctx, input: { ...here(), stack: "portal", isNew: true, composeText: text, variables: {}, strategy: null } });
    const rules = async (ctx: OpContext) =>
      (await review(ctx)).issues.filter(({ rule }) => rule.includes("port")).map(({ severity, rule }) => `${severity} ${rule}`);
    expect(await rules(house.tin)).toEqual(["error policy.ports"]);
    const grant = { from: 80, to: 81, projects: ["tin"], reason: "the portal" };
    await grantPorts({ ctx: admin, input: { ...here(), grant, revoke: false } });
    expect(await rules(house.tin)).toEqual(["notice port.granted"]);
    expect(await rules(await as("user"))).toEqual(["error policy.ports"]);
    await house.deploy("portal", text);
    expect((await getStack({ ctx: house.tin, input: { ...here(), stack: "portal" } })).grantedPorts).toEqual([80]);
    const { leases, grants, free } = await listPorts({ ctx: admin, input: here() });
    expect([grants, free, leases.map(({ port, outside }) => [port, outside])]).toEqual([[grant], 51, [[80, true]]]);
    // Taken back, it goes on as it runs, and the next file may not have it.
    await grantPorts({ ctx: admin, input: { ...here(), grant, revoke: true } });
    expect(await rules(house.tin)).toEqual(["error policy.ports"]);
    expect((await audited()).filter((line) => line.includes(" port."))).toEqual(["root port.revoke", "root port.grant"]);
  });

  it.each([
    [{ from: 60001, to: 60002, projects: ["tin"] }, "INVALID_INPUT"],
    [{ from: 80, to: 80, projects: ["nobody"] }, "INVALID_INPUT"],
  ])("are not granted where that says nothing: %o", async (grant, wrong) => {
    expect(await code(grantPorts({ ctx: admin, input: { ...here(), grant: { ...grant, reason: "the portal" }, revoke: false } }))).toBe(wrong);
  });

  it("are released when nobody is left who could use them, after they were typed, and never from under a service", async () => {
    await house.deploy("demo", web(PORTS));
    const release = (typed: string) => code(releaseLease({ ctx: admin, input: { ...here(), port: 60010, protocol: "tcp", typed } }));
    expect(await release("60010")).toBe("WRONG_CONFIRMATION");
    expect(await release("60010/tcp")).toBe("PORT_TAKEN");
    const { prisma } = house.db.database;
    const lease = await prisma.portLease.findFirstOrThrow({ where: { port: 60010 } });
    // As after a database that was put together by hand.
    await prisma.$executeRaw`PRAGMA foreign_keys = OFF`;
    await prisma.portLease.create({ data: { ...lease, port: 60020, stackId: "gone", serviceId: "gone" } });
    await prisma.$executeRaw`PRAGMA foreign_keys = ON`;
    const { leases } = await listPorts({ ctx: admin, input: here() });
    expect(leases.find(({ port }) => port === 60020)).toMatchObject({ stack: null, service: null, stale: "gone" });
    // Nobody else is held up by it.
    await house.deploy("other", web('    ports: ["80"]\n'));
    await releaseLease({ ctx: admin, input: { ...here(), port: 60020, protocol: "tcp", typed: "60020/tcp" } });
    expect((await listPorts({ ctx: admin, input: here() })).leases.map(({ port }) => port)).not.toContain(60020);
    expect((await audited())[0]).toBe("root port.release");
  });
});

it("containers of everybody come from the mirror, with whose they are; others by name and image alone", async () => {
  await house.deploy("demo", web());
  await house.deploy("hers", web(), house.as(await makeUser(house.db, "user", "ada")));
  house.engine.addForeign("stranger");
  await house.restart();
  const running = await house.until(
    () => listRunning({ ctx: admin, input: here() }),
    ({ containers }) => containers.length === 2 && containers.every(({ state }) => state === "running"),
  );
  const calls = house.engine.calls.length;
  await listRunning({ ctx: admin, input: here() });
  expect(house.engine.calls.length).toBe(calls);
  expect(running.containers.map(({ stack, service, index, owner, project, image, cpus }) => [stack, service, index, owner, project, image, cpus])).toEqual([
    ["demo", "web", 1, "tin", "tin", "web:v1", 1],
    ["hers", "web", 1, "ada", "ada", "web:v1", 1],
  ]);
  expect(running.foreign).toEqual([{ name: "stranger", image: "foreign:1", state: "running" }]);
});
