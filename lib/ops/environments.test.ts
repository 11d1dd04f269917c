import { generateKeyPairSync } from "node:crypto";
import { beforeEach, describe, expect, it } from "vitest";
import type { EngineChoice } from "@/lib/core/environments";
import { problemOf } from "@/lib/core/errors";
import { makeCertificates } from "@/lib/testing/certificates";
import { makeUser } from "@/lib/testing/factories";
import { type House, openHouse } from "@/lib/testing/house";
import { changeEnvironment } from "./change-environment";
import type { OpContext } from "./context";
import { createEnvironment } from "./create-environment";
import { createStack } from "./create-stack";
import { createEnvironmentInput } from "./environment-input";
import { listAdminEnvironments } from "./list-admin-environments";
import { removeEnvironment } from "./remove-environment";
import { testEngine } from "./test-engine";
import { listEnvironments } from "./view-stack";

const FILE = "services:\n  web:\n    image: web:v1\n";
const own = { kind: "own" } as const;
const socket: EngineChoice = { kind: "socket", path: "/run/second.sock" };
const certificates = makeCertificates();
const network = (key: string | null = certificates.client.key): EngineChoice => ({
  kind: "network",
  host: "engine.example.org",
  port: 2376,
  tls: { ca: certificates.ca, certificate: certificates.client.certificate, key },
  unprotected: false,
});

let house: House;
let ada: OpContext;
beforeEach(async () => {
  house = await openHouse();
  ada = house.as(await makeUser(house.db, "admin", "ada"));
});

const settings = (over: Partial<Parameters<typeof createEnvironment>[0]["input"]> = {}) => ({
  name: "prod",
  colour: "prod" as const,
  engine: own as EngineChoice,
  baseDomain: null,
  openTo: null,
  needsApproval: false,
  policyOf: null,
  ...over,
});
const create = (over = {}, ctx = ada) => createEnvironment({ ctx, input: settings(over) });
const change = (over = {}, ctx = ada) => {
  const { policyOf: _none, ...rest } = settings(over);
  return changeEnvironment({ ctx, input: { environment: "prod", ...rest } });
};
const problem = (work: Promise<unknown>) =>
  work.then(
    () => null,
    (error: unknown) => problemOf(error),
  );
const codeOf = async (work: Promise<unknown>) => (await problem(work))?.code ?? null;
const seen = async (name = "prod") => (await listAdminEnvironments({ ctx: ada })).environments.find((one) => one.name === name);
const rows = () => house.db.database.prisma.environment.findMany();

