import { beforeEach, describe, expect, test } from "vitest";
import { setUserDisabled } from "@/lib/ops/set-user-disabled";
import { type ApiRoom, openApiRoom } from "@/lib/testing/api-room";
import { makeUser } from "@/lib/testing/factories";
import { type House, openHouse } from "@/lib/testing/house";
import { revokeToken } from "../ops/list-tokens";

const WEB = "services:\n  web:\n    image: web:v1\n    command: [serve]\n";
let house: House;
let room: ApiRoom;
let stacks: string;

beforeEach(async () => {
  house = await openHouse();
  room = openApiRoom(house);
  stacks = `/environments/${house.environment}/stacks`;
});

const audit = () => house.db.database.prisma.auditEntry.findMany({ orderBy: { number: "asc" } });
const operations = () => house.db.database.prisma.operation.findMany({ where: { kind: { not: "repair" } } });

describe("a script", () => {
  test("deploys, upgrades, confirms, rolls back, scales, stops and starts, each waited for", async () => {
    const token = await room.token(house.tin);
    const post = (verb: string, body?: unknown) => room.json("POST", `${stacks}/portal/${verb}?wait=60`, { token, body });
    const image = async () => (await room.json("GET", `${stacks}/portal/services/web`, { token })).body;

    const reviewed = await room.json("POST", `${stacks}/portal/review`, { token, body: { composeText: WEB } });
    expect(reviewed).toMatchObject({
      status: 200,
      body: { isNew: true, issues: [{ rule: "lint.no-healthcheck", line: 2, column: 3 }], hash: expect.stringMatching(/^[0-9a-f]{64}$/) },
    });
    expect(await post("deploy", { composeText: WEB, reviewedHash: reviewed.body.hash, message: "from CI" })).toMatchObject({
      status: 200,
      body: { operation: { kind: "deploy", status: "succeeded", by: "tin", message: "from CI", toRevision: 1 } },
    });
    expect(await image()).toMatchObject({ state: "active", running: 1, target: { image: "web:v1" } });
    const upgraded = await post("deploy", { composeText: WEB.replace("v1", "v2"), strategy: { intervalSeconds: 0 } });
    expect(upgraded).toMatchObject({ status: 200, body: { operation: { kind: "upgrade", status: "succeeded", fromRevision: 1, toRevision: 2 } } });
    expect(upgraded.headers.get("location")).toBe(`/api/v1/operations/${upgraded.body.operation.id}`);
    expect(await image()).toMatchObject({ state: "upgraded", keptContainers: 1, kept: { image: "web:v1" }, actions: { confirm: { allowed: true } } });
    expect(await post("rollback")).toMatchObject({ status: 200, body: { operation: { kind: "roll-back" } } });
    expect(await image()).toMatchObject({ state: "active", target: { image: "web:v1" } });
    expect((await post("upgrade", { composeText: WEB.replace("v1", "v3") })).status).toBe(200);
    expect(await post("confirm", {})).toMatchObject({ status: 200, body: { operation: { kind: "confirm" } } });
    expect((await post("services/web/scale", { scale: 3 })).body.operation).toMatchObject({ kind: "scale", detail: "1 to 3", service: "web" });
    expect(await post("services/web/scale", { scale: 3 })).toMatchObject({ status: 200, body: { operation: null } });
    for (const verb of ["stop", "start", "restart"]) expect((await post(verb)).body.operation, verb).toMatchObject({ kind: verb, status: "succeeded" });
    expect(await image()).toMatchObject({ running: 3, target: { image: "web:v3" } });
    expect((await room.json("GET", `${stacks}/portal/revisions`, { token })).body.revisions.map(({ number }: { number: number }) => number)).toEqual([3, 2, 1]);
    expect(await (await room.ask("GET", `${stacks}/portal/revisions/1/compose`, { token })).text()).toBe(WEB);
    expect(new Set((await audit()).filter(({ stackId }) => stackId).map(({ actorName }) => actorName))).toEqual(new Set(["tin by token t1"]));
    expect(house.errors).toEqual([]);
  });

  test("is told by the status that an operation it waited for failed", async () => {
    const token = await room.token(house.tin);
    const { status, body } = await room.json("POST", `${stacks}/portal/deploy?wait=60`, { token, body: { composeText: WEB.replace("web:v1", "web:gone") } });
    expect(status).toBe(409);
    expect(body).toMatchObject({ code: "OPERATION_FAILED", data: { kind: "deploy", status: "failed" } });
    expect(body.detail).toContain("web:gone");
  });

  test("is told of every error of a file at its line", async () => {
    const token = await room.token(house.tin);
    const composeText = "services:\n  web:\n    image: web:v1\n    privileged: true\n    pid: host\n";
    const { status, body } = await room.json("POST", `${stacks}/portal/deploy`, { token, body: { composeText } });
    expect([status, body.code]).toEqual([422, "COMPOSE_REFUSED"]);
    expect(body.data.issues.map(({ line }: { line: number }) => line)).toEqual([4, 5]);
    expect(await operations()).toEqual([]);
  });

  test("keeps the variables that it does not name, and reads none that looks secret", async () => {
    const token = await room.token(house.tin);
    const composeText = `${WEB}    environment:\n      DB_PASSWORD: \${DB_PASSWORD}\n      TAG: \${TAG:-none}\n`;
    const deploy = (variables?: Record<string, string | null>) =>
      room.json("POST", `${stacks}/portal/deploy?wait=60`, { token, body: { composeText, variables, replaceCandidate: true } });
    expect((await deploy({ DB_PASSWORD: "hunter22222", TAG: "one" })).status).toBe(200);
    expect((await deploy({ TAG: "two" })).status).toBe(200);
    const { body } = await room.json("GET", `${stacks}/portal/revisions/2`, { token });
    expect(body.variables).toEqual({ DB_PASSWORD: "••••••••", TAG: "two" });
    const stack = await house.view("portal");
    expect(await house.db.registry.variablesOf(stack.id, [2])).toEqual([{ DB_PASSWORD: "hunter22222", TAG: "two" }]);
    expect((await deploy({ DB_PASSWORD: null })).status).toBe(422);
    expect(JSON.stringify(await audit())).not.toContain("hunter2");
  });

  test("deploys exactly what was reviewed, or nothing", async () => {
    const token = await room.token(house.tin);
    const { hash } = (await room.json("POST", `${stacks}/portal/review`, { token, body: { composeText: WEB } })).body;
    const other = await room.json("POST", `${stacks}/portal/deploy`, { token, body: { composeText: WEB.replace("v1", "v2"), reviewedHash: hash } });
    expect([other.status, other.body.code]).toEqual([409, "STALE_REVIEW"]);
    expect(await operations()).toEqual([]);
  });

  test("runs one command, which is written down with secrets hidden", async () => {
    const token = await room.token(house.tin);
    await house.ended(await house.deploy("portal", WEB));
    const { status, body } = await room.json("POST", `${stacks}/portal/exec`, { token, body: { service: "web", command: ["echo", "hi"] } });
    expect([status, body]).toMatchObject([200, { name: "web-1", exitCode: 0, stdout: "echo hi\n", timedOut: false }]);
    expect(await audit()).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ action: "shell.command", actorName: "tin by token t1", subject: "web-1", address: "10.0.0.7" }),
        expect.objectContaining({ action: "shell.command-end", after: '{"exitCode":0}' }),
      ]),
    );
  });
});

