import { execFileSync } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { describe, expect, it, onTestFinished } from "vitest";
import { DEFAULT_STRATEGY } from "@/lib/core/desired";
import { problemOf } from "@/lib/core/errors";
import { MASKED } from "@/lib/core/masking";
import { readExport } from "@/lib/export/read-export";
import { readTar } from "@/lib/export/read-tar";
import { makeUser } from "@/lib/testing/factories";
import { type House, openHouse } from "@/lib/testing/house";
import { confirmUpgrade } from "./confirm-upgrade";
import type { OpContext } from "./context";
import { createStack } from "./create-stack";
import { deployStack } from "./deploy-stack";
import { exportArchive, exportEnvironment, exportHistory, exportRancher, exportStack } from "./export-stack";
import { listOperations } from "./list-operations";
import { compareRevisions, getRevision, listHistory } from "./list-revisions";
import { listStacks } from "./list-stacks";
import { redeployService } from "./redeploy-service";
import { removeStack } from "./remove-stack";
import { reviewStack } from "./review-stack";
import { stopService } from "./run-service";
import { scaleService } from "./scale-service";
import { upgradeStack } from "./upgrade-stack";
import { getStack } from "./view-stack";

const CANARY = "canary-4711";
const TEXT = `services:
  web:
    image: "web:\${TAG}"
    command: [serve, --db, "postgres://als:\${DB_PASSWORD}@db"]
    environment: {DB_PASSWORD: "\${DB_PASSWORD}", STAGE: "\${STAGE:-dev}"}
    healthcheck: {test: [CMD, curl, -f, "http://localhost:80/?\${DB_PASSWORD}"]}
    working_dir: /srv/\${DB_PASSWORD}
`;
const code = (promise: Promise<unknown>) =>
  promise.then(
    () => "done",
    (error: unknown) => problemOf(error).code,
  );
const at = (house: House, ctx: OpContext = house.tin) => ({ ctx, input: { environment: house.environment, stack: "demo" } });

interface Given {
  text?: string;
  variables?: Record<string, string>;
  message?: string;
  from?: number | null;
}

async function deploy(house: House, { text = TEXT, variables = { TAG: "v1", DB_PASSWORD: CANARY }, message }: Given = {}) {
  const common = { environment: house.environment, stack: "demo", composeText: text, variables };
  const { hash } = await reviewStack({ ctx: house.tin, input: { ...common, isNew: true, strategy: null } });
  return house.ended(await deployStack({ ctx: house.tin, input: { ...common, reviewedHash: hash ?? "", message: message ?? null } }));
}

async function upgrade(house: House, { text = TEXT, variables = { TAG: "v2", DB_PASSWORD: MASKED }, message, from = null }: Given = {}) {
  const common = { environment: house.environment, stack: "demo", composeText: text, variables, variablesFrom: from };
  const { hash } = await reviewStack({ ctx: house.tin, input: { ...common, isNew: false, strategy: null } });
  const strategy = { ...DEFAULT_STRATEGY, intervalSeconds: 0 };
  const baseRevision = (await house.view("demo")).revision;
  const input = { ...common, reviewedHash: hash ?? "", message: message ?? null, strategy, baseRevision, replaceCandidate: true };
  const started = await upgradeStack({ ctx: house.tin, input });
  return house.ended(started);
}

/** Somebody of the same project who may look and no more. */
async function viewer(house: House): Promise<OpContext> {
  const user = await makeUser(house.db, "user", "vera");
  const project = await house.db.registry.personalProject(house.tin.actor.userId);
  await house.db.database.write((tx) => tx.projectMember.create({ data: { projectId: project?.id ?? "", userId: user.id, role: "viewer" } }));
  return house.as(user);
}

async function bytesOf(pieces: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const all: Uint8Array[] = [];
  for await (const piece of pieces) all.push(piece);
  return Buffer.concat(all);
}

