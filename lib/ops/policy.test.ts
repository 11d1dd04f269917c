import { describe, expect, test } from "vitest";
import { type Problem, problemOf } from "@/lib/core/errors";
import { DEFAULT_POLICY, type Policy } from "@/lib/core/policy";
import { makeUser } from "@/lib/testing/factories";
import { type House, openHouse } from "@/lib/testing/house";
import { changePolicy } from "./change-policy";
import { confirmUpgrade } from "./confirm-upgrade";
import { policyInput } from "./policy-input";
import { readPolicy } from "./read-policy";
import { reviewStack } from "./review-stack";
import { rollBack } from "./roll-back";
import { tryPolicy } from "./try-policy";
import { listEnvironments } from "./view-stack";

const MiB = 1024 * 1024;
const web = (image: string, memory = "128m") => `services:\n  web:\n    image: ${image}\n    mem_limit: ${memory}\n`;
const narrow: Policy = { ...DEFAULT_POLICY, limits: { ...DEFAULT_POLICY.limits, memoryBytes: 64 * MiB } };
const problem = (promise: Promise<unknown>): Promise<Problem | null> =>
  promise.then(
    () => null,
    (error: unknown) => problemOf(error),
  );

async function withAdmin() {
  const house = await openHouse();
  const admin = house.as(await makeUser(house.db, "admin", "root-of-all"));
  const read = () => readPolicy({ ctx: admin, input: { environment: house.environment } });
  const save = async (policy: Policy) => changePolicy({ ctx: admin, input: { environment: house.environment, policy, version: (await read()).version } });
  return { house, admin, read, save };
}
const key = (house: House) => ({ environment: house.environment, stack: "demo", service: null });

describe("the policy of an environment", () => {
  test("is read and changed by administrators only, and audited before and after", async () => {
    const { house, admin, read, save } = await withAdmin();
    const { environment } = house;
    const before = await read();
    expect(before.policy).toEqual(DEFAULT_POLICY);
    expect(await problem(readPolicy({ ctx: house.tin, input: { environment } }))).toMatchObject({ code: "FORBIDDEN" });
    expect(await problem(changePolicy({ ctx: house.tin, input: { environment, policy: narrow, version: before.version } }))).toMatchObject({
      code: "FORBIDDEN",
    });
    expect(await problem(tryPolicy({ ctx: house.tin, input: { environment, policy: narrow, file: null } }))).toMatchObject({ code: "FORBIDDEN" });
    expect((await save(narrow)).version).not.toBe(before.version);
    const [row] = await house.db.database.prisma.auditEntry.findMany({ where: { action: "environment.policy" } });
    expect([row?.actorName, row?.subject]).toEqual([admin.actor.username, environment]);
    expect(JSON.parse(row?.before ?? "{}").limits.memoryBytes).toBe(DEFAULT_POLICY.limits.memoryBytes);
    expect(JSON.parse(row?.after ?? "{}").limits.memoryBytes).toBe(64 * MiB);
  });

  test("changed by somebody else in between is a conflict, and the same again is no change", async () => {
    const { house, admin, read, save } = await withAdmin();
    const { version } = await read();
    await save(narrow);
    const late = changePolicy({ ctx: admin, input: { environment: house.environment, policy: DEFAULT_POLICY, version } });
    expect(await problem(late)).toEqual({ code: "POLICY_CHANGED", data: { environment: house.environment } });
    await save(narrow);
    expect(await house.db.database.prisma.auditEntry.count({ where: { action: "environment.policy" } })).toBe(1);
  });

  test("shows all its port ranges, and of the leased ports those that are in one", async () => {
    const { house, admin, save } = await withAdmin();
    const ports = async () => (await listEnvironments({ ctx: admin })).map(({ hostPorts }) => hostPorts);
    await house.ended(await house.deploy("demo", `${web("web:v1")}    ports: ["60001:80", "60001:80/udp", "60002:81"]\n`));
    expect(await ports()).toEqual([{ ranges: [{ from: 60000, to: 60050 }], leased: 2 }]);
    const ranges = [
      { from: 60002, to: 60010 },
      { from: 61000, to: 61001 },
    ];
    await save({ ...DEFAULT_POLICY, hostPorts: { from: 60002, to: 60010 }, moreHostPorts: [{ from: 61000, to: 61001 }] });
    expect(await ports()).toEqual([{ ranges, leased: 1 }]);
  });

  test("of an older day lacks keys, which take their defaults", async () => {
    const { house, read } = await withAdmin();
    const { hostPorts, capabilities, maxScale } = DEFAULT_POLICY;
    const old = { hostPorts, capabilities, maxServices: 3, maxScale, composeBytes: 1000, limits: { memoryBytes: 5 }, defaults: DEFAULT_POLICY.defaults };
    await house.db.database.prisma.environment.updateMany({ data: { policy: JSON.stringify(old) } });
    expect((await read()).policy).toEqual({ ...DEFAULT_POLICY, maxServices: 3, composeBytes: 1000, limits: { ...DEFAULT_POLICY.limits, memoryBytes: 5 } });
  });
});