describe("a secret", () => {
  const FILE = `${WEB}    secrets: [key]\nsecrets:\n  key: { external: true }\n`;

  test("is written by a script, which never reads it back; the next deploy hands it to containers", async () => {
    const token = await room.token(house.tin, ["deploy"]);
    await house.ended(await house.deploy("portal", WEB));
    const put = (body: unknown, by = token) => room.json("PUT", `${stacks}/portal/secrets/key`, { token: by, body });
    expect(await put({ text: "canary-one" })).toMatchObject({ status: 200, body: { secret: "key", version: 1 } });
    expect((await room.json("POST", `${stacks}/portal/deploy?wait=60`, { token, body: { composeText: FILE } })).status).toBe(200);
    expect(await put({ base64: Buffer.from([0, 255, 10]).toString("base64") })).toMatchObject({ status: 200, body: { version: 2 } });
    const read = [`${stacks}/portal`, `${stacks}/portal/services`, `${stacks}/portal/revisions/2`, `${stacks}/portal/operations`];
    const seen = await Promise.all(read.map(async (address) => (await room.ask("GET", address, { token })).text()));
    expect(JSON.stringify([seen, await audit(), await house.db.database.prisma.secretText.findMany()])).not.toContain("canary");
    expect([...house.engine.secrets.values()].map((one) => one.get("key"))).toEqual(["canary-one"]);
    expect((await room.ask("GET", `${stacks}/portal/secrets/key`, { token })).status).toBe(405);
    expect((await audit()).filter(({ action }) => action.startsWith("secret.")).map(({ action, actorName }) => `${actorName} ${action}`)).toEqual([
      "tin by token t1 secret.create",
      "tin by token t1 secret.replace",
    ]);
  });

  test("of a stack to come: the stack is made empty, gets its secrets, then its first file", async () => {
    const token = await room.token(house.tin, ["deploy"]);
    const put = (address: string, body?: unknown) => room.json("PUT", `${stacks}/portal${address}`, { token, body });
    expect(await put("")).toMatchObject({ status: 201, body: { name: "portal", project: "tin", revision: 0, services: [] } });
    expect((await put("", {})).status).toBe(200);
    expect((await put("/secrets/key", { text: "canary" })).status).toBe(200);
    const deployed = await room.json("POST", `${stacks}/portal/deploy?wait=60`, { token, body: { composeText: FILE } });
    expect(deployed).toMatchObject({ status: 200, body: { operation: { kind: "deploy", status: "succeeded", toRevision: 1 } } });
    expect([...house.engine.secrets.values()].map((one) => one.get("key"))).toEqual(["canary"]);
    expect(await put("", { project: "tin" })).toMatchObject({ status: 200, body: { revision: 1 } });
    expect((await put("", { name: "x" })).status).toBe(422);
  });

  test("is of no stack that is another's, or would go to their project", async () => {
    await house.ended(await house.deploy("portal", WEB));
    const other = house.as(await makeUser(house.db));
    const create = async (stack: string, body = {}) => (await room.json("PUT", `${stacks}/${stack}`, { token: await room.token(other), body })).body.code;
    expect(await create("portal")).toBe("NAME_TAKEN");
    expect(await create("new-one", { project: house.tin.actor.username })).toBe("NOT_FOUND");
    expect(await create("A")).toBe("INVALID_INPUT");
    expect(await house.db.database.prisma.stack.count()).toBe(1);
  });

  test.each([{}, { text: "" }, { text: "x", base64: "eA==" }, { base64: "no base64!" }, { text: "x", name: "other" }])("is refused with %j", async (body) => {
    const token = await room.token(house.tin);
    await house.ended(await house.deploy("portal", WEB));
    expect((await room.json("PUT", `${stacks}/portal/secrets/key`, { token, body })).status).toBe(422);
  });

  test("is no business of a token to read or to run commands", async () => {
    await house.ended(await house.deploy("portal", WEB));
    for (const scope of ["read", "exec"] as const) {
      const token = await room.token(house.tin, [scope]);
      expect((await room.json("PUT", `${stacks}/portal/secrets/key`, { token, body: { text: "x" } })).body.code).toBe("TOKEN_SCOPE");
    }
  });
});