describe("values that nobody should read", () => {
  it("are in no reply, whoever asks, and still reach the engine", async () => {
    const house = await openHouse();
    expect(await deploy(house)).toBe("succeeded");
    expect(await upgrade(house)).toBe("succeeded");
    const vera = await viewer(house);
    const root = house.as(await makeUser(house.db, "admin", "root"));
    for (const ctx of [house.tin, vera, root]) {
      const key = at(house, ctx);
      const replies = [
        await getStack(key),
        await listStacks(key),
        await listHistory(key),
        await getRevision({ ctx, input: { ...key.input, revision: 1 } }),
        await compareRevisions({ ctx, input: { ...key.input, from: 1, to: 2 } }),
        await exportStack({ ctx, input: { ...key.input, revision: null } }),
        await exportRancher({ ctx, input: { ...key.input, revision: null } }),
        await listOperations({ ctx, input: { environment: house.environment, stack: null } }),
        Buffer.from(await bytesOf((await exportArchive({ ctx, input: { ...key.input, revision: null } })).pieces)).toString(),
        Buffer.from(await bytesOf((await exportHistory({ ctx, input: key.input })).pieces)).toString(),
        Buffer.from(await bytesOf((await exportEnvironment({ ctx, input: key.input })).pieces)).toString(),
      ];
      for (const reply of replies) expect(JSON.stringify(reply)).not.toContain(CANARY);
      expect(JSON.stringify(replies)).toContain(MASKED);
    }
    const review = { environment: house.environment, stack: "demo", isNew: false, composeText: TEXT, strategy: null };
    for (const variables of [
      { TAG: "v3", DB_PASSWORD: MASKED },
      { TAG: "v3", DB_PASSWORD: `${CANARY}-new` },
    ]) {
      const said = await reviewStack({ ctx: house.tin, input: { ...review, variables } });
      expect(said.hash).not.toBeNull();
      expect(JSON.stringify(said)).not.toContain(CANARY);
    }
    const stack = (await house.db.registry.stacks({ kind: "all" }, "", (await house.db.registry.environment(house.environment))?.id ?? ""))[0];
    expect(stack?.desired.services[0]?.target?.spec).toMatchObject({ image: "web:v2", environment: { DB_PASSWORD: CANARY, STAGE: "dev" } });
  });

  it("of a viewer are all of them: the names stay", async () => {
    const house = await openHouse();
    await deploy(house, { text: TEXT.replace(`dev}"`, `dev}", PLAIN: open`) });
    const ctx = await viewer(house);
    const revision = await getRevision({ ctx, input: { ...at(house).input, revision: 1 } });
    expect(revision.variables).toEqual({ TAG: MASKED, DB_PASSWORD: MASKED });
    expect(revision.composeText).not.toContain("open");
    expect((await getStack(at(house, ctx))).services[0]?.spec?.environment).toEqual({ DB_PASSWORD: MASKED, STAGE: MASKED, PLAIN: MASKED });
    expect((await getStack(at(house))).services[0]?.spec?.environment).toEqual({ DB_PASSWORD: MASKED, STAGE: "dev", PLAIN: "open" });
    const [exported] = await readExport(await bytesOf((await exportArchive({ ctx, input: { ...at(house).input, revision: null } })).pieces));
    expect(exported).toMatchObject({ variables: {}, missing: ["DB_PASSWORD", "TAG"] });
  });

  it("that come back masked are the stored ones; where nothing is stored the variable is unset", async () => {
    const house = await openHouse();
    expect(await deploy(house, { variables: { TAG: "v1", DB_PASSWORD: MASKED } }).catch((error) => problemOf(error).code)).toBe("COMPOSE_REFUSED");
    await deploy(house);
    const input = { environment: house.environment, stack: "demo", isNew: false, composeText: `${TEXT}    labels: {a: "\${NEW_TOKEN}"}\n`, strategy: null };
    const said = await reviewStack({ ctx: house.tin, input: { ...input, variables: { TAG: "v1", DB_PASSWORD: MASKED, NEW_TOKEN: MASKED } } });
    expect(said.issues.filter(({ severity }) => severity === "error").map(({ rule }) => rule)).toEqual(["variable.unset"]);
  });
});

