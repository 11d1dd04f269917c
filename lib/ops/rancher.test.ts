import { expect, test } from "vitest";
import { readInProcess } from "@/lib/compose/reader";
import { needsYouOf } from "@/lib/core/needs-you";
import { DEFAULT_POLICY } from "@/lib/core/policy";
import { openHouse } from "@/lib/testing/house";
import { errorsOfRevision } from "./check-revision";
import { confirmUpgrade } from "./confirm-upgrade";
import { deployStack } from "./deploy-stack";
import { exportRancher, exportStack } from "./export-stack";
import { getRevision } from "./list-revisions";
import { removeStack } from "./remove-stack";
import { reviewStack } from "./review-stack";
import { rollBack } from "./roll-back";
import { stopService } from "./run-service";
import { scaleService } from "./scale-service";

const compose = "services:\n  web: {image: 'web:v1'}\n  side: {image: 'web:v1'}\n";
const rancher = "services:\n  web: {scale: 2, upgrade_strategy: {batch_size: 3}}\n  side: {scale: 1}\n";

test("both texts are reviewed, stored with the revision and given back", async () => {
  const { tin: ctx, environment, ended } = await openHouse();
  const about = { environment, stack: "portal", composeText: compose, rancherText: rancher, variables: {} };
  const review = await reviewStack({ ctx, input: { ...about, isNew: true, strategy: null } });
  expect(review.strategy).toEqual({ batchSize: 3 });
  expect(review.modern).toContain("update_config");
  expect(review.issues.filter(({ file }) => file === "rancher-compose.yml").map(({ line, rule }) => [line, rule])).toEqual([
    [2, "rancher.scale"],
    [2, "rancher.upgrade_strategy"],
    [3, "rancher.scale"],
  ]);
  const started = await deployStack({ ctx, input: { ...about, reviewedHash: review.hash ?? "", message: null } });
  expect(await ended(started)).toBe("succeeded");
  const key = { environment, stack: "portal" };
  expect((await exportStack({ ctx, input: { ...key, revision: null } })).text).toBe(compose);
  expect((await exportRancher({ ctx, input: { ...key, revision: null } })).text).toBe(rancher);

  await ended(await removeStack({ ctx, input: { ...key, service: "side", typedName: "side", volumes: [] } }));
  const latest = await getRevision({ ctx, input: { ...key, revision: 2 } });
  expect(latest.rancherText).toBe("services:\n  web: {scale: 2, upgrade_strategy: {batch_size: 3}}\n");
});

test("a modernised text is deployed as no change", async () => {
  const { tin: ctx, environment } = await openHouse();
  const about = { environment, stack: "portal", variables: {}, isNew: true, strategy: null };
  const review = await reviewStack({ ctx, input: { ...about, composeText: compose, rancherText: rancher } });
  const modern = await reviewStack({ ctx, input: { ...about, composeText: review.modern ?? "" } });
  expect(modern.hash).toBe(review.hash);
  expect(modern.strategy).toEqual(review.strategy);
});

const keeping = (image: string, more = "") => `services:\n  web:\n    image: ${image}\n    retain_ip: true\n${more}`;

test("kept addresses: one for each number, the same over upgrades, and new ones cannot start first", async () => {
  const house = await openHouse();
  const { tin: ctx, environment, db } = house;
  await house.ended(await house.deploy("portal", `${keeping("web:v1", "    scale: 2\n")}  api:\n    image: web:v1\n    retain_ip: true\n`));
  const record = async () => {
    const [stack] = await db.registry.stacks({ kind: "all" }, "", (await db.registry.environment(environment))?.id ?? "");
    return stack?.desired;
  };
  const addresses = async () => Object.fromEntries((await record())?.services.map((service) => [service.name, service.addresses]) ?? []);
  const first = await addresses();
  expect(first).toEqual({ api: [256], web: [257, 258] });
  expect((await record())?.networks).toEqual([{ name: "default", internal: false, addressed: true }]);

  await scaleService({ ctx, input: { environment, stack: "portal", service: "web", scale: 3 } });
  await scaleService({ ctx, input: { environment, stack: "portal", service: "web", scale: 1 } });
  expect(await addresses()).toEqual({ api: [256], web: [257, 258, 259] });

  const next = `${keeping("web:v2", "    scale: 2\n")}  api:\n    image: web:v1\n    retain_ip: true\n`;
  await expect(house.upgrade("portal", next, { strategy: { order: "start-first" } })).rejects.toMatchObject({
    problem: { code: "START_FIRST_IMPOSSIBLE", data: { service: "web", reason: "kept-address" } },
  });
  const review = await reviewStack({
    ctx,
    input: {
      environment,
      stack: "portal",
      isNew: false,
      composeText: next,
      variables: {},
      strategy: { batchSize: 1, intervalSeconds: 0, order: "start-first", healthDeadlineSeconds: 60, onFailure: "pause" },
    },
  });
  expect(review.plan.find(({ icon }) => icon === "warning")?.text).toContain("the address that it keeps");
  expect(await house.ended(await house.upgrade("portal", next))).toBe("succeeded");
  expect(await addresses()).toEqual({ api: [256], web: [257, 258, 259] });
});

