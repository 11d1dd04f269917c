import { gzipSync, inflateSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { DEFAULT_STRATEGY } from "@/lib/core/desired";
import type { DroppedChoices } from "@/lib/core/dropped";
import { problemOf } from "@/lib/core/errors";
import type { ReviewView } from "@/lib/core/views";
import { readExport } from "@/lib/export/read-export";
import { readTar } from "@/lib/export/read-tar";
import { type House, openHouse } from "@/lib/testing/house";
import { confirmUpgrade } from "./confirm-upgrade";
import { deployStack } from "./deploy-stack";
import { exportArchive, exportHistory, exportStack } from "./export-stack";
import { compareRevisions, listHistory } from "./list-revisions";
import { readClone } from "./read-clone";
import { redeployService } from "./redeploy-service";
import { removeStack } from "./remove-stack";
import { reviewStack } from "./review-stack";
import { rollBack } from "./roll-back";
import { stopService } from "./run-service";
import { scaleService } from "./scale-service";
import { upgradeStack } from "./upgrade-stack";

const WORKER = "  worker:\n    image: db:v1\n    networks: [inside]\n    volumes: [data:/data]\n    depends_on: [db]\n";
const DB = "  db:\n    image: db:v1\n    networks: [inside]\n";
const END = "networks: {inside: }\nvolumes: {data: }\n";
const web = (tag: string, more = "") => `services:\n  web:\n    image: web:${tag}\n${more}`;
/** A stack of three; without its worker; without both that need the network inside. */
const three = (tag: string) => web(tag, DB + WORKER + END);
const two = (tag: string) => web(tag, DB + END);

async function packed(pieces: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const all: Uint8Array[] = [];
  for await (const piece of pieces) all.push(piece);
  return new Uint8Array(gzipSync(Buffer.concat(all)));
}
const code = (promise: Promise<unknown>) =>
  promise.then(
    () => "done",
    (error: unknown) => problemOf(error).code,
  );
const key = (house: House) => ({ environment: house.environment, stack: "demo" });
const all = (house: House, service: string | null = null) => ({ ctx: house.tin, input: { ...key(house), service } });
const keep: DroppedChoices = { worker: "keep" };
const review = (house: House, composeText: string, dropped?: DroppedChoices) =>
  reviewStack({ ctx: house.tin, input: { ...key(house), isNew: false, composeText, variables: {}, strategy: null, dropped } });
const errors = ({ issues }: ReviewView) => issues.filter(({ severity }) => severity === "error");
const idsOf = (house: House, service: string) =>
  house.engine
    .containers()
    .filter(({ name }) => name.includes(`-${service}-`))
    .map(({ id, state }) => `${id} ${state}`);
/** With a hash of one's own choosing. */
const send = async (house: House, composeText: string, reviewedHash: string | null, dropped: DroppedChoices | undefined) => {
  const input = { ...key(house), composeText, variables: {}, reviewedHash: reviewedHash ?? "", message: null, strategy: DEFAULT_STRATEGY };
  return upgradeStack({ ctx: house.tin, input: { ...input, baseRevision: (await house.view("demo")).revision, replaceCandidate: false, dropped } });
};
const outside = async (house: House) => (await house.view("demo")).services.flatMap((one) => (one.outside === undefined ? [] : [[one.name, one.outside]]));

async function deployed(text = three("v1")): Promise<House> {
  const house = await openHouse();
  expect(await house.ended(await house.deploy("demo", text))).toBe("succeeded");
  return house;
}

describe("review", () => {
  it("asks about each dropped service, says what the choice does, and is about that choice", async () => {
    const house = await deployed();
    const removed = await review(house, two("v2"));
    expect(removed.dropped).toEqual([{ service: "worker", sidekicks: [], choice: "remove", outside: null, containers: 1, hasVolumes: true }]);
    expect(removed.plan.find(({ service }) => service === "worker")?.text).toMatch(/^worker: no longer in the file; its 1 container is stopped and kept/);
    const kept = await review(house, two("v2"), keep);
    expect(kept.dropped).toMatchObject([{ service: "worker", choice: "keep" }]);
    expect(kept.plan.filter(({ service }) => service === "worker")).toEqual([
      { icon: "keep", service: "worker", text: "worker: kept running, no longer in the file" },
    ]);
    expect(kept.diff.find(({ service }) => service === "worker")).toMatchObject({ change: "removed", keptRunning: true });
    expect(kept.hash).not.toBe(removed.hash);
    expect((await review(house, three("v2"), keep)).dropped).toBeUndefined();
    expect((await review(house, three("v2"), keep)).hash).toBe((await review(house, three("v2"))).hash);
  });

  it("refuses to keep one without what it needs, and still asks", async () => {
    const house = await deployed();
    const alone = await review(house, web("v2"), keep);
    expect([alone.hash, errors(alone).map(({ rule, message }) => `${rule} ${message}`)]).toEqual([
      null,
      ["stack.dropped worker cannot be kept running without db, which it needs. Keep db running too, or remove worker."],
    ]);
    expect(alone.dropped).toMatchObject([
      { service: "db", choice: "remove" },
      { service: "worker", choice: "keep" },
    ]);
    expect((await review(house, web("v2"), { ...keep, db: "keep" })).hash).not.toBeNull();
    // Also with the hash that the refusal itself names.
    const stale = await house.upgrade("demo", web("v2"), { dropped: keep }).catch(problemOf);
    const current = "code" in stale && stale.code === "STALE_REVIEW" ? stale.data.current : "";
    expect(await code(send(house, web("v2"), current, keep))).toBe("COMPOSE_REFUSED");
  });

  it("does not keep one whose network is replaced under it", async () => {
    const side = "  side:\n    image: db:v1\n    network_mode: service:web\n";
    const house = await deployed(web("v1", side));
    const said = await review(house, web("v2"), { side: "keep" });
    expect(errors(said).map(({ message }) => message)).toEqual([
      "side lives in the network of web, which is replaced. Put side back in the file, or remove it.",
    ]);
    expect((await review(house, web("v1", "  new:\n    image: web:v3\n"), { side: "keep" })).hash).not.toBeNull();
  });

  it("counts whom it keeps: host ports and names are taken", async () => {
    const worker = '  worker:\n    image: db:v1\n    container_name: demo-worker\n    ports: ["60007:80"]\n';
    const house = await deployed(web("v1", worker));
    const text = web("v2", '    ports: ["60007:80"]\n    container_name: demo-worker\n');
    const said = await review(house, text, keep);
    expect([said.hash, said.dropped?.length, errors(said).map(({ rule, line }) => `${rule} ${line}`)]).toEqual([
      null,
      1,
      ["port.taken 4", "compose.container_name 5"],
    ]);
  });
});

describe("an upgrade", () => {
  it("is of the choice that was reviewed, and of services that are really dropped", async () => {
    const house = await deployed();
    const [kept, removed] = [(await review(house, two("v2"), keep)).hash, (await review(house, two("v2"))).hash];
    expect(await code(send(house, two("v2"), kept, undefined))).toBe("STALE_REVIEW");
    expect(await code(send(house, two("v2"), removed, keep))).toBe("STALE_REVIEW");
    for (const odd of ["web", "nobody", "constructor"]) expect(await code(send(house, two("v2"), removed, { [odd]: "keep" }))).toBe("INVALID_INPUT");
    expect((await house.view("demo")).revision).toBe(1);
  });

  it("leaves the kept service as it is: same container, network and volume, under people's hands as before", async () => {
    const house = await deployed();
    const before = idsOf(house, "worker");
    expect(await house.ended(await house.upgrade("demo", web("v2"), { dropped: { worker: "keep", db: "keep" } }))).toBe("succeeded");
    expect(await outside(house)).toEqual([
      ["db", 2],
      ["worker", 2],
    ]);
    expect(await house.ended(await confirmUpgrade(all(house)))).toBe("succeeded");
    const view = await house.view("demo");
    expect([view.revision, view.confirmedRevision, view.state, idsOf(house, "worker")]).toEqual([2, 2, "active", before]);
    expect(view.networks.map(({ name, present }) => `${name} ${present}`).sort()).toEqual(["default true", "inside true"]);
    const worker = await house.service("demo", "worker");
    expect([worker.outside, worker.target?.revision, worker.actions.upgrade]).toEqual([2, 1, { allowed: false, reason: "not-in-file", wayOut: [] }]);
    expect(await house.ended(await scaleService({ ctx: house.tin, input: { ...key(house), service: "worker", scale: 2 } }))).toBe("succeeded");
    expect(await house.ended(await stopService(all(house, "worker")))).toBe("succeeded");
    expect(await code(redeployService({ ctx: house.tin, input: { ...key(house), service: "worker" } }))).toBe("BLOCKED");
    // Others are redeployed without a word about it.
    await house.ended(await redeployService({ ctx: house.tin, input: { ...key(house), service: "web" } }));
    await house.ended(await confirmUpgrade(all(house)));
    expect(await outside(house)).toEqual([
      ["db", 2],
      ["worker", 2],
    ]);
    const remove = (service: string) => removeStack({ ctx: house.tin, input: { ...key(house), service, typedName: service, volumes: [] } });
    expect(await code(remove("db"))).toBe("SERVICE_NEEDED");
    await house.ended(await remove("worker"));
    await house.ended(await remove("db"));
    const left = await house.until(
      () => house.view("demo"),
      ({ services, networks }) => services.length === 1 && networks.every(({ name }) => name === "default"),
    );
    expect([left.revision, idsOf(house, "worker"), left.volumes.map(({ name }) => name)]).toEqual([3, [], ["data"]]);
    expect(house.errors).toEqual([]);
  });

  it("goes back whole: the file has the service again", async () => {
    const house = await deployed();
    const before = ["web", "db", "worker"].map((service) => idsOf(house, service));
    await house.ended(await house.upgrade("demo", web("v2"), { dropped: { worker: "keep", db: "keep" } }));
    expect(await house.ended(await rollBack(all(house)))).toBe("succeeded");
    const view = await house.view("demo");
    expect([view.revision, view.confirmedRevision, await outside(house)]).toEqual([1, 1, []]);
    expect(["web", "db", "worker"].map((service) => idsOf(house, service))).toEqual(before);
    expect(view.networks.map(({ name }) => name).sort()).toEqual(["default", "inside"]);
  });

  it("asks again each time, with the last answer, until it is removed and confirmed", async () => {
    const house = await deployed();
    await house.ended(await house.upgrade("demo", two("v2"), { dropped: keep }));
    await house.ended(await confirmUpgrade(all(house)));
    expect((await review(house, two("v3"))).dropped).toMatchObject([{ service: "worker", choice: "keep", outside: 2 }]);
    await house.ended(await house.upgrade("demo", two("v3")));
    expect(await outside(house)).toEqual([["worker", 2]]);
    await house.ended(await confirmUpgrade(all(house)));
    await house.ended(await house.upgrade("demo", two("v3"), { dropped: { worker: "remove" } }));
    expect([(await house.service("demo", "worker")).state, await outside(house)]).toEqual(["upgraded", []]);
    expect(idsOf(house, "worker")).toEqual([expect.stringContaining("exited")]);
    await house.ended(await rollBack(all(house)));
    expect(await outside(house)).toEqual([["worker", 2]]);
    await house.ended(await house.upgrade("demo", two("v3"), { dropped: { worker: "remove" } }));
    await house.ended(await confirmUpgrade(all(house)));
    await house.until(
      () => house.view("demo"),
      ({ services }) => services.length === 2,
    );
    expect(idsOf(house, "worker")).toEqual([]);
  });

  it("takes it over once the file has it again: as it is, or as an upgrade with its way back", async () => {
    const house = await deployed();
    const before = idsOf(house, "worker");
    // Nothing is replaced, so there is nothing to decide.
    await house.ended(await house.upgrade("demo", two("v1"), { dropped: keep }));
    expect([(await house.view("demo")).confirmedRevision, await outside(house)]).toEqual([2, [["worker", 2]]]);
    await house.ended(await house.upgrade("demo", three("v1")));
    expect([(await house.view("demo")).confirmedRevision, await outside(house), idsOf(house, "worker")]).toEqual([3, [], before]);
    await house.ended(await house.upgrade("demo", two("v1"), { dropped: keep }));
    await house.ended(await house.upgrade("demo", three("v1").replace("data:/data", "data:/other")));
    expect([(await house.service("demo", "worker")).state, await outside(house)]).toEqual(["upgraded", []]);
    await house.ended(await rollBack(all(house)));
    expect([(await house.view("demo")).revision, await outside(house), idsOf(house, "worker")]).toEqual([4, [["worker", 4]], before]);
  });

  it("one that went back alone runs outside of the file that the others stay with", async () => {
    const house = await deployed();
    await house.ended(await house.upgrade("demo", two("v2")));
    await house.ended(await rollBack(all(house, "worker")));
    expect(await outside(house)).toEqual([["worker", 2]]);
    await house.ended(await confirmUpgrade(all(house)));
    const view = await house.view("demo");
    expect([view.revision, view.confirmedRevision, view.running, await outside(house)]).toEqual([2, 2, 3, [["worker", 2]]]);
  });

  it("takes sidekicks the way of their primary", async () => {
    const pair = "  main:\n    image: db:v1\n  feed:\n    image: db:v1\n    x-spindle: {sidekick_of: main}\n";
    const house = await deployed(web("v1", pair));
    const before = [...idsOf(house, "main"), ...idsOf(house, "feed")];
    expect((await review(house, web("v2"))).dropped).toMatchObject([{ service: "main", sidekicks: ["feed"], containers: 2 }]);
    expect(await code(house.upgrade("demo", web("v2"), { dropped: { feed: "keep" } }))).toBe("INVALID_INPUT");
    await house.ended(await house.upgrade("demo", web("v2"), { dropped: { main: "keep" } }));
    await house.ended(await confirmUpgrade(all(house)));
    expect([...idsOf(house, "main"), ...idsOf(house, "feed")]).toEqual(before);
    expect(await outside(house)).toEqual([
      ["main", 2],
      ["feed", 2],
    ]);
    // Its primary stays: then it goes, as before.
    expect((await review(house, web("v3", "  main:\n    image: db:v1\n"))).dropped).toBeUndefined();
  });
});

describe("what is told and handed out", () => {
  it("nothing of the values it was made with, though no present file names them", async () => {
    const house = await openHouse();
    const common = { ...key(house), strategy: null, variables: { API_TOKEN: "canary-4711" } };
    const composeText = web("v1", "  worker:\n    image: db:v1\n    command: [work, --with, 'https://${API_TOKEN}@als']\n");
    const { hash } = await reviewStack({ ctx: house.tin, input: { ...common, isNew: true, composeText } });
    const input = { ...key(house), composeText, variables: common.variables, reviewedHash: hash ?? "", message: null };
    await house.ended(await deployStack({ ctx: house.tin, input }));
    await house.ended(await house.upgrade("demo", web("v1"), { dropped: keep }));
    const said = [await review(house, web("v1"), { worker: "remove" }), await house.view("demo")];
    expect(JSON.stringify(said)).toContain("--with");
    expect(JSON.stringify(said)).not.toContain("canary-4711");
  });

  it("history, comparison, export, clone and git say who ran beside the file", async () => {
    const house = await deployed();
    await house.ended(await house.upgrade("demo", two("v2"), { dropped: keep }));
    await house.ended(await confirmUpgrade(all(house)));
    const input = { ...key(house), revision: null };
    const [second, first] = await listHistory({ ctx: house.tin, input });
    expect([second?.outside, first?.outside]).toEqual([{ worker: 2 }, undefined]);
    const { services, to } = await compareRevisions({ ctx: house.tin, input: { ...input, from: 1, to: 2 } });
    expect([services.find(({ service }) => service === "worker"), to.outside]).toMatchObject([{ change: "removed", keptRunning: true }, { worker: 2 }]);
    expect((await exportStack({ ctx: house.tin, input })).text).toBe(two("v2"));
    const archive = await packed((await exportArchive({ ctx: house.tin, input })).pieces);
    const manifest = (await readTar(archive)).find(({ path }) => path.endsWith("manifest.json"));
    expect(JSON.parse(Buffer.from(manifest?.bytes ?? []).toString())).toMatchObject({
      services: [{ name: "db" }, { name: "web" }],
      outside: [{ name: "worker", image: "db:v1", digest: "sha256:db1", scale: 1, since: 2 }],
    });
    expect(await readExport(archive)).toMatchObject([{ composeText: two("v2"), outside: ["worker"] }]);
    expect((await readClone({ ctx: house.tin, input })).outside).toEqual(["worker"]);
    const git = await readTar(await packed((await exportHistory({ ctx: house.tin, input })).pieces));
    const objects = git.filter(({ path }) => path.includes("/objects/")).map(({ bytes }) => inflateSync(bytes).toString());
    expect(objects.filter((text) => text.includes("Revision 2\n\nRuns on outside of this file: worker\n"))).toHaveLength(1);
  });

  it("a service that is only renamed cannot have the old one's fixed port, and is told so at its line", async () => {
    const house = await deployed(web("v1", '    ports: ["60044:80"]\n'));
    const renamed = web("v1", '    ports: ["60044:80"]\n').replace("web:", "site:");
    expect(errors(await review(house, renamed))).toMatchObject([
      { rule: "port.taken", line: 4, message: expect.stringContaining("held by web of this stack") },
    ]);
    expect(errors(await review(house, renamed, { web: "keep" }))).toMatchObject([{ rule: "port.taken", line: 4 }]);
    expect(errors(await review(house, web("v2", '    ports: ["60044:80"]\n')))).toEqual([]);
  });
});
