import { beforeEach, describe, expect, it } from "vitest";
import { DEFAULT_STRATEGY } from "@/lib/core/desired";
import { problemOf } from "@/lib/core/errors";
import { DEFAULT_POLICY } from "@/lib/core/policy";
import { makeUser } from "@/lib/testing/factories";
import { type House, openHouse } from "@/lib/testing/house";
import type { OpContext } from "./context";
import { approveRequest, declineRequest, withdrawRequest } from "./decide-request";
import { deployStack } from "./deploy-stack";
import { getRevision } from "./list-revisions";
import { listStacks } from "./list-stacks";
import { readRequest } from "./read-request";
import { reviewStack } from "./review-stack";
import { rollBack } from "./roll-back";
import { setUserDisabled } from "./set-user-disabled";
import { upgradeStack } from "./upgrade-stack";
import { getStack, listEnvironments } from "./view-stack";

const FILE = (tag: string) => `services:\n  web:\n    image: web:${tag}\n    environment:\n      API_PASSWORD: hunter${tag}\n`;

let house: House;
let grace: OpContext;
let ada: OpContext;
let environmentId: string;

beforeEach(async () => {
  house = await openHouse();
  grace = house.as(await makeUser(house.db, "operator", "grace"));
  ada = house.as(await makeUser(house.db, "admin", "ada"));
  environmentId = (await house.db.registry.environment(house.environment))?.id ?? "";
  await asksForApproval(true);
});

const asksForApproval = (needsApproval: boolean) => house.db.registry.transaction((tx) => tx.updateEnvironment(environmentId, { needsApproval }));
const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => null,
    (error: unknown) => problemOf(error).code,
  );
const waiting = async (ctx: OpContext = house.tin) => (await getStack({ ctx, input: { environment: house.environment, stack: "portal" } })).request;
const target = async () => ({ environment: house.environment, stack: "portal", request: (await waiting())?.id ?? "" });
const approve = async (ctx: OpContext) => approveRequest({ ctx, input: await target() });
const needs = async (ctx: OpContext) =>
  (await listStacks({ ctx, input: { environment: house.environment } })).needsYou.map(({ kind, stack, why }) => [
    kind,
    stack,
    "mayDecide" in why && why.mayDecide,
  ]);
/** Who did what, in the order it was begun; how an operation ended is another row. */
const audit = async () => [
  ...new Set((await house.db.database.prisma.auditEntry.findMany({ orderBy: { number: "asc" } })).map(({ action, actorName }) => `${actorName} ${action}`)),
];
const running = () => house.engine.containers().map(({ name, state }) => `${name.replace(/^spindle-.*?-/, "")} ${state}`);

async function askUpgrade(tag: string, message: string | null = null) {
  const input = { environment: house.environment, stack: "portal", composeText: FILE(tag), variables: {} };
  const review = await reviewStack({ ctx: house.tin, input: { ...input, isNew: false, strategy: null } });
  const { revision } = await house.view("portal");
  return upgradeStack({
    ctx: house.tin,
    input: {
      ...input,
      reviewedHash: review.hash ?? "",
      message,
      strategy: { ...DEFAULT_STRATEGY, intervalSeconds: 0 },
      baseRevision: revision,
      replaceCandidate: false,
    },
  });
}

/** The first file agreed to and up, then an upgrade asked for. */
async function upWithRequest(tag = "v2") {
  await house.deploy("portal", FILE("v1"));
  expect(await house.ended(await approve(grace))).toBe("succeeded");
  await askUpgrade(tag, "new portal");
}

