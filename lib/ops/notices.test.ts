import { expect, onTestFinished, test } from "vitest";
import { problemOf } from "@/lib/core/errors";
import { USUAL_CHOICE } from "@/lib/core/notice-choices";
import type { FakeImage } from "@/lib/engine/fake";
import { plainNotice } from "@/lib/format/notice-sentences";
import { type House, openHouse } from "@/lib/testing/house";
import { openNotices } from "@/lib/testing/notice-room";
import { makeTeam } from "@/lib/testing/team";
import { removeMember } from "./change-member";
import { getNoticeChoices, getWatch, setUsualNotices, watchStack } from "./choose-notices";
import { confirmUpgrade } from "./confirm-upgrade";
import type { OpContext } from "./context";
import { approveRequest } from "./decide-request";
import { listNotices, markNotices } from "./list-notices";
import { removeStack } from "./remove-stack";

const file = (image: string, name = "web") => `services:\n  ${name}:\n    image: ${image}\n`;

async function bellOf(ctx: OpContext): Promise<string[]> {
  return (await listNotices({ ctx })).notices.map((notice) => plainNotice(notice).title).reverse();
}

const waitFor = (house: House, ctx: OpContext, wanted: string[]) =>
  house.until(
    () => bellOf(ctx),
    (titles) => wanted.every((title) => titles.includes(title)),
  );

test("a crash loop reaches the owner's bell once, survives a restart of Spindle, and its end is told", async () => {
  const house = await openHouse();
  const { watch } = await openNotices(house.tin, onTestFinished);
  const image: FakeImage = { imageId: "sha256:web1" };
  house.engine.images.set("web:v1", image);
  await house.ended(await house.deploy("shop", file("web:v1")));
  Object.assign(image, { crashAfterMs: 200, exitCode: 1 });
  expect(await waitFor(house, house.tin, ["web of shop keeps crashing"])).toContain("web of shop keeps crashing");
  await watch.stop();
  await house.restart();
  await openNotices(house.tin, onTestFinished);
  await house.upgrade("shop", file("web:v2"));
  await waitFor(house, house.tin, ["web of shop is well again", "The upgrade of shop waits for your decision"]);
  const titles = await bellOf(house.tin);
  expect(titles.filter((title) => title === "web of shop keeps crashing")).toHaveLength(1);
  expect(house.errors).toEqual([]);
});

test("an upgrade that waits is told, and is not once it was decided; a failed deploy is", async () => {
  const house = await openHouse();
  await openNotices(house.tin, onTestFinished);
  await house.ended(await house.deploy("shop", file("web:v1")));
  await house.ended(await house.upgrade("shop", file("web:v2")));
  await waitFor(house, house.tin, ["The upgrade of shop waits for your decision"]);
  await confirmUpgrade({ ctx: house.tin, input: { environment: house.environment, stack: "shop", service: null } });
  expect(await house.ended(await house.upgrade("shop", file("web:cannot")))).toMatch(/^failed/);
  await waitFor(house, house.tin, ["Upgrade of shop failed"]);
  const { notices, unread } = await listNotices({ ctx: house.tin });
  expect(unread).toBe(notices.length);
  const failed = notices.find(({ kind }) => kind === "deploy-failed");
  expect([failed?.about.operation?.actor, failed?.environment, failed?.stack]).toEqual(["tin", house.environment, "shop"]);
  await markNotices({ ctx: house.tin, input: { ids: [failed?.id ?? ""] } });
  expect((await listNotices({ ctx: house.tin })).unread).toBe(notices.length - 1);
  await markNotices({ ctx: house.tin, input: { ids: null } });
  expect((await listNotices({ ctx: house.tin })).unread).toBe(0);
});