describe("history", () => {
  it("keeps who, when and why, and what the images were, also of a service that left", async () => {
    const house = await openHouse();
    await deploy(house, { text: `${TEXT}  old:\n    image: web:v3\n`, message: "The first one" });
    await upgrade(house, { message: "Without old" });
    await house.ended(await confirmUpgrade({ ctx: house.tin, input: { ...at(house).input, service: null } }));
    await house.until(
      () => house.view("demo"),
      ({ services }) => services.length === 1,
    );
    const [second, first] = await listHistory(at(house));
    expect([second?.message, second?.author, first?.message]).toEqual(["Without old", "tin", "The first one"]);
    expect(first?.services).toEqual([
      { name: "old", image: "web:v3", imageId: "sha256:web3", digest: null },
      { name: "web", image: "web:v1", imageId: "sha256:web1", digest: null },
    ]);
    expect(second?.services).toEqual([{ name: "web", image: "web:v2", imageId: "sha256:web2", digest: null }]);
  });

  it("compares any two, in both directions", async () => {
    const house = await openHouse();
    await deploy(house);
    await upgrade(house, { variables: { TAG: "v2", DB_PASSWORD: "another-secret", STAGE: "prod" } });
    const compare = (from: number | null, to: number | null) => compareRevisions({ ctx: house.tin, input: { ...at(house).input, from, to } });
    const said = await compare(1, 2);
    expect(said.text.every(({ sign }) => sign === " ")).toBe(true);
    expect(said.services.map(({ service, change }) => [service, change])).toEqual([["web", "changed"]]);
    const changed = said.services[0]?.lines.filter(({ sign }) => sign === "+").map(({ text }) => text.trim());
    expect(changed).toEqual(["image: web:v2", `DB_PASSWORD: ${MASKED} (changed)`, "STAGE: prod"]);
    expect(said.variables).toEqual([
      { name: "DB_PASSWORD", before: MASKED, after: MASKED },
      { name: "STAGE", before: null, after: "prod" },
      { name: "TAG", before: "v1", after: "v2" },
    ]);
    const then = (tag: string) => ({ name: "web", image: `web:v${tag}`, imageId: `sha256:web${tag}`, digest: null });
    expect(said.images).toEqual([{ service: "web", before: then("1"), after: then("2") }]);
    expect((await compare(1, 1)).images).toEqual([]);
    expect((await compare(2, 1)).variables[2]).toEqual({ name: "TAG", before: "v2", after: "v1" });
    expect([(await compare(null, null)).from.number, (await compare(null, 1)).from.number]).toEqual([1, 1]);
    expect(await code(compare(1, 9))).toBe("NOT_FOUND");
  });

  it("restores a revision with its own stored values, as a new one, under today's policy", async () => {
    const house = await openHouse();
    await deploy(house);
    await upgrade(house, { variables: { TAG: "v2", DB_PASSWORD: "another-secret" } });
    const { composeText, variables } = await getRevision({ ctx: house.tin, input: { ...at(house).input, revision: 1 } });
    expect(variables).toEqual({ TAG: "v1", DB_PASSWORD: MASKED });
    const restore = { text: composeText, variables, from: 1, message: "Restores revision 1" };
    expect(await upgrade(house, restore)).toBe("succeeded");
    const [latest] = await listHistory(at(house));
    expect([latest?.number, latest?.message]).toEqual([3, "Restores revision 1"]);
    expect(await house.db.registry.variablesOf((await house.view("demo")).id, [3])).toEqual([{ TAG: "v1", DB_PASSWORD: CANARY }]);
    expect((await house.service("demo", "web")).target).toMatchObject({ revision: 3, image: "web:v1" });

    const environment = await house.db.registry.environment(house.environment);
    const policy = JSON.stringify({ ...environment?.policy, maxServices: 0 });
    await house.db.database.write((tx) => tx.environment.update({ where: { id: environment?.id ?? "" }, data: { policy } }));
    expect(await code(upgrade(house, restore))).toBe("COMPOSE_REFUSED");
  });

  it("exports what imports as the same stack, one folder a stack, and none of a stranger's", async () => {
    const house = await openHouse();
    await deploy(house);
    const stranger = house.as(await makeUser(house.db, "user", "eve"));
    await createStack({ ctx: stranger, input: { environment: house.environment, stack: "secret-plans" } });
    await createStack({ ctx: house.tin, input: { environment: house.environment, stack: "empty" } });
    const all = await bytesOf((await exportEnvironment({ ctx: house.tin, input: { environment: house.environment } })).pieces);
    const back = await readExport(new Uint8Array(gzipSync(all)));
    expect(back.map(({ name, composeText, missing, variables }) => ({ name, composeText, missing, variables }))).toEqual([
      { name: "demo", composeText: TEXT, missing: ["DB_PASSWORD"], variables: { TAG: "v1" } },
      { name: "empty", composeText: "", missing: [], variables: {} },
    ]);
    await house.ended(await scaleService({ ctx: house.tin, input: { ...at(house).input, service: "web", scale: 3 } }));
    const [scaled] = await readExport(await bytesOf((await exportArchive({ ctx: house.tin, input: { ...at(house).input, revision: null } })).pieces));
    expect([back[0]?.rescaled, scaled?.rescaled]).toEqual([[], [{ service: "web", scale: 3 }]]);
    const text = gunzipSync(gzipSync(all)).toString();
    expect(text).toContain("empty/manifest.json");
    expect(text).not.toContain("secret-plans");
    for (const read of [exportStack, exportRancher, exportArchive, exportHistory])
      expect(await code(read({ ctx: stranger, input: { ...at(house).input, revision: null } }))).toBe("NOT_FOUND");
    for (const read of [getRevision]) expect(await code(read({ ctx: stranger, input: { ...at(house).input, revision: 1 } }))).toBe("NOT_FOUND");
    expect(await code(compareRevisions({ ctx: stranger, input: { ...at(house).input, from: 1, to: 1 } }))).toBe("NOT_FOUND");
    expect(await code(redeployService({ ctx: stranger, input: { ...at(house).input, service: "web" } }))).toBe("NOT_FOUND");
  });
});

