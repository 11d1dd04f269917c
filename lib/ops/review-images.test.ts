import { describe, expect, it } from "vitest";
import { DEFAULT_STRATEGY } from "@/lib/core/desired";
import { problemOf } from "@/lib/core/errors";
import { EVERYTHING, makeUser } from "@/lib/testing/factories";
import { type House, openHouse } from "@/lib/testing/house";
import { checkRegistry } from "./check-registry";
import { confirmUpgrade } from "./confirm-upgrade";
import { deployStack } from "./deploy-stack";
import { reviewStack } from "./review-stack";
import { upgradeStack } from "./upgrade-stack";

const digest = (letter: string) => `sha256:${letter.repeat(64)}`;
const web = (image: string, more = "") => `services:\n  web:\n    image: ${image}\n${more}`;
const QUICK = { ...DEFAULT_STRATEGY, intervalSeconds: 0 };
const OLD = digest("a");
const NEW = digest("b");

async function openWithRegistry(): Promise<House> {
  const house = await openHouse();
  house.engine.images.set("app:1", { imageId: "sha256:app1", digest: OLD, registryDigest: NEW, facts: { volumes: ["/data"], exposed: ["8080/tcp"] } });
  return house;
}
const review = (house: House, composeText: string, part: { isNew?: boolean; newest?: Record<string, string>; order?: "start-first" } = {}) =>
  reviewStack({
    ctx: house.tin,
    input: {
      environment: house.environment,
      stack: "demo",
      isNew: part.isNew ?? false,
      composeText,
      variables: {},
      strategy: part.order ? { ...QUICK, order: part.order } : part.isNew ? null : QUICK,
      ...(part.newest && { newest: part.newest }),
    },
  });
const upgrade = async (house: House, composeText: string, newest?: Record<string, string>) => {
  const { hash } = await review(house, composeText, newest && { newest });
  const input = {
    environment: house.environment,
    stack: "demo",
    composeText,
    variables: {},
    reviewedHash: hash ?? "",
    message: null,
    strategy: QUICK,
    baseRevision: (await house.view("demo")).revision,
    replaceCandidate: false,
  };
  return upgradeStack({ ctx: house.tin, input: { ...input, ...(newest && { newest }) } });
};
const texts = (plan: { text: string }[]) => plan.map(({ text }) => text);
const problem = (promise: Promise<unknown>) => promise.then(() => null, problemOf);