test("a network in use cannot learn to keep addresses; a new one can", async () => {
  const house = await openHouse();
  await house.ended(await house.deploy("portal", "services:\n  web:\n    image: web:v1\n"));
  const input = { environment: house.environment, stack: "portal", isNew: false, composeText: keeping("web:v1"), variables: {}, strategy: null };
  expect((await reviewStack({ ctx: house.tin, input })).plan.find(({ icon }) => icon === "warning")?.text).toContain("cannot keep its addresses");
  await expect(house.upgrade("portal", keeping("web:v1"))).rejects.toMatchObject({
    problem: { code: "RETAIN_IP_IMPOSSIBLE", data: { service: "web", network: "default" } },
  });
  await house.ended(await house.upgrade("portal", `${keeping("web:v1", "    networks: [default, kept]\n")}networks: {kept: {}}\n`));
  expect((await house.view("portal")).networks.map(({ name }) => name)).toEqual(["default", "kept"]);
});

const group = (web: string, feed = "web:v1", more = "") =>
  `services:\n  web:\n    image: ${web}\n    scale: 2\n    labels: {io.rancher.sidekicks: feed}\n${more}  feed:\n    image: ${feed}\n  other:\n    image: web:v1\n`;

test("a group is upgraded, decided on, scaled and removed as one", async () => {
  const house = await openHouse();
  const { tin: ctx, environment } = house;
  const key = { environment, stack: "portal" };
  await house.ended(await house.deploy("portal", group("web:v1")));
  const services = async () => Object.fromEntries((await house.view("portal")).services.map((service) => [service.name, service]));
  const facts = async (name: string) => {
    const { phase, scale, target, kept } = (await services())[name] ?? {};
    return [phase, scale?.value, target?.number, kept?.number ?? null];
  };
  expect((await house.view("portal")).services.map(({ name, sidekickOf }) => [name, sidekickOf])).toEqual([
    ["other", null],
    ["web", null],
    ["feed", "web"],
  ]);

  const next = group("web:v2");
  const review = await reviewStack({ ctx, input: { ...key, isNew: false, composeText: next, variables: {}, strategy: null } });
  expect(review.plan.map(({ text }) => text)).toEqual(
    expect.arrayContaining([
      expect.stringContaining("feed: 2 containers replaced one at a time, each with its web, old ones stopped and kept"),
      "other: unchanged",
    ]),
  );
  expect(review.diff.map(({ service, change, replacedWith }) => [service, change, replacedWith])).toEqual([
    ["feed", "unchanged", "web"],
    ["other", "unchanged", undefined],
    ["web", "changed", undefined],
  ]);
  expect(await house.ended(await house.upgrade("portal", next))).toBe("succeeded");
  expect([await facts("web"), await facts("feed"), await facts("other")]).toEqual([
    ["upgraded", 2, 2, 1],
    ["upgraded", 2, 2, 1],
    ["steady", 1, 1, null],
  ]);
  expect((await services()).feed?.group).toMatchObject([{ name: "web", oldKept: 2 }]);
  expect(needsYouOf(await house.view("portal")).map(({ service }) => service)).toEqual(["web"]);
  await house.ended(await rollBack({ ctx, input: { ...key, service: "feed" } }));
  expect([await facts("web"), await facts("feed")]).toEqual([
    ["steady", 2, 1, null],
    ["steady", 2, 1, null],
  ]);

  await house.ended(await house.upgrade("portal", next));
  await house.ended(await confirmUpgrade({ ctx, input: { ...key, service: "web" } }));
  await house.ended(await scaleService({ ctx, input: { ...key, service: "feed", scale: 3 } }));
  expect([await facts("web"), await facts("feed"), await facts("other")]).toEqual([
    ["steady", 3, 3, null],
    ["steady", 3, 3, null],
    ["steady", 1, 1, null],
  ]);
  await house.ended(await stopService({ ctx, input: { ...key, service: "web" } }));
  expect(Object.values(await services()).map(({ name, state }) => [name, state])).toEqual([
    ["other", "active"],
    ["web", "inactive"],
    ["feed", "inactive"],
  ]);
  await house.ended(await removeStack({ ctx, input: { ...key, service: "web", typedName: "web", volumes: [] } }));
  expect((await house.view("portal")).services.map(({ name }) => name)).toEqual(["other"]);
  expect((await exportStack({ ctx, input: { ...key, revision: null } })).text).toBe("services:\n  other:\n    image: web:v1\n");
});

test("a group whose sidekick fails comes back as one", async () => {
  const house = await openHouse();
  await house.ended(await house.deploy("portal", group("web:v1")));
  expect(await house.ended(await house.upgrade("portal", group("web:v2", "web:crash"), { strategy: { onFailure: "roll-back" } }))).toMatch(/^failed/);
  const { services } = await house.view("portal");
  expect(services.map(({ name, phase, target, running }) => [name, phase, target?.number, running])).toEqual([
    ["other", "steady", 1, 1],
    ["web", "steady", 1, 2],
    ["feed", "steady", 1, 2],
  ]);
});

test("a stored revision is judged by both of its texts", async () => {
  const file = { composeText: compose, rancherText: "services:\n  web: {privileged: true}\n", variables: {}, author: "tin" };
  const errors = await errorsOfRevision({ readCompose: readInProcess, numbersOf: async () => null }, { name: "portal", project: "tin" }, file, DEFAULT_POLICY, {
    volumesOutsideStack: [],
    secrets: [],
  });
  expect(errors.map(({ rule, file: name }) => [rule, name])).toEqual([["policy.privileged", "rancher-compose.yml"]]);
});
