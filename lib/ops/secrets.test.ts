import { describe, expect, it } from "vitest";
import { createSealing, newKey } from "@/lib/auth/keyring";
import { DEFAULT_STRATEGY } from "@/lib/core/desired";
import { makeUser } from "@/lib/testing/factories";
import { type House, openHouse } from "@/lib/testing/house";
import { confirmUpgrade } from "./confirm-upgrade";
import { deployStack } from "./deploy-stack";
import { exportStack } from "./export-stack";
import { getOperation } from "./list-operations";
import { listSecrets } from "./list-secrets";
import { redeployService } from "./redeploy-service";
import { removeSecret } from "./remove-secret";
import { removeStack } from "./remove-stack";
import { reviewStack } from "./review-stack";
import { rollBack } from "./roll-back";
import { writeSecret } from "./write-secret";

const FILE = `services:
  web:
    image: web:v1
    secrets: [password]
secrets:
  password: { external: true }
`;
const base64 = (text: string) => Buffer.from(text).toString("base64");
const failing = (code: string) => expect.objectContaining({ problem: expect.objectContaining({ code }) });

async function deployed(house: House, text = "first text") {
  const { tin, environment } = house;
  const ask = { environment, stack: "portal", composeText: FILE, variables: {} };
  const { hash } = await reviewStack({ ctx: tin, input: { ...ask, isNew: true, strategy: null, secrets: ["password"] } });
  const started = await deployStack({ ctx: tin, input: { ...ask, reviewedHash: hash ?? "", message: null, secrets: { password: base64(text) } } });
  expect(await house.ended(started)).toBe("succeeded");
}

const key = (house: House) => ({ environment: house.environment, stack: "portal", name: "password" });
const replace = (house: House, text: string) => writeSecret({ ctx: house.tin, input: { ...key(house), content: base64(text) } });
const redeploy = (house: House) =>
  redeployService({ ctx: house.tin, input: { environment: house.environment, stack: "portal", service: "web", why: "secret" } });
const files = (house: House) => [...house.engine.secrets.values()].map((one) => one.get("password"));
const list = async (house: House, ctx = house.tin) => (await listSecrets({ ctx, input: { environment: house.environment } })).secrets;

describe("a secret of a file that has no text yet", () => {
  it("is named at its line, and Review says that its text is to be typed", async () => {
    const { tin, environment } = await openHouse();
    const review = await reviewStack({ ctx: tin, input: { environment, stack: "portal", isNew: true, composeText: FILE, variables: {}, strategy: null } });
    expect(review.issues.map(({ rule, line, severity }) => [rule, line, severity])).toContainEqual(["secret.unset", 6, "error"]);
    expect(review.secrets).toEqual([{ name: "password", stored: null }]);
    expect(review.hash).toBeNull();
  });
});

