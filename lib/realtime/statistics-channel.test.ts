import { expect, test } from "vitest";
import { METRICS, type Sampling, type Statistics, type Watcher } from "@/lib/core/statistics";
import { removeMember } from "@/lib/ops/change-member";
import { deployStack } from "@/lib/ops/deploy-stack";
import { readStatistics } from "@/lib/ops/read-statistics";
import { reviewStack } from "@/lib/ops/review-stack";
import { openHouse } from "@/lib/testing/house";
import { openLiveRoom } from "@/lib/testing/live-room";
import { makeTeam } from "@/lib/testing/team";
import type { ChannelRequest } from "./protocol";
import { ticksOf } from "./statistics-channel";

const FILE = "services:\n  web:\n    image: web:v1\n    scale: 2\n";
const sample = (at: number) => ({ at, cpu: 12.34, memory: 1024.4, rx: 1, tx: 2, read: 3, write: 4, pids: 5 });

/** A team's running stack, and a sampler that says what the test says. */
async function room() {
  const house = await openHouse();
  const team = await makeTeam(house);
  const watchers = new Set<Watcher>();
  const sampler: Statistics & { now: Sampling } = {
    now: { on: true, everySeconds: 1, direct: true },
    sampling: () => sampler.now,
    watch: (watcher) => {
      watchers.add(watcher);
      return () => watchers.delete(watcher);
    },
    marks: () => 1,
    recent: () => [sample(58_000), sample(59_000)],
    read: async () => [],
  };
  const owner = { ...team.as("owner"), statistics: sampler };
  const key = { environment: house.environment, stack: "live" };
  const input = { ...key, composeText: FILE, variables: {}, project: "team" };
  const { hash } = await reviewStack({ ctx: owner, input: { ...input, isNew: true, strategy: null } });
  await deployStack({ ctx: owner, input: { ...input, reviewedHash: hash ?? "", message: null } });
  const containers = await house.until(
    () => house.engine.containers().filter(({ state }) => state === "running"),
    (found) => found.length === 2,
  );
  const live = await openLiveRoom(owner);
  const request: ChannelRequest = { kind: "statistics", ...key, service: "web" };
  const tick = (at: number) => {
    for (const { containers: ids, tell } of watchers) tell(new Map(ids().map((id) => [id, sample(at)])));
  };
  return { house, team, key, live, request, watchers, sampler, containers, tick, owner };
}

test("a page gets the last minute at once, then one message a second for all rows, and its leaving ends the looking", async () => {
  const { team, live, request, watchers, containers, tick } = await room();
  const page = await live.page(team.people.viewer);
  page.open(1, request);
  const { sampling, limits } = await page.message("sampling");
  expect(sampling).toEqual({ on: true, everySeconds: 1, direct: true });
  expect(Object.keys(limits).sort()).toEqual(containers.map(({ id }) => id.slice(0, 12)).sort());
  const { ticks } = await page.message("samples");
  expect(ticks.map(([at, rows]) => [at, rows.length])).toEqual([
    [58_000, 2],
    [59_000, 2],
  ]);
  await page.until(() => watchers.size === 1);
  page.messages.length = 0;
  tick(60_123);
  const live1 = await page.message("samples");
  expect(live1.ticks).toEqual([[60_000, containers.map(({ id }) => [id.slice(0, 12), 12.3, 1024, 1, 2, 3, 4, 5]).sort()]]);
  expect(page.messages.filter(({ type }) => type === "samples").length).toBe(1);
  page.say({ type: "close", channel: 1 });
  page.open(2, request);
  await page.message("opened", ({ channel }) => channel === 2);
  await page.until(() => watchers.size === 1);
  page.leave();
  await page.ended;
  await expect.poll(() => watchers.size).toBe(0);
});

test("a switch that is turned is told while somebody looks", async () => {
  const { team, live, request, sampler } = await room();
  const page = await live.page(team.people.owner);
  page.open(1, request);
  await page.message("sampling", ({ sampling }) => sampling.on);
  sampler.now = { ...sampler.now, on: false };
  await page.message("sampling", ({ sampling }) => !sampling.on);
});

test("whoever loses the stack loses its figures; a stranger's answer is that of a missing stack", async () => {
  const { team, live, request, watchers, key, owner } = await room();
  const other = await live.page(team.people.other);
  other.open(1, request);
  other.open(2, { kind: "statistics", ...key, stack: "none", service: null });
  const refusals = await Promise.all([1, 2].map((number) => other.message("closed", ({ channel }) => channel === number)));
  expect(refusals.map(({ problem }) => problem)).toEqual([refusals[1]?.problem, refusals[1]?.problem]);
  await expect(readStatistics({ ctx: team.as("other"), input: { ...key, service: null, range: "1h" } })).rejects.toMatchObject({
    problem: { code: "NOT_FOUND" },
  });
  const member = await live.page(team.people.viewer);
  member.open(1, request);
  await member.message("opened");
  await removeMember({ ctx: owner, input: { project: "team", userId: team.people.viewer.id } });
  expect((await member.message("closed")).problem?.code).toBe("NOT_FOUND");
  expect(watchers.size).toBe(0);
});

test("containers of everybody are for those who keep order, and by their short ids", async () => {
  const { team, live, key, containers, tick, watchers } = await room();
  const request: ChannelRequest = { kind: "engine-statistics", environment: key.environment, containers: [containers[0]?.id.slice(0, 12) ?? ""] };
  const owner = await live.page(team.people.owner);
  owner.open(1, request);
  expect((await owner.message("closed")).problem?.code).toBe("FORBIDDEN");
  const operator = await live.page(team.people.operator);
  operator.open(1, request);
  await operator.until(() => watchers.size === 1);
  operator.messages.length = 0;
  tick(61_000);
  expect((await operator.message("samples")).ticks[0]?.[1].length).toBe(1);
});

test("figures on the line are a container and as many numbers as there are metrics", () => {
  const [[at, rows] = [0, []]] = ticksOf([["a".repeat(64), [sample(1_234)]]]);
  expect([at, rows[0]?.length]).toEqual([1_000, 1 + METRICS.length]);
});
