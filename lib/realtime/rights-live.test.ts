import { expect, test } from "vitest";
import { changeMember, removeMember } from "@/lib/ops/change-member";
import { setSwitches } from "@/lib/ops/change-project";
import { deployStack } from "@/lib/ops/deploy-stack";
import { reviewStack } from "@/lib/ops/review-stack";
import { setUserRole } from "@/lib/ops/set-user-role";
import { acceptOffer, offerStack } from "@/lib/ops/transfer-stack";
import { openHouse } from "@/lib/testing/house";
import { openLiveRoom } from "@/lib/testing/live-room";
import type { PageSocket } from "@/lib/testing/page-socket";
import { makeTeam } from "@/lib/testing/team";
import { type ChannelRequest, CLOSE } from "./protocol";

const FILE = "services:\n  web:\n    image: web:v1\n";
/** What was promised. */
const AT_MOST_MS = 5_000;

/** A team with a running stack, and real sockets. */
async function room() {
  const house = await openHouse();
  const team = await makeTeam(house);
  const owner = team.as("owner");
  const key = { environment: house.environment, stack: "live" };
  const input = { ...key, composeText: FILE, variables: {}, project: "team" };
  const { hash } = await reviewStack({ ctx: owner, input: { ...input, isNew: true, strategy: null } });
  await deployStack({ ctx: owner, input: { ...input, reviewedHash: hash ?? "", message: null } });
  const [running] = await house.until(
    () => house.engine.containers().filter(({ state }) => state === "running"),
    (found) => found.length > 0,
  );
  const live = await openLiveRoom(owner);
  const logs: ChannelRequest = { kind: "logs", ...key, service: null, containers: null, tail: 10, since: null };
  const shell: ChannelRequest = { kind: "shell", ...key, container: running?.id ?? "", ticket: "", shell: null, cols: 80, rows: 24, resume: null };
  const opened = (page: PageSocket, channel: number) => page.message("opened", (message) => message.channel === channel);
  /** How long until the channel is closed with this refusal. */
  const closed = async (page: PageSocket, channel: number, code: string) => {
    const from = performance.now();
    const { problem } = await page.message("closed", (message) => message.channel === channel);
    expect(problem?.code).toBe(code);
    return performance.now() - from;
  };
  return { house, team, key, live, logs, shell, opened, closed };
}

test("turning off a switch closes open tails and shells within 5 s, and those of others stay", async () => {
  const { team, live, logs, shell, opened, closed } = await room();
  const [viewer, maintainer, owner] = [await live.page(team.people.viewer), await live.page(team.people.maintainer), await live.page(team.people.owner)];
  viewer.open(1, logs);
  maintainer.open(1, logs);
  maintainer.open(2, shell);
  owner.open(2, shell);
  await Promise.all([opened(viewer, 1), opened(maintainer, 1), opened(maintainer, 2), opened(owner, 2)]);
  await setSwitches({ ctx: team.as("owner"), input: { project: "team", viewersReadLogs: false, maintainersOpenShell: false } });
  const took = await Promise.all([closed(viewer, 1, "FORBIDDEN"), closed(maintainer, 2, "FORBIDDEN")]);
  expect(Math.max(...took)).toBeLessThan(AT_MOST_MS);
  expect([...maintainer.messages, ...owner.messages].filter(({ type }) => type === "closed")).toHaveLength(1);
});

test("10 removals of a member with an open shell and tail: each is closed within 5 s, and the page learns what it lost", async () => {
  const { team, key, live, logs, shell, opened, closed } = await room();
  const { maintainer } = team.people;
  const took: number[] = [];
  for (let time = 0; time < 10; time += 1) {
    const page = await live.page(maintainer);
    page.open(1, shell);
    page.open(2, logs);
    await Promise.all([opened(page, 1), opened(page, 2)]);
    await removeMember({ ctx: team.as("owner"), input: { project: "team", userId: maintainer.id } });
    took.push(await closed(page, 1, "NOT_FOUND"), await closed(page, 2, "NOT_FOUND"));
    await page.message("change", ({ change }) => change.scope === "stack" && change.stack === key.stack);
    await page.message("change", ({ change }) => change.scope === "projects");
    page.leave();
    await team.as("owner").registry.transaction((tx) => tx.setMember(team.project.id, maintainer.id, "maintainer"));
  }
  expect(Math.max(...took)).toBeLessThan(AT_MOST_MS);
});