describe("an administrator's script", () => {
  test("says why it runs a command in a stack of somebody else, and the owner reads it", async () => {
    const token = await room.token(house.as(await makeUser(house.db, "admin", "root")));
    await house.ended(await house.deploy("portal", WEB));
    const run = (reason?: string) => room.json("POST", `${stacks}/portal/exec`, { token, body: { service: "web", command: ["true"], reason } });
    for (const reason of [undefined, " "]) expect((await run(reason)).body.code).toBe("REASON_NEEDED");
    expect((await run("the disk is full")).status).toBe(200);
    const { body } = await room.json("GET", `${stacks}/portal/operations?limit=1`, { token: await room.token(house.tin) });
    expect(body.operations).toMatchObject([{ kind: "shell", by: "root", message: "the disk is full", service: "web" }]);
  });
});

describe("an Idempotency-Key", () => {
  test("of fifty requests at once makes one operation and fifty equal answers; R2", async () => {
    const token = await room.token(house.tin);
    const headers = { "idempotency-key": "build-17" };
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => room.json("POST", `${stacks}/portal/deploy`, { token, headers, body: { composeText: WEB } })),
    );
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([202]));
    expect(new Set(answers.map(({ body }) => body.operation.id)).size).toBe(1);
    expect(answers.filter(({ headers: got }) => got.get("idempotency-replayed") === null)).toHaveLength(1);
    expect(await operations()).toHaveLength(1);
    const later = await room.json("POST", `${stacks}/portal/deploy?wait=60`, { token, headers, body: { composeText: WEB } });
    expect([later.status, later.body.operation.id]).toEqual([200, answers[0]?.body.operation.id]);
    expect(await operations()).toHaveLength(1);
  });

  test("with another request is refused, and of another token is another key", async () => {
    const [token, second] = [await room.token(house.tin), await room.token(house.tin)];
    const headers = { "idempotency-key": "build-18" };
    expect((await room.json("POST", `${stacks}/portal/deploy?wait=60`, { token, headers, body: { composeText: WEB } })).status).toBe(200);
    const { status, body } = await room.json("POST", `${stacks}/portal/stop`, { token, headers });
    expect([status, body.code]).toEqual([422, "KEY_REUSED"]);
    expect((await room.json("POST", `${stacks}/portal/stop?wait=60`, { token: second, headers })).body.operation).toMatchObject({ kind: "stop" });
  });

  test("of a deploy that waits for a yes leaves one request, however often it comes", async () => {
    const environment = await house.db.registry.environment(house.environment);
    await house.db.registry.transaction((tx) => tx.updateEnvironment(environment?.id ?? "", { needsApproval: true }));
    const token = await room.token(house.tin);
    const headers = { "idempotency-key": "build-20" };
    const deploy = (more = {}) => room.json("POST", `${stacks}/portal/deploy`, { token, headers, body: { composeText: WEB, ...more } });
    const answers = [...(await Promise.all(Array.from({ length: 10 }, () => deploy()))), await deploy()];
    expect(new Set(answers.map(({ status, body }) => `${status} ${body.operation}`))).toEqual(new Set(["202 null"]));
    expect(new Set(answers.map(({ body }) => body.request)).size).toBe(1);
    expect(answers.filter(({ headers: got }) => got.get("idempotency-replayed") === null)).toHaveLength(1);
    expect(await house.db.database.prisma.deployRequest.findMany()).toMatchObject([{ id: answers[0]?.body.request, status: "waiting" }]);
    expect((await deploy({ message: "another" })).body.code).toBe("KEY_REUSED");
  });

  test("whose request was refused may be tried again", async () => {
    const token = await room.token(house.tin);
    const headers = { "idempotency-key": "build-19" };
    expect((await room.json("POST", `${stacks}/portal/upgrade`, { token, headers, body: { composeText: WEB } })).status).toBe(404);
    await house.ended(await house.deploy("portal", WEB));
    expect((await room.json("POST", `${stacks}/portal/upgrade?wait=60`, { token, headers, body: { composeText: WEB } })).status).toBe(200);
  });
});