test.each([
  // It is given five minutes.
  ["never gets healthy", "web:sick", 300_000],
  ["keeps crashing", "web:crash", 0],
])("a deploy of what %s is told once, as the deploy that failed, and that it is well again", async (_what, image, patienceMs) => {
  const house = await openHouse();
  const { outbox, posted } = await openNotices(house.tin, onTestFinished);
  await setUsualNotices({ ctx: house.tin, input: { choice: { ...USUAL_CHOICE, mail: ["unhealthy", "crash-loop"] } } });
  const { registry } = house.db;
  const { userId } = house.tin.actor;
  const address = { userId, kind: "mail" as const, shown: "tin@example.org", confirmedAt: 1, code: null, sealed: () => null };
  await registry.transaction((tx) => tx.addNoticeAddress(address, 1));
  const started = await house.deploy("shop", file(image));
  await house.until(
    () => house.engine.containers(),
    ([web]) => web?.health === "unhealthy" || (web?.restartCount ?? 0) > 1,
  );
  house.skip(patienceMs);
  expect(await house.ended(started)).toMatch(/^failed/);
  await waitFor(house, house.tin, ["Deploy of shop failed"]);
  // Longer than anything takes to settle.
  house.skip(60_000);
  await house.ended(await house.upgrade("shop", file("web:v1")));
  await waitFor(house, house.tin, ["web of shop is well again", "The upgrade of shop waits for your decision"]);
  expect((await bellOf(house.tin)).filter((title) => /unhealthy|crashing|failed/.test(title))).toEqual(["Deploy of shop failed"]);
  // Who chose to hear by mail of what was the matter does so.
  await outbox.run();
  expect(posted.flatMap(({ letter }) => letter.entries.map(({ title }) => title))).toContainEqual(expect.stringMatching(/^Deploy of shop failed/));
  expect(house.errors).toEqual([]);
});

test("each of a team hears what is theirs to hear; with the right the notices go, and with the stack", async () => {
  const house = await openHouse();
  const team = await makeTeam(house);
  const owner = team.as("owner");
  await openNotices(owner, onTestFinished);
  const at = await team.stack();
  // The stack of the team has no engine containers: what it is told of is written by hand.
  const stack = await house.db.registry.stack({ kind: "all" }, "", {
    environmentId: (await house.db.registry.environment(house.environment))?.id ?? "",
    name: at.stack,
  });
  if (!stack) throw new Error("no stack");
  for (const name of ["viewer", "operator"] as const) await watchStack({ ctx: team.as(name), input: { ...at, choice: USUAL_CHOICE } });
  await watchStack({ ctx: team.as("maintainer"), input: { ...at, choice: { ...USUAL_CHOICE, muted: true } } });
  const hearers = await house.db.registry.noticeHearers(stack.id);
  const nameOf = new Map(Object.entries(team.people).map(([name, { id }]) => [id, name]));
  expect(hearers.map(({ userId, own }) => `${nameOf.get(userId)}${own ? (own.muted ? " muted" : " chose") : ""}`).sort()).toEqual(
    ["admin", "auditor", "maintainer muted", "operator chose", "owner", "viewer chose"].sort(),
  );
  expect(problemOf(await watchStack({ ctx: team.as("other"), input: { ...at, choice: null } }).catch((error: unknown) => error))).toMatchObject({
    code: "NOT_FOUND",
    data: { what: "stack" },
  });
  const written = {
    ...{ environmentId: stack.environmentId, stackId: stack.id, kind: "unhealthy" as const, phase: "trouble" as const, services: ["web"], about: {}, at: 1 },
  };
  const users = Object.values(team.people).map(({ id }) => id);
  await house.db.registry.transaction((tx) => tx.addNotices(users.map((userId) => ({ ...written, userId, key: "k", bell: true }))));
  // Also who should never have got one, does not see it.
  const seen = async () =>
    Object.fromEntries(await Promise.all(Object.keys(team.people).map(async (name) => [name, (await bellOf(team.as(name as "owner"))).length])));
  expect(await seen()).toEqual({ admin: 1, operator: 1, auditor: 1, owner: 1, maintainer: 1, viewer: 1, other: 0 });
  await removeMember({ ctx: owner, input: { project: "team", userId: team.people.viewer.id } });
  expect(await seen()).toMatchObject({ viewer: 0, owner: 1 });
  expect((await getNoticeChoices({ ctx: team.as("viewer") })).stacks).toEqual([]);
  await removeStack({ ctx: owner, input: { ...at, service: null, typedName: at.stack, volumes: [] } });
  await house.until(seen, ({ owner: left }) => left === 0);
});