describe("a deploy that waits for a yes", () => {
  it("touches no engine before it; then exactly what was reviewed runs, by the asker, with the name of who said yes", async () => {
    const asked = await house.deploy("portal", FILE("v1"));
    expect(asked).toEqual({ operationId: null, request: expect.any(String) });
    expect(house.engine.containers()).toEqual([]);
    expect(await waiting()).toMatchObject({ kind: "deploy", asker: "tin", own: true, mayDecide: false, status: "waiting" });
    expect(await needs(house.tin)).toEqual([["approval-waits", "portal", false]]);
    expect(await needs(grace)).toEqual([["approval-waits", "portal", true]]);

    const started = await approve(grace);
    expect(await house.ended(started)).toBe("succeeded");
    expect(running()).toEqual(["web-g1-1 running"]);
    const revision = await getRevision({ ctx: house.tin, input: { environment: house.environment, stack: "portal", revision: 1 } });
    expect(revision).toMatchObject({ number: 1, author: "tin", approvedBy: "grace" });
    const operation = await house.db.registry.operation({ kind: "all" }, started.operationId ?? "");
    expect(operation).toMatchObject({ kind: "deploy", actor: "tin", approvedBy: "grace" });
    // Each once when it begins, those with an operation again when it ended.
    expect([...new Set(await audit())]).toEqual(["tin stack.create", "tin request.ask", "tin stack.deploy"]);
    const last = await house.db.database.prisma.auditEntry.findFirst({ where: { action: "stack.deploy" } });
    expect(JSON.parse(last?.after ?? "")).toMatchObject({ revision: 1, approvedBy: { username: "grace" } });
    expect(await waiting()).toBeUndefined();
  });

  it("is not one's own to decide, nor a member's; one who may say yes to others deploys at once", async () => {
    await house.deploy("portal", FILE("v1"));
    expect(await codeOf(approve(house.tin))).toBe("FORBIDDEN");
    const stranger = house.as(await makeUser(house.db, "user", "eve"));
    expect(await codeOf(approveRequest({ ctx: stranger, input: await target() }))).toBe("NOT_FOUND");
    expect((await house.deploy("direct", FILE("v1"), ada)).operationId).not.toBeNull();
    // An administrator who asked as a mere member, before the promotion, is still the asker.
    const promoted = { ...house.tin, actor: { ...house.tin.actor, role: "operator" as const } };
    expect(await codeOf(approveRequest({ ctx: promoted, input: await target() }))).toBe("OWN_REQUEST");
    expect(house.engine.containers().filter(({ name }) => name.includes("portal"))).toEqual([]);
  });

  it("can be read before the yes: what changes, with values for nobody who may not see them; nothing of it is readable in the database", async () => {
    await upWithRequest();
    const detail = await readRequest({ ctx: grace, input: { environment: house.environment, stack: "portal" } });
    expect(detail).toMatchObject({ message: "new portal", baseRevision: 1, refused: null, mayDecide: true });
    expect(detail?.text.filter(({ sign }) => sign !== " ").map(({ sign, text }) => sign + text.trim())).toContain("+image: web:v2");
    expect(JSON.stringify(detail)).not.toContain("hunter");
    const rows = await house.db.database.prisma.deployRequest.findMany({ orderBy: { createdAt: "asc" } });
    expect(rows.map(({ status, input }) => [status, input.slice(0, 3)])).toEqual([
      ["approved", ""],
      ["waiting", "v1."],
    ]);
  });

  it("is replaced by a later one; the earlier cannot be agreed to any more", async () => {
    await upWithRequest();
    const first = await target();
    await askUpgrade("v3");
    expect(await codeOf(approveRequest({ ctx: grace, input: first }))).toBe("REQUEST_OVER");
    await house.ended(await approve(grace));
    expect((await house.service("portal", "web")).image).toBe("web:v3");
  });

  it("declined says why to the asker, who puts it away; withdrawn leaves nothing", async () => {
    await upWithRequest();
    await declineRequest({ ctx: grace, input: { ...(await target()), reason: "not before Monday" } });
    expect(await waiting()).toMatchObject({ status: "declined", by: "grace", reason: "not before Monday" });
    expect(await needs(house.tin)).toEqual([["approval-declined", "portal", false]]);
    expect(await needs(grace)).toEqual([]);
    await withdrawRequest({ ctx: house.tin, input: await target() });
    expect(await waiting()).toBeUndefined();
    await askUpgrade("v3");
    expect(await codeOf(withdrawRequest({ ctx: grace, input: await target() }))).toBe("FORBIDDEN");
    await withdrawRequest({ ctx: house.tin, input: await target() });
    expect(await needs(grace)).toEqual([]);
  });

  it("is judged by the day of the yes: policy, the stack as it is, and the person who asked", async () => {
    await upWithRequest();
    await house.db.registry.transaction((tx) => tx.setPolicy(environmentId, { ...DEFAULT_POLICY, registries: ["registry.example"] }));
    expect(await codeOf(approve(grace))).toBe("COMPOSE_REFUSED");
    expect((await readRequest({ ctx: grace, input: { environment: house.environment, stack: "portal" } }))?.refused).toContain("registry.example");
    await house.db.registry.transaction((tx) => tx.setPolicy(environmentId, DEFAULT_POLICY));
    await setUserDisabled({ ctx: ada, input: { userId: house.tin.actor.userId, disabled: true } });
    expect(await codeOf(approve(grace))).toBe("ASKER_GONE");
    await setUserDisabled({ ctx: ada, input: { userId: house.tin.actor.userId, disabled: false } });
    await house.db.database.prisma.projectMember.updateMany({ where: { userId: house.tin.actor.userId }, data: { role: "viewer" } });
    expect(await codeOf(approve(grace))).toBe("ASKER_GONE");
    expect((await house.service("portal", "web")).image).toBe("web:v1");
    expect((await waiting(grace))?.status).toBe("waiting");
  });

  it("brings the texts of its secrets along, sealed until then", async () => {
    const composeText = "services:\n  web:\n    image: web:v1\n    secrets: [password]\nsecrets:\n  password: { external: true }\n";
    const ask = { environment: house.environment, stack: "portal", composeText, variables: {} };
    const { hash } = await reviewStack({ ctx: house.tin, input: { ...ask, isNew: true, strategy: null, secrets: ["password"] } });
    const secrets = { password: Buffer.from("hunter2-canary").toString("base64") };
    await deployStack({ ctx: house.tin, input: { ...ask, reviewedHash: hash ?? "", message: null, secrets } });
    expect(await readRequest({ ctx: grace, input: { environment: house.environment, stack: "portal" } })).toMatchObject({
      secrets: ["password"],
      refused: null,
    });
    expect(await house.ended(await approve(grace))).toBe("succeeded");
    expect([...house.engine.secrets.values()].map((files) => files.get("password"))).toEqual(["hunter2-canary"]);
  });

  it("two who say yes at once deploy it once", async () => {
    await upWithRequest();
    const input = await target();
    const answers = await Promise.all([grace, ada, grace, ada].map((ctx) => codeOf(approveRequest({ ctx, input }))));
    expect(answers.filter((code) => code === null)).toHaveLength(1);
    expect((await house.view("portal")).revision).toBe(2);
  });

  it("going back is free, and switching approval off frees what waits", async () => {
    await upWithRequest();
    await house.ended(await approve(grace));
    expect(await house.ended(await rollBack({ ctx: house.tin, input: { environment: house.environment, stack: "portal", service: null } }))).toBe("succeeded");
    expect((await house.service("portal", "web")).image).toBe("web:v1");
    expect((await listEnvironments({ ctx: house.tin }))[0]).toMatchObject({ needsApproval: true });
    await asksForApproval(false);
    expect((await listEnvironments({ ctx: house.tin }))[0]).not.toHaveProperty("needsApproval");
    expect((await askUpgrade("v3")).operationId).not.toBeNull();
  });
});