describe("a request", () => {
  test.each([
    ["a field that there is not", { composeText: WEB, composeTxt: "" }, 422, "INVALID_INPUT"],
    ["a wrong type", { composeText: 5 }, 422, "INVALID_INPUT"],
    ["a missing field", {}, 422, "INVALID_INPUT"],
    ["a list", [], 422, "INVALID_INPUT"],
    ["no JSON", "{", 422, "INVALID_INPUT"],
    ["a prototype", '{"composeText":"x","__proto__":{"a":1}}', 422, "INVALID_INPUT"],
    ["too much", { composeText: "x".repeat(1024 * 1024) }, 413, "BODY_TOO_LARGE"],
  ])("with %s is refused", async (_what, body, status, code) => {
    const token = await room.token(house.tin);
    const answer = await room.json("POST", `${stacks}/portal/deploy`, { token, body });
    expect([answer.status, answer.body.code]).toEqual([status, code]);
    expect(answer.headers.get("content-type")).toBe("application/problem+json");
    expect(answer.headers.get("cache-control")).toBe("private, no-store");
    expect(answer.body).toMatchObject({
      type: `urn:spindle:problem:${code}`,
      status,
      title: expect.any(String),
      detail: expect.any(String),
      data: expect.any(Object),
    });
  });

  test.each(["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "application/json; charset=utf-16", "application/jsonx", ""])(
    "as %s is refused",
    async (type) => {
      const token = await room.token(house.tin);
      const answer = await room.json("POST", `${stacks}/portal/deploy`, { token, body: { composeText: WEB }, headers: { "content-type": type } });
      expect([answer.status, answer.body.code]).toEqual([415, "NOT_JSON"]);
    },
  );

  test.each(["?limit=0", "?limit=1000", "?limit=x", "?limit=1&limit=2", "?nothing=1", "?wait=5"])("with %s is refused", async (query) => {
    const token = await room.token(house.tin);
    expect((await room.ask("GET", `${stacks}${query}`, { token })).status).toBe(422);
  });

  test("carries a token in its header and nowhere else", async () => {
    const token = await room.token(house.tin);
    for (const address of [`${stacks}?access_token=${token}`, `${stacks}?filter=${token}`, `${stacks}/${token}`, `${stacks}/%73pindle${token.slice(7)}`]) {
      const { status, body } = await room.json("GET", address, { token });
      expect([status, body.code], address).toEqual([422, "TOKEN_IN_URL"]);
      expect(JSON.stringify(body)).not.toContain(token);
    }
    const cookies = { cookie: `spindle.session=${token}; token=${token}`, "x-api-key": token };
    expect((await room.ask("GET", stacks, { headers: cookies })).status).toBe(401);
  });

  test("says how many more a minute has", async () => {
    const token = await room.token(house.tin);
    const { headers } = await room.ask("GET", "/environments", { token });
    expect([headers.get("ratelimit-limit"), headers.get("ratelimit-remaining"), headers.get("ratelimit-reset")]).toEqual(["300", "299", "60"]);
  });

  test("that waits listens to changes alone", async () => {
    const token = await room.token(house.tin);
    await house.ended(await house.deploy("portal", WEB));
    const { operationId } = await house.upgrade("portal", WEB.replace("web:v1", "web:checked"));
    const { status, body } = await room.json("GET", `/operations/${operationId}?wait=60`, { token });
    expect([status, body.status]).toEqual([200, "succeeded"]);
  });
});

describe("logs", () => {
  test("come as lines of JSON or text, the last ones, or those after a moment", async () => {
    const token = await room.token(house.tin);
    await house.ended(await house.deploy("portal", WEB));
    const [container] = house.engine.containers();
    house.engine.log(container?.id ?? "", "one", "two <b>", "three");
    const lines = async (query: string) => (await (await room.ask("GET", `${stacks}/portal/logs${query}`, { token })).text()).trimEnd().split("\n");
    const parsed = (await lines("")).map((line) => JSON.parse(line) as Record<string, string>);
    expect(parsed.map(({ text }) => text)).toEqual(["one", "two <b>", "three"]);
    expect(parsed[0]).toEqual({ time: expect.stringMatching(/^\d{4}-.*Z$/), container: "web-1", service: "web", stream: "stdout", text: "one" });
    expect((await lines("?tail=1&format=text"))[0]).toMatch(/^\S+Z web-1 three$/);
    expect(await lines(`?since=${new Date(house.tin.now() + 60_000).toISOString()}`)).toEqual([""]);
    const [soon, before] = [60_000, -60_000].map((ms) => new Date(house.tin.now() + ms).toISOString());
    expect((await lines(`?until=${soon}&tail=1&format=text`))[0]).toMatch(/ three$/);
    expect(await lines(`?until=${before}`)).toEqual([""]);
    expect((await room.ask("GET", `${stacks}/portal/logs?follow=true&until=${soon}`, { token })).status).toBe(422);
    expect((await room.ask("GET", `${stacks}/portal/logs?service=db`, { token })).status).toBe(404);
  });

  test("that are followed go on after those that were there, with none missing and none twice", async () => {
    const token = await room.token(house.tin);
    await house.ended(await house.deploy("portal", WEB));
    const [container] = house.engine.containers();
    house.engine.log(container?.id ?? "", "one", "two");
    const reader = (await room.ask("GET", `${stacks}/portal/logs?follow=true&format=text`, { token })).body?.getReader();
    const next = async () => new TextDecoder().decode((await reader?.read())?.value).replaceAll(/\S+Z web-1 /g, "");
    expect(await next()).toBe("one\ntwo\n");
    house.engine.log(container?.id ?? "", "three");
    expect(await next()).toBe("three\n");
    await reader?.cancel();
  });

  test("that are followed end with the token, and with its person", async () => {
    const admin = house.as(await makeUser(house.db, "admin"));
    await house.ended(await house.deploy("portal", WEB));
    const [container] = house.engine.containers();
    house.engine.log(container?.id ?? "", "one");
    for (const end of ["revoke", "disable"]) {
      const token = await room.token(house.tin);
      const answer = await room.ask("GET", `${stacks}/portal/logs?follow=true`, { token });
      const reader = answer.body?.getReader();
      expect(new TextDecoder().decode((await reader?.read())?.value)).toContain('"text":"one"');
      const rest = reader?.read();
      const [row] = await house.db.accounts.apiTokens(house.tin.actor.userId);
      if (end === "revoke") await revokeToken({ ctx: house.tin, input: { tokenId: row?.id ?? "" } });
      else await setUserDisabled({ ctx: admin, input: { userId: house.tin.actor.userId, disabled: true } });
      expect((await rest)?.done, end).toBe(true);
      expect((await room.ask("GET", "/environments", { token })).status).toBe(401);
    }
    expect(await house.db.accounts.apiTokens(house.tin.actor.userId)).toEqual([]);
  });

  test("that are followed end when the token expires", async () => {
    await house.ended(await house.deploy("portal", WEB));
    const token = await room.token(house.tin);
    await house.db.database.prisma.apiToken.updateMany({ data: { expiresAt: new Date(house.tin.now() + 10_000) } });
    const answer = await room.ask("GET", `${stacks}/portal/logs?follow=true`, { token });
    await house.db.database.prisma.apiToken.updateMany({ data: { expiresAt: new Date(house.tin.now() - 1) } });
    // Anything that is told of its person has it looked at again.
    await house.db.accounts.revokeSessions(house.tin.actor.userId);
    expect((await answer.body?.getReader().read())?.done).toBe(true);
    expect((await room.json("GET", "/environments", { token })).body.code).toBe("TOKEN_EXPIRED");
  });

  test("are let go when the reader leaves", async () => {
    const token = await room.token(house.tin);
    await house.ended(await house.deploy("portal", WEB));
    for (let round = 0; round < 30; round += 1) {
      const answer = await room.ask("GET", `${stacks}/portal/logs?follow=true`, { token });
      expect(answer.status).toBe(200);
      await answer.body?.cancel();
    }
  });
});