test("somebody else's notices cannot be marked, and a choice is one's own", async () => {
  const house = await openHouse();
  const team = await makeTeam(house);
  const at = await team.stack();
  const note = {
    environmentId: null,
    stackId: null,
    key: "a",
    kind: "address-off",
    phase: "note",
    services: [],
    about: { address: "x" },
    at: 1,
    bell: true,
  } as const;
  const [id] = await house.db.registry.transaction((tx) => tx.addNotices([{ ...note, services: [], userId: team.people.owner.id }]));
  await markNotices({ ctx: team.as("other"), input: { ids: [id ?? ""] } });
  await markNotices({ ctx: team.as("other"), input: { ids: null } });
  expect((await listNotices({ ctx: team.as("owner") })).unread).toBe(1);
  await setUsualNotices({ ctx: team.as("owner"), input: { choice: { ...USUAL_CHOICE, bell: ["crash-loop"] } } });
  expect((await getWatch({ ctx: team.as("owner"), input: at })).usual.bell).toEqual(["crash-loop"]);
  expect((await getWatch({ ctx: team.as("maintainer"), input: at })).usual).toEqual(USUAL_CHOICE);
  expect((await getWatch({ ctx: team.as("viewer"), input: at })).usual.bell).toEqual([]);
  await watchStack({ ctx: team.as("owner"), input: { ...at, choice: { ...USUAL_CHOICE, muted: true } } });
  expect((await getNoticeChoices({ ctx: team.as("owner") })).stacks.map(({ stack, choice }) => [stack, choice.muted])).toEqual([[at.stack, true]]);
  await watchStack({ ctx: team.as("owner"), input: { ...at, choice: null } });
  expect((await getWatch({ ctx: team.as("owner"), input: at })).own).toBeNull();
});

test("operators hear of an engine that is away, once, and that it answers again; nobody else does", async () => {
  const house = await openHouse();
  const team = await makeTeam(house);
  await house.ended(await house.deploy("shop", file("web:v1")));
  await openNotices(house.tin, onTestFinished);
  house.engine.goDown();
  const down = `The engine of ${house.environment} does not answer`;
  await waitFor(house, team.as("operator"), [down]);
  house.engine.comeUp();
  await waitFor(house, team.as("operator"), [`The engine of ${house.environment} answers again`]);
  expect(await bellOf(team.as("admin"))).toContain(down);
  expect(await bellOf(team.as("owner"))).toEqual([]);
  // Nothing of the stacks there was said meanwhile.
  expect(await bellOf(house.tin)).toEqual([]);
});

test("who may say yes hears of a request, not who asked; when it is decided nobody is told again", async () => {
  const house = await openHouse();
  const team = await makeTeam(house);
  const environment = await house.db.registry.environment(house.environment);
  await house.db.registry.transaction((tx) => tx.updateEnvironment(environment?.id ?? "", { needsApproval: true }));
  await openNotices(house.tin, onTestFinished);
  await house.deploy("shop", file("web:v1"));
  const asked = "tin asks for your yes to deploy shop";
  await Promise.all([waitFor(house, team.as("operator"), [asked]), waitFor(house, team.as("admin"), [asked])]);
  expect([await bellOf(team.as("auditor")), await bellOf(house.tin)]).toEqual([[], []]);
  const [request] = await house.db.registry.waitingRequests();
  const at = { environment: house.environment, stack: "shop", request: request?.id ?? "" };
  await approveRequest({ ctx: team.as("operator"), input: at });
  await house.until(
    () => house.db.registry.noticeTroubles(),
    (open) => open.length === 0,
  );
  expect(await bellOf(team.as("operator"))).toEqual([asked]);
});

test("the bell keeps the newest 200, and nothing for longer than 30 days", async () => {
  const house = await openHouse();
  const { registry } = house.db;
  const userId = house.tin.actor.userId;
  const note = (at: number) => ({
    ...{ userId, environmentId: null, stackId: null, key: `n ${at}`, services: [], about: {}, at, bell: true },
    ...{ kind: "address-off" as const, phase: "note" as const },
  });
  const all = Array.from({ length: 230 }, (_, at) => note(at + 1));
  await registry.transaction(async (tx) => {
    await tx.addNotices(all);
    await tx.pruneNotices(100, 120);
  });
  const { notices } = await listNotices({ ctx: house.tin });
  expect([notices.length, notices[0]?.at, notices.at(-1)?.at]).toEqual([120, 230, 111]);
});