describe("environments", () => {
  it("are made, changed and removed by administrators alone; all of it is in the audit log, keys are not", async () => {
    for (const role of ["user", "operator", "auditor"] as const) {
      const ctx = house.as(await makeUser(house.db, role));
      expect(await codeOf(create({}, ctx))).toBe("FORBIDDEN");
      expect(await codeOf(testEngine({ ctx, input: { environment: null, engine: own } }))).toBe("FORBIDDEN");
    }
    await create({ engine: network(), baseDomain: "apps.example.org" });
    expect(await seen()).toMatchObject({
      colour: "prod",
      baseDomain: "apps.example.org",
      stacks: 0,
      pinned: "engine.example.org",
      engine: { kind: "network", tls: { key: null } },
    });
    await change({ name: "live", engine: network(null), needsApproval: true });
    expect(await seen("live")).toMatchObject({ needsApproval: true, engine: network(null) });
    expect(await codeOf(removeEnvironment({ ctx: ada, input: { environment: "live", typedName: "prod" } }))).toBe("WRONG_CONFIRMATION");
    await removeEnvironment({ ctx: ada, input: { environment: "live", typedName: "live" } });
    const log = await house.db.database.prisma.auditEntry.findMany({ where: { action: { startsWith: "environment." } } });
    expect(log.map(({ action, subject }) => `${action} ${subject}`)).toEqual(["environment.create prod", "environment.change live", "environment.remove live"]);
    expect(JSON.stringify(log)).not.toContain("PRIVATE KEY");
  });

  it("keep the key of their engine sealed, and give it to nobody", async () => {
    await create({ engine: network() });
    const row = (await rows()).find(({ name }) => name === "prod");
    expect(row?.tlsKey).toMatch(/^v1\./);
    expect(ada.sealing.open(row?.tlsKey ?? "", `environment/${row?.id}/tls-key`)).toBe(certificates.client.key);
    const everything = JSON.stringify([await rows(), await listAdminEnvironments({ ctx: ada }), await listEnvironments({ ctx: house.tin })]);
    expect(everything).not.toContain(certificates.client.key.split("\n")[1]);
  });

  it("refuse certificates that cannot be read or do not belong together, and a line without TLS unless somebody says that they know", async () => {
    const other = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey.export({ type: "pkcs8", format: "pem" }).toString();
    expect(await problem(create({ engine: network(other) }))).toMatchObject({ code: "INVALID_INPUT", data: { field: "Client key" } });
    expect(await problem(create({ engine: network(null) }))).toMatchObject({ data: { field: "Client key", reason: "it is needed the first time" } });
    const broken = network();
    if (broken.kind === "network" && broken.tls) broken.tls.ca = "-----BEGIN CERTIFICATE-----\nnonsense\n-----END CERTIFICATE-----";
    expect(await problem(create({ engine: broken }))).toMatchObject({ data: { field: "Certificate authority" } });
    const plain = { kind: "network", host: "engine.example.org", port: 2375, tls: null };
    expect(createEnvironmentInput.safeParse(settings({ engine: { ...plain, unprotected: false } as EngineChoice })).success).toBe(false);
    expect(createEnvironmentInput.safeParse(settings({ engine: { ...plain, unprotected: true } as EngineChoice })).success).toBe(true);
  });

  it.each(["../run/docker.sock", "/run/../etc/passwd", "docker.sock", "/run/a b"])("no socket at %s", (path) => {
    expect(createEnvironmentInput.safeParse(settings({ engine: { kind: "socket", path } })).success).toBe(false);
  });

  it.each(["API", "api", "sign-in", "1st", "a/b", ""])("no name %j", (name) => {
    expect(createEnvironmentInput.safeParse(settings({ name })).success).toBe(false);
  });

  it("with stacks neither go nor move to another engine; their certificates may be renewed", async () => {
    await create({ engine: network() });
    await createStack({ ctx: house.tin, input: { environment: "prod", stack: "portal" } });
    expect(await problem(change({ engine: socket }))).toMatchObject({ code: "ENVIRONMENT_IN_USE", data: { stacks: 1, what: "move" } });
    expect(await codeOf(removeEnvironment({ ctx: ada, input: { environment: "prod", typedName: "prod" } }))).toBe("ENVIRONMENT_IN_USE");
    const renewed = makeCertificates();
    const engine = { ...network(), tls: { ca: renewed.ca, certificate: renewed.client.certificate, key: renewed.client.key } } as EngineChoice;
    expect(await codeOf(change({ engine }))).toBe(null);
    expect(await codeOf(create({ name: "prod" }))).toBe("NAME_TAKEN");
  });

  it("the last one stays", async () => {
    expect(await codeOf(removeEnvironment({ ctx: ada, input: { environment: house.environment, typedName: house.environment } }))).toBe("ENVIRONMENT_LAST");
  });

  it("opened to chosen projects are closed to the others: for new stacks, empty ones, upgrades and what a page offers", async () => {
    const ann = house.as(await makeUser(house.db, "user", "ann"));
    await house.deploy("portal", FILE);
    const { id } = (await house.db.registry.personalProject(ann.actor.userId)) ?? { id: "" };
    const environment = await house.db.registry.environment(house.environment);
    await changeEnvironment({
      ctx: ada,
      input: { environment: house.environment, name: house.environment, colour: "sandbox", engine: own, baseDomain: null, openTo: [id], needsApproval: false },
    });
    expect(await codeOf(house.deploy("second", FILE))).toBe("ENVIRONMENT_CLOSED");
    expect(await codeOf(createStack({ ctx: house.tin, input: { environment: house.environment, stack: "empty" } }))).toBe("ENVIRONMENT_CLOSED");
    expect(await codeOf(house.upgrade("portal", FILE.replace("v1", "v2")))).toBe("ENVIRONMENT_CLOSED");
    expect(await codeOf(house.deploy("hers", FILE, ann))).toBe(null);
    expect(await codeOf(house.deploy("staff", FILE, ada))).toBe(null);
    const closed = async (ctx: OpContext) => (await listEnvironments({ ctx })).find((one) => one.id === environment?.id)?.closed ?? false;
    expect([await closed(house.tin), await closed(ann), await closed(ada)]).toEqual([true, false, false]);
    expect(await codeOf(change({ environment: house.environment, openTo: ["gone"] }))).toBe("INVALID_INPUT");
  });

  it("begin with the policy of another one when that is asked for", async () => {
    const policy = { ...(await house.db.registry.environment(house.environment))?.policy, hostPorts: { from: 61000, to: 61010 } };
    const { id } = (await house.db.registry.environment(house.environment)) ?? { id: "" };
    await house.db.registry.transaction((tx) => tx.setPolicy(id, policy as Parameters<typeof tx.setPolicy>[1]));
    await create({ policyOf: house.environment });
    expect((await house.db.registry.environment("prod"))?.policy.hostPorts).toEqual({ from: 61000, to: 61010 });
  });

  it("say before anything is saved whether the engine answers", async () => {
    expect(await testEngine({ ctx: ada, input: { environment: null, engine: socket } })).toMatchObject({ ok: false });
    expect(await rows()).toHaveLength(1);
  });
});