describe("a review", () => {
  it("says what the images say of themselves, once each, and what is here", async () => {
    const house = await openWithRegistry();
    const view = await review(house, `${web("app:1", "    ports: [80]\n")}  other:\n    image: app:1\n  third:\n    image: nowhere:1\n`, { isNew: true });
    expect(view.issues.map(({ rule }) => rule)).toEqual(expect.arrayContaining(["lint.image-volume", "lint.port-not-exposed"]));
    expect(view.images).toEqual([
      { service: "other", image: "app:1", running: null, here: { imageId: "sha256:app1", digest: OLD } },
      { service: "third", image: "nowhere:1", running: null, here: null },
      { service: "web", image: "app:1", running: null, here: { imageId: "sha256:app1", digest: OLD } },
    ]);
    expect(texts(view.plan)).toEqual(expect.arrayContaining(["app:1 is here already", "Pulls nowhere:1"]));
    expect(house.engine.calls.filter((call) => call.startsWith("image "))).toEqual(["image app:1", "image nowhere:1"]);
  });

  it("works without an engine, that fails or hangs: then nothing is known of the images", async () => {
    const house = await openWithRegistry();
    house.engine.failNext("image app:1", { code: "ENGINE_TIMEOUT", data: { call: "look at image", seconds: 3 } });
    expect((await review(house, web("app:1"), { isNew: true })).images).toMatchObject([{ here: "unknown" }]);
    house.engine.hang = true;
    const hanging = await review(house, web("app:1"), { isNew: true });
    expect(hanging).toMatchObject({ hash: expect.any(String), images: [{ here: "unknown" }] });
    house.engine.hang = false;
    house.engine.goDown();
    await house.until(
      () => house.mirror.status().state,
      (state) => state === "down",
    );
    const asked = house.engine.calls.filter((call) => call.startsWith("image ")).length;
    const away = await review(house, web("app:1"), { isNew: true });
    expect(away.issues.some(({ rule }) => rule === "lint.image-volume")).toBe(false);
    expect(away.images).toMatchObject([{ here: "unknown" }]);
    expect(house.engine.calls.filter((call) => call.startsWith("image "))).toHaveLength(asked);
  });

  it("changes nothing anywhere: not the registry, not the engine, not the ports", async () => {
    const house = await openWithRegistry();
    await house.ended(await house.deploy("demo", web("web:v1", "    ports: [80]\n")));
    const state = async () => ({
      stack: await house.db.registry.stacks(EVERYTHING, "", (await house.db.registry.environment(house.environment))?.id ?? ""),
      leases: [...(await house.db.registry.leasedPorts((await house.db.registry.environment(house.environment))?.id ?? ""))],
      operations: await house.db.registry.operations(EVERYTHING, {
        environmentId: (await house.db.registry.environment(house.environment))?.id ?? "",
        limit: 50,
      }),
      containers: house.engine.containers(),
    });
    const before = await state();
    const from = house.engine.calls.length;
    for (const order of [undefined, "start-first"] as const)
      for (const text of [
        web("app:1", "    scale: 3\n    ports: [80, 81]\n"),
        web("web:v1", "    privileged: true\n"),
        "services:\n  new:\n    image: app:1\n",
        ":",
      ])
        await review(house, text, { ...(order && { order }), newest: { "app:1": NEW, "web:v1": NEW } });
    await review(house, web("app:1"), { isNew: true });
    await checkRegistry({ ctx: house.tin, input: { environment: house.environment, images: ["app:1"] } });
    expect(await state()).toEqual(before);
    expect([...new Set(house.engine.calls.slice(from).map((call) => call.split(" ")[0]))].sort()).toEqual(["image", "registry-digest"]);
  });

  it("says which host ports it will lease, and how many are left for that", async () => {
    const house = await openWithRegistry();
    const first = await review(
      house,
      web("web:v1", "    scale: 2\n    ports: [80]\n").concat("  api:\n    image: web:v1\n    ports: ['60010:80', '60011:81/udp']\n"),
      { isNew: true },
    );
    expect(texts(first.plan)).toEqual(
      expect.arrayContaining(["api: host ports 60010, 60011/udp, as the file says", "2 random host ports of 60000 to 60050 for web; 49 of 51 are free now"]),
    );
    await house.ended(await house.deploy("demo", web("web:v1", "    scale: 2\n    ports: [80]\n")));
    const ports = async (text: string, order?: "start-first") =>
      texts((await review(house, text, order && { order })).plan).filter((line) => /host ports?/.test(line));
    expect(await ports(web("web:v1", "    scale: 2\n    ports: [80]\n"))).toEqual([]);
    expect(await ports(web("web:v2", "    scale: 2\n    ports: [80]\n"))).toEqual([]);
    expect(await ports(web("web:v1", "    scale: 3\n    ports: [80]\n"))).toEqual(["1 random host port of 60000 to 60050 for web; 49 of 51 are free now"]);
    expect(await ports(web("web:v2", "    scale: 2\n    ports: [80]\n"), "start-first")).toEqual([
      "2 random host ports of 60000 to 60050 for web; 49 of 51 are free now",
    ]);
    expect(await ports(web("web:v2", "    scale: 2\n    ports: [80, 81]\n"))).toEqual(["2 random host ports of 60000 to 60050 for web; 49 of 51 are free now"]);
  });

  it("warns of a start first that the upgrade would refuse, at the port's line", async () => {
    const house = await openWithRegistry();
    await house.ended(await house.deploy("demo", web("web:v1", "    ports: ['60010:80']\n")));
    const rules = async (text: string, order?: "start-first") =>
      (await review(house, text, order && { order })).issues.filter(({ rule }) => rule.startsWith("lint.start-first"));
    expect(await rules(web("web:v2", "    ports: ['60010:80']\n"), "start-first")).toMatchObject([{ rule: "lint.start-first-port", line: 4 }]);
    expect(await rules(web("web:v1", "    ports: ['60010:80']\n"), "start-first")).toEqual([]);
    expect(await rules(web("web:v2", "    ports: ['60010:80']\n"))).toEqual([]);
  });

  it("estimates by the last upgrade, and says so", async () => {
    const house = await openWithRegistry();
    await house.ended(await house.deploy("demo", web("web:v1")));
    expect(texts((await review(house, web("web:v2"))).plan)).toContain(
      "web: 1 container replaced, the old one stopped and kept; about 2\u00a0s, going by its last start",
    );
    await house.ended(await upgrade(house, web("web:v2")));
    await house.ended(await confirmUpgrade({ ctx: house.tin, input: { environment: house.environment, stack: "demo", service: null } }));
    expect(texts((await review(house, web("web:v3"))).plan).join()).toMatch(
      /web: 1 container replaced, the old one stopped and kept; about \d+\ss, going by the last upgrade/,
    );
  });
});