describe("what an administrator can type", () => {
  const grant = { path: "/global/team", mode: "ro" as const, users: ["ada"], projects: [], uid: 80115, gid: 80115, groups: [] };
  test.each<[string, Partial<Policy>, boolean]>([
    ["the default", {}, true],
    ["a grant", { bindRoots: [grant] }, true],
    ["a grant of unknown number", { bindRoots: [{ ...grant, uid: null, gid: null }] }, true],
    ["a grant for root", { bindRoots: [{ ...grant, uid: 0 }] }, false],
    ["a grant for nobody", { bindRoots: [{ ...grant, users: [] }] }, false],
    ["the whole host", { bindRoots: [{ ...grant, path: "/" }] }, false],
    ["/etc", { bindRoots: [{ ...grant, path: "/etc" }] }, false],
    ["below /proc", { bindRoots: [{ ...grant, path: "/proc/1/root" }] }, false],
    ["what holds the engine's own data", { bindRoots: [{ ...grant, path: "/var" }] }, false],
    ["a way up", { bindRoots: [{ ...grant, path: "/global/../etc" }] }, false],
    ["no path", { bindRoots: [{ ...grant, path: "global" }] }, false],
    ["privileged ports", { hostPorts: { from: 80, to: 443 } }, false],
    ["a range the wrong way round", { hostPorts: { from: 60010, to: 60000 } }, false],
    ["ranges that overlap", { moreHostPorts: [{ from: 60050, to: 60060 }] }, false],
    ["no protocol", { protocols: [] }, false],
    ["SYS_ADMIN", { capabilities: ["SYS_ADMIN"] }, false],
    ["no memory", { limits: { ...DEFAULT_POLICY.limits, memoryBytes: 0 } }, false],
    ["a check every millisecond", { limits: { ...DEFAULT_POLICY.limits, healthIntervalMs: 1 } }, false],
    ["a registry with a path", { registries: ["docker.io/x"] }, false],
    ["a registry with a port", { registries: ["registry.example.org:5000", "localhost"] }, true],
  ])("%s", (_what, part, allowed) => expect(policyInput.safeParse({ ...DEFAULT_POLICY, ...part }).success).toBe(allowed));
});

describe("trying an unsaved policy", () => {
  test("says what a file would be told, lists the stacks that would not pass, and changes nothing", async () => {
    const { house, admin, read, save } = await withAdmin();
    await house.deploy("demo", web("web:v1"));
    await house.deploy("small", web("web:v1", "32m"));
    const before = await read();
    const ask = (policy: Policy) =>
      tryPolicy({ ctx: admin, input: { environment: house.environment, policy, file: { composeText: web("web:v1", "1g"), username: "tin" } } });
    const { issues, failing, stacks } = await ask(narrow);
    expect(issues?.filter(({ severity }) => severity === "error")).toMatchObject([{ rule: "policy.mem_limit", line: 4, path: "services.web.mem_limit" }]);
    expect(stacks).toBe(2);
    expect(failing).toMatchObject([{ stack: "demo", project: "tin", rule: "policy.mem_limit", line: 4, errors: 1, already: false }]);
    expect(await read()).toEqual(before);
    await save(narrow);
    expect((await ask(narrow)).failing).toMatchObject([{ stack: "demo", already: true }]);
    expect((await house.view("demo")).running + (await house.view("small")).running).toBeLessThanOrEqual(2);
  });
});