describe("a stack with a secret", () => {
  it("is reviewed with one look at what is stored", async () => {
    const house = await openHouse();
    await deployed(house);
    let looks = 0;
    const secrets: typeof house.tin.registry.secrets = (...asked) => {
      looks += 1;
      return house.db.registry.secrets(...asked);
    };
    const ctx = { ...house.tin, registry: { ...house.tin.registry, secrets } };
    const input = { environment: house.environment, stack: "portal", isNew: false, composeText: FILE, variables: {}, strategy: null };
    expect((await reviewStack({ ctx, input })).secrets).toMatchObject([{ name: "password", stored: { version: 1, author: "tin" } }]);
    expect(looks).toBe(1);
  });

  it("gets its text as a file, and nothing that leaves the server has it", async () => {
    const house = await openHouse();
    await deployed(house, "hunter2-canary");
    expect(files(house)).toEqual(["hunter2-canary"]);
    const seen = JSON.stringify([await house.view("portal"), await list(house), house.engine.containers(), house.errors]);
    const text = (await exportStack({ ctx: house.tin, input: { environment: house.environment, stack: "portal", revision: null } })).text;
    expect(text).toContain("external: true");
    for (const said of [
      seen,
      text,
      JSON.stringify(await house.db.database.prisma.auditEntry.findMany()),
      JSON.stringify(await house.db.database.prisma.secretText.findMany()),
    ]) {
      expect(said).not.toContain("hunter2-canary");
      expect(said).not.toContain(base64("hunter2-canary"));
    }
  });

  it("keeps the old text until it is deployed again; the new one is a change with a way back", async () => {
    const house = await openHouse();
    await deployed(house);
    expect(await replace(house, "second text")).toEqual({ version: 2 });
    expect(files(house)).toEqual(["first text"]);
    expect(await list(house)).toMatchObject([{ name: "password", version: 2, usedBy: [{ service: "web", version: 1, kept: false }] }]);

    expect(await house.ended(await redeploy(house))).toBe("succeeded");
    expect(files(house)).toEqual(["first text", "second text"]);
    expect(await house.ended(await rollBack({ ctx: house.tin, input: { environment: house.environment, stack: "portal", service: null } }))).toBe("succeeded");
    await house.until(
      () => files(house),
      (now) => now.length === 1,
    );
    expect(files(house)).toEqual(["first text"]);
  });

  it("says on its page who still has an older text, before the upgrade and after the way back", async () => {
    const house = await openHouse();
    await deployed(house);
    const old = async () => (await house.view("portal")).oldSecrets;
    expect(await old()).toBeUndefined();
    await replace(house, "second text");
    expect(await old()).toEqual([{ name: "password", services: ["web"] }]);
    await house.ended(await redeploy(house));
    expect(await old()).toBeUndefined();
    await house.ended(await rollBack({ ctx: house.tin, input: { environment: house.environment, stack: "portal", service: null } }));
    expect(await old()).toEqual([{ name: "password", services: ["web"] }]);
  });

  it("forgets an old text when nobody can go back to it any more", async () => {
    const house = await openHouse();
    await deployed(house);
    await replace(house, "second text");
    await house.ended(await redeploy(house));
    await house.ended(await confirmUpgrade({ ctx: house.tin, input: { environment: house.environment, stack: "portal", service: null } }));
    await house.until(
      () => files(house),
      (now) => now.length === 1,
    );
    expect(files(house)).toEqual(["second text"]);
    await replace(house, "third text");
    expect((await house.db.database.prisma.secretText.findMany()).map(({ version }) => version)).toEqual([2, 3]);
  });

  it("is told in Review when only a secret is new", async () => {
    const house = await openHouse();
    await deployed(house);
    await replace(house, "second text");
    const { environment, tin } = house;
    const review = await reviewStack({
      ctx: tin,
      input: { environment, stack: "portal", isNew: false, composeText: FILE, variables: {}, strategy: DEFAULT_STRATEGY },
    });
    expect(review.diff.map(({ change }) => change)).toEqual(["changed"]);
    expect(review.plan.map(({ text }) => text)).toContain("web gets the new text of the secret password");
    const lines = review.diff.flatMap((one) => one.lines.flatMap(({ sign, text }) => (sign === " " ? [] : [`${sign}${text.trim()}`])));
    expect(lines).toEqual(["-- source: password # text 1", "+- source: password # text 2"]);
  });

  it("refuses a review from before the text was replaced", async () => {
    const house = await openHouse();
    await deployed(house);
    const { environment, tin } = house;
    const ask = { environment, stack: "portal", composeText: FILE.replace("v1", "v2"), variables: {}, strategy: DEFAULT_STRATEGY };
    const { hash } = await reviewStack({ ctx: tin, input: { ...ask, isNew: false } });
    await replace(house, "second text");
    const { upgradeStack } = await import("./upgrade-stack");
    const input = { ...ask, reviewedHash: hash ?? "", message: null, baseRevision: 1, replaceCandidate: false };
    await expect(upgradeStack({ ctx: tin, input })).rejects.toEqual(failing("STALE_REVIEW"));
  });

  it("gets its files again after the machine forgot them", async () => {
    const house = await openHouse();
    await deployed(house);
    house.engine.secrets.clear();
    const [container] = house.engine.containers();
    house.engine.kill(container?.id ?? "");
    await house.until(
      () => house.engine.containers()[0]?.state,
      (state) => state === "running",
    );
    expect(files(house)).toEqual(["first text"]);
  });

  it("says which secret cannot be opened, and starts nothing without it", async () => {
    const house = await openHouse();
    await deployed(house);
    house.tin.sealing = createSealing([newKey()]);
    await replace(house, "sealed with another key");
    const { operationId } = await redeploy(house);
    const { steps } = await house.until(
      () => getOperation({ ctx: house.tin, input: { operation: operationId ?? "" } }),
      (operation) => operation.steps.some(({ problem }) => problem),
    );
    expect(steps.find(({ problem }) => problem)?.problem).toEqual({ code: "SECRET_SEALED", data: { secret: "password" } });
    expect(files(house)).toEqual(["first text"]);
  });

  it("loses its secrets with itself", async () => {
    const house = await openHouse();
    await deployed(house);
    await removeStack({ ctx: house.tin, input: { environment: house.environment, stack: "portal", service: null, typedName: "portal", volumes: [] } });
    await house.until(
      () => house.db.database.prisma.stack.count(),
      (count) => count === 0,
    );
    expect(files(house)).toEqual([]);
    expect(await house.db.database.prisma.secretText.count()).toBe(0);
  });
});

describe("deleting a secret", () => {
  it("waits until no container has it", async () => {
    const house = await openHouse();
    await deployed(house);
    await expect(removeSecret({ ctx: house.tin, input: key(house) })).rejects.toEqual(failing("SECRET_IN_USE"));
    await house.ended(await house.upgrade("portal", "services: {web: {image: 'web:v1'}}\n"));
    await expect(removeSecret({ ctx: house.tin, input: key(house) })).rejects.toEqual(failing("SECRET_IN_USE"));
    await house.ended(await confirmUpgrade({ ctx: house.tin, input: { environment: house.environment, stack: "portal", service: null } }));
    await removeSecret({ ctx: house.tin, input: key(house) });
    expect(await list(house)).toEqual([]);
    await expect(removeSecret({ ctx: house.tin, input: key(house) })).rejects.toEqual(failing("NOT_FOUND"));
  });
});

describe("somebody else", () => {
  it("finds neither the stack nor its secrets; a viewer sees names only; an administrator may not write", async () => {
    const house = await openHouse();
    await deployed(house);
    const [other, admin] = [house.as(await makeUser(house.db)), house.as(await makeUser(house.db, "admin"))];
    const content = base64("taken over");
    expect(await list(house, other)).toEqual([]);
    await expect(writeSecret({ ctx: other, input: { ...key(house), content } })).rejects.toEqual(failing("NOT_FOUND"));
    await expect(removeSecret({ ctx: other, input: key(house) })).rejects.toEqual(failing("NOT_FOUND"));
    await expect(writeSecret({ ctx: admin, input: { ...key(house), content } })).rejects.toEqual(failing("FORBIDDEN"));
    const project = await house.db.registry.personalProject(house.tin.actor.userId);
    await house.db.database.prisma.projectMember.create({ data: { projectId: project?.id ?? "", userId: other.actor.userId, role: "viewer" } });
    expect(await list(house, other)).toMatchObject([{ name: "password" }]);
    await expect(writeSecret({ ctx: other, input: { ...key(house), content } })).rejects.toEqual(failing("FORBIDDEN"));
  });
});