describe("a history as a git repository", () => {
  it("is cloned by git, with who, when and why, and a tag for each revision", async () => {
    const house = await openHouse();
    await deploy(house, { message: "The first one" });
    await upgrade(house, { text: TEXT.replace("serve", "serve, -v"), message: "Says more\n\nand why" });
    const folder = await mkdtemp(join(tmpdir(), "spindle-git-"));
    onTestFinished(() => rm(folder, { recursive: true }));
    const unpack = async () => {
      for (const { path, bytes } of await readTar(await bytesOf((await exportHistory({ ctx: house.tin, input: at(house).input })).pieces))) {
        await mkdir(dirname(join(folder, path)), { recursive: true });
        await writeFile(join(folder, path), bytes);
      }
    };
    const git = (...words: string[]) => execFileSync("git", words, { cwd: folder, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
    await unpack();
    git("-C", "demo.git", "fsck", "--strict");
    git("clone", "--quiet", "demo.git", "clone");
    expect(git("-C", "clone", "ls-files").trim().split("\n")).toEqual([".env.example", "docker-compose.yml"]);
    expect(git("-C", "clone", "log", "--format=%an <%ae> %s").trim().split("\n")).toEqual(["tin <tin@spindle> Says more", "tin <tin@spindle> The first one"]);
    expect(git("-C", "clone", "show", "revision-1:docker-compose.yml")).toBe(TEXT);
    expect(git("-C", "clone", "diff", "--stat", "revision-1", "revision-2")).toContain("docker-compose.yml");
    expect(git("-C", "clone", "log", "-p")).not.toContain(CANARY);

    // What was exported before is the same commit later, whatever was done to the stack beside its file.
    await house.ended(await scaleService({ ctx: house.tin, input: { ...at(house).input, service: "web", scale: 2 } }));
    await upgrade(house, { text: TEXT.replace("serve", "serve, -vv"), message: "Says it all" });
    await rm(join(folder, "demo.git"), { recursive: true });
    await unpack();
    git("-C", "clone", "pull", "--quiet", "--ff-only");
    expect(git("-C", "clone", "log", "--format=%s").trim().split("\n")).toEqual(["Says it all", "Says more", "The first one"]);
  });
});

describe("an empty stack", () => {
  const empty = async (house: House) => house.ended(await createStack({ ctx: house.tin, input: at(house).input }));

  it("is made without a file, shown as inactive, filled by its first file and removed", async () => {
    const house = await openHouse();
    expect(await empty(house)).toBe("succeeded");
    const view = await house.view("demo");
    expect([view.state, view.health, view.revision, view.services, view.lastChange?.kind]).toEqual(["inactive", "stopped", 0, [], "create"]);
    expect((await listStacks(at(house))).stacks.map(({ name, state }) => [name, state])).toEqual([["demo", "inactive"]]);
    expect(view.actions.start).toEqual({ allowed: false, reason: "no-services", wayOut: ["upgrade"] });
    expect(await listHistory(at(house))).toEqual([]);
    expect(await code(empty(house))).toBe("NAME_TAKEN");
    expect(await upgrade(house, { variables: { TAG: "v1", DB_PASSWORD: CANARY } })).toBe("succeeded");
    const filled = await house.view("demo");
    expect([filled.state, filled.revision, filled.confirmedRevision, filled.running, filled.lastChange?.kind]).toEqual(["active", 1, 1, 1, "deploy"]);
    const remove = () => removeStack({ ctx: house.tin, input: { ...at(house).input, service: null, typedName: "demo", volumes: [] } });
    expect(await house.ended(await remove())).toBe("succeeded");
    expect(await code(house.view("demo"))).toBe("NOT_FOUND");
    expect(await empty(house)).toBe("succeeded");
    expect(await house.ended(await remove())).toBe("succeeded");
    expect(house.errors).toEqual([]);
  });

  it("takes no other action, and its export has a manifest and no file", async () => {
    const house = await openHouse();
    await empty(house);
    expect(await house.ended(await stopService({ ctx: house.tin, input: { ...at(house).input, service: null } }))).toBe("succeeded");
    expect((await exportStack({ ctx: house.tin, input: { ...at(house).input, revision: null } })).text).toBe("");
    expect(await code(createStack({ ctx: house.tin, input: { environment: house.environment, stack: "Not A Name" } }))).toBe("INVALID_INPUT");
  });
});

describe("drift", () => {
  it("is shown as soon as the engine tells, and a redeploy makes new containers with a way back", async () => {
    const house = await openHouse();
    await deploy(house);
    expect((await house.service("demo", "web")).drift).toBeUndefined();
    const [container] = house.engine.containers();
    if (!container?.settings) throw new Error("no container");
    house.engine.changeOutside(container.id, "update", { settings: { ...container.settings, memoryBytes: 64 * 1024 * 1024 } });
    const drifted = await house.until(
      () => house.service("demo", "web"),
      ({ drift }) => drift !== undefined,
    );
    expect(drifted.drift).toMatchObject({ containers: [{ label: "web-1", drift: [{ kind: "limit", limit: "memory" }] }], wayOut: "redeploy" });
    expect(drifted.containers[0]?.drift).toHaveLength(1);
    expect((await listStacks(at(house))).stacks[0]?.services[0]?.drift).toBeDefined();
    expect(await house.ended(await redeployService({ ctx: house.tin, input: { ...at(house).input, service: "web" } }))).toBe("succeeded");
    const waiting = await house.service("demo", "web");
    expect([waiting.state, waiting.oldKept, waiting.target?.revision]).toEqual(["upgraded", 1, 2]);
    expect((await listHistory(at(house)))[0]?.message).toBe("Redeployed web: it was changed at the engine");
    expect(await code(redeployService({ ctx: house.tin, input: { ...at(house).input, service: "web" } }))).toBe("UPGRADE_WAITS");
    await house.ended(await confirmUpgrade({ ctx: house.tin, input: { ...at(house).input, service: null } }));
    expect((await house.service("demo", "web")).drift).toBeUndefined();
    expect(house.errors).toEqual([]);
  });
});