test("a shell that waits for its lost page ends with the right to it", async () => {
  const { house, team, live, shell, opened } = await room();
  const page = await live.page(team.people.maintainer);
  page.open(1, shell);
  const { opened: first } = await opened(page, 1);
  page.cut();
  await changeMember({ ctx: team.as("owner"), input: { project: "team", userId: team.people.maintainer.id, role: "viewer" } });
  await house.until(
    () => house.db.database.prisma.auditEntry.count({ where: { action: "shell.close" } }),
    (count) => count === 1,
  );
  await changeMember({ ctx: team.as("owner"), input: { project: "team", userId: team.people.maintainer.id, role: "maintainer" } });
  const back = await live.page(team.people.maintainer);
  back.open(1, { ...shell, resume: first.kind === "shell" ? first.session : "", received: 0 } as ChannelRequest);
  const { opened: second } = await opened(back, 1);
  expect(second).not.toEqual(first);
});

test("who joins hears of a stack from then on, who is gone no longer", async () => {
  const { team, key, live } = await room();
  const page = await live.page(team.people.other);
  const stackTold = () => page.message("change", ({ change }) => change.scope === "stack" && change.stack === key.stack);
  const { registry } = team.as("owner");
  await registry.transaction((tx) => tx.setMember(team.project.id, team.people.other.id, "viewer"));
  await stackTold();
  page.messages.length = 0;
  await registry.transaction((tx) => tx.removeMember(team.project.id, team.people.other.id));
  // The last that it hears of the stack: it goes from the page.
  await Promise.all([stackTold(), page.message("change", ({ change }) => change.scope === "projects")]);
  await registry.transaction((tx) => tx.setSwitches(team.project.id, { viewersReadLogs: false, maintainersOpenShell: true }));
  // The next thing that it hears is its own.
  page.messages.length = 0;
  await registry.transaction((tx) => tx.createProject({ name: "own-team", ownerId: team.people.other.id, at: 0 }).then(() => undefined));
  await page.message("change", ({ change }) => change.scope === "projects");
  expect(page.messages.filter((message) => message.type === "change" && message.change.scope === "stack")).toEqual([]);
});

test("operators and auditors hear of every stack", async () => {
  const { team, key, live } = await room();
  for (const actor of ["operator", "auditor"] as const) {
    const page = await live.page(team.people[actor]);
    await team.as("owner").registry.transaction((tx) => tx.setSwitches(team.project.id, { viewersReadLogs: true, maintainersOpenShell: true }));
    await page.message("change", ({ change }) => change.scope === "stack" && change.stack === key.stack);
    page.leave();
  }
});

test("a stack that is handed over closes what the old side had open on it", async () => {
  const { team, key, live, logs, opened, closed } = await room();
  const page = await live.page(team.people.owner);
  page.open(1, logs);
  await opened(page, 1);
  await offerStack({ ctx: team.as("owner"), input: { ...key, project: team.people.other.username } });
  await acceptOffer({ ctx: team.as("other"), input: key });
  expect(await closed(page, 1, "NOT_FOUND")).toBeLessThan(AT_MOST_MS);
});

test("another site role ends sockets and shells within 5 s", async () => {
  const { team, live, shell, opened } = await room();
  const page = await live.page(team.people.maintainer);
  page.open(1, shell);
  await opened(page, 1);
  const from = performance.now();
  await setUserRole({ ctx: team.as("admin"), input: { userId: team.people.maintainer.id, role: "auditor" } });
  expect(await page.ended).toBe(CLOSE.unauthenticated);
  expect(performance.now() - from).toBeLessThan(AT_MOST_MS);
});