describe("the newest image of the same name", () => {
  it("is asked of the registry only for images that may run here; what does not answer is unknown", async () => {
    const house = await openWithRegistry();
    const ask = (images: string[]) => checkRegistry({ ctx: house.tin, input: { environment: house.environment, images } });
    expect(await ask(["app:1", "web:v1", "app:1", "sha256:aa", "../etc", `app@${OLD}`, "app", "$HOME/app:1"])).toEqual({
      "app:1": { digest: NEW, why: null },
      "web:v1": { digest: null, why: "no-answer" },
    });
    house.engine.failNext("registry-digest app:1", { code: "IMAGE_DENIED", data: { image: "app:1" } });
    expect(await ask(["app:1"])).toEqual({ "app:1": { digest: null, why: "denied" } });
    expect(await problem(checkRegistry({ ctx: house.tin, input: { environment: "nowhere", images: [] } }))).toMatchObject({ code: "NOT_FOUND" });
  });

  it("is a change only when it was chosen, and then exactly what was seen is pulled and kept", async () => {
    const house = await openWithRegistry();
    await house.ended(await house.deploy("demo", web("app:1", "    tmpfs: /data\n")));
    const text = web("app:1", "    tmpfs: /data\n");
    expect((await house.service("demo", "web")).target?.digest).toBe(OLD);
    expect((await review(house, text)).images?.[0]).toMatchObject({ running: { digest: OLD }, here: { digest: OLD } });

    const plain = await review(house, text);
    expect(texts(plain.plan)).toContain("web: unchanged");
    const chosen = await review(house, text, { newest: { "app:1": NEW } });
    expect(chosen.hash).toBe(plain.hash);
    expect(texts(chosen.plan)).toEqual(
      expect.arrayContaining([
        "Pulls app:1 as its registry has it now",
        expect.stringMatching(/^web: 1 container replaced, with the newest image, the old one stopped and kept; about/),
      ]),
    );
    await upgrade(house, text);
    expect((await house.service("demo", "web")).state).toBe("active");

    expect(await house.ended(await upgrade(house, text, { "app:1": NEW }))).toBe("succeeded");
    const service = await house.service("demo", "web");
    expect([service.state, service.kept?.digest, service.target?.digest]).toEqual(["upgraded", OLD, NEW]);
    expect(house.engine.calls.filter((call) => call.startsWith("pull "))).toEqual(["pull app:1", `pull app@${NEW}`]);
    await house.ended(await confirmUpgrade({ ctx: house.tin, input: { environment: house.environment, stack: "demo", service: null } }));
    expect(texts((await review(house, text, { newest: { "app:1": NEW } })).plan)).toContain("web: unchanged");
  });

  it("can be chosen for a new stack too, and a choice for another image is no choice", async () => {
    const house = await openWithRegistry();
    const text = web("app:1", "    tmpfs: /data\n");
    const { hash } = await review(house, text, { isNew: true });
    const input = { environment: house.environment, stack: "demo", composeText: text, variables: {}, reviewedHash: hash ?? "", message: null };
    await house.ended(await deployStack({ ctx: house.tin, input: { ...input, newest: { "app:1": NEW, "web:v1": OLD } } }));
    expect((await house.service("demo", "web")).target?.digest).toBe(NEW);
    expect(texts((await review(house, text, { newest: { "app:2": OLD } })).plan)).toContain("web: unchanged");
  });

  it("of a foreign stack is none of a stranger's business", async () => {
    const house = await openWithRegistry();
    await house.ended(await house.deploy("demo", web("app:1")));
    const stranger = house.as(await makeUser(house.db, "user", "eve"));
    const input = { environment: house.environment, stack: "demo", isNew: false, composeText: web("app:1"), variables: {}, strategy: null };
    expect(await problem(reviewStack({ ctx: stranger, input }))).toEqual({ code: "NOT_FOUND", data: { what: "stack" } });
  });
});