describe("today's policy", () => {
  test("judges review, deploy and upgrade, at the line, and leaves alone what runs", async () => {
    const { house, save } = await withAdmin();
    await house.ended(await house.deploy("demo", web("web:v1")));
    await save(narrow);
    const input = { environment: house.environment, stack: "demo", isNew: false, composeText: web("web:v2"), variables: {}, strategy: null };
    const review = await reviewStack({ ctx: house.tin, input });
    expect(review.hash).toBeNull();
    expect(review.issues.find(({ severity }) => severity === "error")).toMatchObject({ rule: "policy.mem_limit", line: 4, column: 16 });
    const refused = { code: "COMPOSE_REFUSED", data: { rule: "policy.mem_limit", line: 4, column: 16, path: "services.web.mem_limit" } };
    expect(await problem(house.upgrade("demo", web("web:v2")))).toMatchObject(refused);
    expect(await problem(house.deploy("other", web("web:v1")))).toMatchObject(refused);
    expect((await house.view("demo")).running).toBe(1);
  });

  test("judges the way back of an upgrade that waits; confirming and a corrected file stay open, and an administrator may go back all the same", async () => {
    const { house, admin, save } = await withAdmin();
    await house.ended(await house.deploy("demo", web("web:v1", "128m")));
    await house.ended(await house.upgrade("demo", web("web:v2", "32m")));
    await save(narrow);
    expect(await problem(rollBack({ ctx: house.tin, input: key(house) }))).toMatchObject({
      code: "POLICY_REFUSED",
      data: { action: "roll-back", service: "web", revision: 1, rule: "policy.mem_limit", line: 4, wayOut: ["confirm", "upgrade", "ask-administrator"] },
    });
    const back = await problem(house.upgrade("demo", web("web:v3", "32m"), { replaceCandidate: true, strategy: { onFailure: "roll-back" } }));
    expect(back).toMatchObject({ code: "POLICY_REFUSED", data: { action: "upgrade", wayOut: ["pause-on-failure", "ask-administrator"] } });
    expect(await house.ended(await house.upgrade("demo", web("web:v3", "32m"), { replaceCandidate: true }))).toBe("succeeded");
    expect(await house.ended(await rollBack({ ctx: admin, input: key(house) }))).toBe("succeeded");
    expect((await house.service("demo", "web")).image).toContain("web:v1");
    const [row] = await house.db.database.prisma.auditEntry.findMany({ where: { action: "stack.roll-back" } });
    expect(JSON.parse(row?.after ?? "{}")).toEqual({ againstPolicy: [{ service: "web", rule: "policy.mem_limit" }] });
  });

  test("lets a person confirm what may not go back", async () => {
    const { house, save } = await withAdmin();
    await house.ended(await house.deploy("demo", web("web:v1", "128m")));
    await house.ended(await house.upgrade("demo", web("web:v2", "32m")));
    await save(narrow);
    expect(await house.ended(await confirmUpgrade({ ctx: house.tin, input: key(house) }))).toBe("succeeded");
  });
});

describe("a review that is out of date", () => {
  test("because the policy changed what the file means: the text of now comes with the refusal", async () => {
    const { house, save } = await withAdmin();
    const composeText = "services:\n  web:\n    image: web:v1\n";
    const asked = { environment: house.environment, stack: "demo", composeText, variables: {} };
    const review = await reviewStack({ ctx: house.tin, input: { ...asked, isNew: true, strategy: null } });
    await save({ ...DEFAULT_POLICY, defaults: { ...DEFAULT_POLICY.defaults, memoryBytes: 32 * MiB } });
    const { deployStack } = await import("./deploy-stack");
    const said = await problem(deployStack({ ctx: house.tin, input: { ...asked, reviewedHash: review.hash ?? "", message: null } }));
    expect(review.rendered).toContain("mem_limit: 512m");
    expect(said).toMatchObject({ code: "STALE_REVIEW", data: { reviewed: review.hash, rendered: expect.stringContaining("mem_limit: 32m") } });
  });
});

test("grants are the acting person's own; an administrator who helps acts for the owner", async () => {
  const { house, admin, save } = await withAdmin();
  const bindRoots = [{ path: "/global/tin", mode: "ro" as const, users: ["tin"], projects: [], uid: 80115, gid: 80115, groups: [] }];
  await save({ ...DEFAULT_POLICY, bindRoots });
  const composeText = 'services:\n  web:\n    image: web:v1\n    user: "80115:80115"\n    volumes: ["/global/tin:/data:ro"]\n';
  const review = (ctx: typeof admin, stack: string, isNew: boolean) =>
    reviewStack({ ctx, input: { environment: house.environment, stack, isNew, composeText, variables: {}, strategy: null } });
  expect((await review(house.tin, "demo", true)).hash).not.toBeNull();
  expect((await review(admin, "demo", true)).hash).toBeNull();
  await house.deploy("demo", composeText);
  expect((await review(admin, "demo", false)).hash).not.toBeNull();
});

test("who is of a directory runs as its number where the grant has none", async () => {
  const { house, save } = await withAdmin();
  await save({ ...DEFAULT_POLICY, bindRoots: [{ path: "/global/tin", mode: "ro", users: ["tin"], projects: [], uid: null, gid: null, groups: [] }] });
  const review = (user: string, group: string) => {
    const composeText = `services:\n  web:\n    image: web:v1\n    user: "${user}"\n    group_add: ["${group}"]\n    volumes: ["/global/tin:/data:ro"]\n`;
    return reviewStack({ ctx: house.tin, input: { environment: house.environment, stack: "demo", isNew: true, composeText, variables: {}, strategy: null } });
  };
  const said = async (...asked: Parameters<typeof review>) => (await review(...asked)).issues.map(({ message }) => message).join("\n");
  expect(await said("80115:81115", "71999")).toContain("user number of tin is not known");
  await house.db.accounts.transaction(async (tx) => {
    await tx.addIdentity(house.tin.actor.userId, { kind: "ldap", issuer: "lab", subject: "1" });
    await tx.setNumbers(house.tin.actor.userId, { uid: 80115, gid: 81115, groups: [71999] });
  });
  expect((await review("80115:81115", "71999")).hash).not.toBeNull();
  expect(await said("80116:81115", "71999")).toContain("must run as you (80115:81115)");
  expect(await said("80115:81115", "72000")).toContain("72000 is not one of your groups");
});
