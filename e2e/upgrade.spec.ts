import { type Locator, type Page, request } from "@playwright/test";
import type { Strategy } from "@/lib/core/desired";
import { test as base, containersOf, expect, inspectOne } from "./fixtures";
import { expectStanding, idsOf, listen, runIn, standing } from "./pages/containers";
import { pollHttp } from "./pages/http-poll";
import { expectState, stackAddress } from "./pages/new-stack";
import { decide, openService } from "./pages/service";
import { pressUpgrade, reviewUpgrade, upgradeByAction } from "./pages/upgrade";

const test = base.extend<{ upgradeAsUser: (name: string, compose: string, strategy?: Partial<Strategy>) => Promise<void> }>({
  upgradeAsUser: async ({ serverHandle, sessions }, use) => {
    const api = await request.newContext({ baseURL: serverHandle.url, storageState: sessions.user });
    await use((name, compose, strategy) => upgradeByAction(api, serverHandle.url, name, compose, strategy));
    await api.dispose();
  },
});

const web = (image: string, scale = 1, more = ""): string => `services:\n  web:\n    image: ${image}\n    scale: ${scale}\n${more}`;
const v1 = "spindle/demo:v1";
const v2 = "spindle/demo:v2";

const decision = (page: Page): Locator => page.getByRole("region", { name: /^(Is the new|The upgrade of|Upgrading|Going back)/ });
const oldAndNew = (page: Page): Locator => page.getByRole("table", { name: "Old and new" });

test("review, upgrade, look at both, confirm: exactly the old containers go", async ({ user, stackName, docker, deployAsUser }) => {
  const file = (image: string) => web(image, 2, `  db:\n    image: ${v1}\n`);
  await deployAsUser(stackName, file(v1));
  await expectStanding(docker, stackName, ["db-1 g1 running", "web-1 g1 running", "web-2 g1 running"]);
  const before = await idsOf(docker, stackName);

  await reviewUpgrade(user, stackName, file(v2));
  const changes = user.getByRole("region", { name: "Changes" });
  await expect(changes.getByRole("heading", { name: "web" })).toBeVisible();
  await expect(changes).toContainText(v1);
  await expect(changes).toContainText(v2);
  await expect(changes).toContainText("db: unchanged, left alone.");
  const plan = user.getByRole("region", { name: "What will happen" });
  await expect(plan).toContainText("web: 2 containers replaced one at a time, old ones stopped and kept");
  await expect(plan).toContainText("db: unchanged");
  await user.getByLabel("Message").fill("The second version");
  await pressUpgrade(user, stackName);
  await expectState(user, "Upgraded");
  await expectStanding(docker, stackName, ["db-1 g1 running", "web-1 g1 exited", "web-1 g2 running", "web-2 g1 exited", "web-2 g2 running"]);
  const during = await idsOf(docker, stackName);
  expect(during).toMatchObject(before);

  await openService(user, stackName, "web", "upgrade");
  await expect(oldAndNew(user).getByRole("row", { name: /^Containers/ })).toContainText(
    /web-1\s*Stopped\s*web-2\s*Stopped\s*web-1\s*Healthy\s*web-2\s*Healthy/,
  );
  await expect(oldAndNew(user).getByRole("row", { name: /^Image/ })).toContainText(/demo:v1.*demo:v2/);
  const [old, fresh] = [oldAndNew(user).getByRole("log").first(), oldAndNew(user).getByRole("log").last()];
  await expect(old).toContainText("demo v1 listening");
  await expect(fresh).toContainText("demo v2 listening");
  await expect(decision(user)).toContainText("Deletes old web-1 and web-2; what is kept of their logs stays");
  await decide(user, "Confirm upgrade", /Delete 2 old containers\?/);

  await expectState(user, "Active");
  await expectStanding(docker, stackName, ["db-1 g1 running", "web-1 g2 running", "web-2 g2 running"]);
  const { "web-1 g1": _one, "web-2 g1": _two, ...left } = during;
  expect(await idsOf(docker, stackName)).toEqual(left);
  await expect(user.getByRole("tab", { name: "Upgrade" })).toHaveCount(0);
  await user.goto(stackAddress(stackName, "?tab=revisions"));
  await expect(user.getByRole("row").filter({ hasText: "The second version" })).toContainText("current");
});

test("rolling back starts the very same containers, with what was written in them", async ({ user, stackName, docker, deployAsUser, upgradeAsUser }) => {
  await deployAsUser(stackName, web(v1, 2));
  await expectStanding(docker, stackName, ["web-1 g1 running", "web-2 g1 running"]);
  const before = await idsOf(docker, stackName);
  for (const id of Object.values(before)) await runIn(docker, id, ["sh", "-c", "echo written by hand > /tmp/note"]);
  await upgradeAsUser(stackName, web(v2, 2), { batchSize: 2 });
  await openService(user, stackName, "web");
  await expectState(user, "Upgraded");
  await expect(decision(user)).toContainText("Starts the same 2 old containers again");
  await expect(decision(user)).toContainText("Deletes new web-1 and web-2");
  await decide(user, "Roll back", /Start the old 2 again\?/);
  await expectState(user, "Active");
  await expectStanding(docker, stackName, ["web-1 g1 running", "web-2 g1 running"]);
  expect(await idsOf(docker, stackName)).toEqual(before);
  for (const id of Object.values(before)) expect(await runIn(docker, id, ["cat", "/tmp/note"])).toBe("written by hand");
  await user.goto(stackAddress(stackName));
  await expect(user.getByRole("main")).toContainText("Revision 1");
});

test("start first: not one request goes unanswered", async ({ user, stackName, docker, deployAsUser }) => {
  const file = (image: string) => web(image, 2, "    ports: ['8080']\n");
  await deployAsUser(stackName, file(v1));
  await user.goto(stackAddress(stackName));
  await expectState(user, "Active");
  await reviewUpgrade(user, stackName, file(v2), { order: "start-first" });
  await expect(user.getByRole("region", { name: "What will happen" })).toContainText("new ones start first, then old ones stopped and kept");
  const polling = pollHttp(docker, stackName, "web");
  try {
    await pressUpgrade(user, stackName);
    await expectState(user, "Upgraded");
    const requests = polling.requests;
    await expect.poll(() => polling.requests).toBeGreaterThan(requests + 10);
  } finally {
    await polling.stop();
  }
  expect({ failed: polling.failed, answers: [...polling.answers].sort() }).toEqual({ failed: 0, answers: ["v1", "v2"] });
  expect(polling.requests).toBeGreaterThan(20);
  await expectStanding(docker, stackName, ["web-1 g1 exited", "web-1 g2 running", "web-2 g1 exited", "web-2 g2 running"]);
});

test("a batch is done before the next begins", async ({ user, stackName, docker, deployAsUser, upgradeAsUser }) => {
  await deployAsUser(stackName, web(v1, 4));
  await user.goto(stackAddress(stackName));
  await expectState(user, "Active");
  let up = 4;
  let fewest = 4;
  const replaced: string[] = [];
  const stop = await listen(docker, stackName, ({ action, name }) => {
    if (action === "die") {
      up -= 1;
      replaced.push(name);
    }
    if (action === "start") up += 1;
    fewest = Math.min(fewest, up);
  });
  await upgradeAsUser(stackName, web(v2, 4), { batchSize: 2 });
  await expectState(user, "Upgraded");
  await expect.poll(() => replaced).toHaveLength(4);
  stop();
  expect(fewest).toBe(2);
  expect([replaced.slice(0, 2).sort(), replaced.slice(2).sort()]).toEqual([
    ["web-1 g1", "web-2 g1"],
    ["web-3 g1", "web-4 g1"],
  ]);
});

test("a second upgrade while one waits asks first; the confirmed containers stay the way back", async ({
  user,
  stackName,
  docker,
  deployAsUser,
  upgradeAsUser,
}) => {
  await deployAsUser(stackName, web(v1));
  const { Id } = await inspectOne(docker, stackName, "web");
  await upgradeAsUser(stackName, web(v2));
  await user.goto(stackAddress(stackName));
  await expectState(user, "Upgraded");
  const waiting = await idsOf(docker, stackName);

  await reviewUpgrade(user, stackName, web(v2, 1, "    environment: {ANSWER: '42'}\n"));
  await user.getByRole("button", { name: "Upgrade", exact: true }).click();
  const asked = user.getByRole("alert").filter({ hasText: "has an upgrade that waits for a decision" });
  await expect(asked).toContainText("Revision 1 stays the way back.");
  await expect(asked.getByRole("button", { name: "Confirm upgrade" })).toBeVisible();
  await expect(asked.getByRole("button", { name: "Roll back" })).toBeVisible();
  // Nothing is decided by asking.
  await expectStanding(docker, stackName, ["web-1 g1 exited", "web-1 g2 running"]);
  expect(await idsOf(docker, stackName)).toEqual(waiting);

  await asked.getByRole("button", { name: "Replace the candidate" }).click();
  await user.waitForURL(`**${stackAddress(stackName)}`);
  await expectStanding(docker, stackName, ["web-1 g1 exited", "web-1 g3 running"]);
  await expectState(user, "Upgraded");
  expect((await idsOf(docker, stackName))["web-1 g1"]).toBe(Id);
  await openService(user, stackName, "web");
  await decide(user, "Roll back", /Start the old one again\?/);
  await expectStanding(docker, stackName, ["web-1 g1 running"]);
  expect((await inspectOne(docker, stackName, "web")).Id).toBe(Id);
});

test("a paused upgrade replaces nothing more until it is resumed", async ({ user, stackName, docker, deployAsUser, upgradeAsUser }) => {
  await deployAsUser(stackName, web(v1, 2));
  await openService(user, stackName, "web");
  await expectState(user, "Active");
  const died: string[] = [];
  const stop = await listen(docker, stackName, ({ action, name }) => action === "die" && died.push(name));
  // Takes four seconds to be healthy: time to press Pause.
  await upgradeAsUser(stackName, web("spindle/slow:1", 2));
  await openService(user, stackName, "web", "upgrade");
  await decision(user).getByRole("button", { name: "Pause" }).click();
  await expectState(user, "Paused");
  await expect(oldAndNew(user).getByRole("row", { name: /^Containers/ })).toContainText("Healthy", { timeout: 30_000 });
  await expect.poll(async () => (await containersOf(docker, stackName)).filter(({ Status }) => Status.includes("(healthy)")).length).toBe(2);
  await expectStanding(docker, stackName, ["web-1 g1 exited", "web-1 g2 running", "web-2 g1 running"]);
  expect(died).toEqual(["web-1 g1"]);

  await decision(user).getByRole("button", { name: "Resume" }).click();
  await expectState(user, "Upgraded");
  await expectStanding(docker, stackName, ["web-1 g1 exited", "web-1 g2 running", "web-2 g1 exited", "web-2 g2 running"]);
  await expect.poll(() => died).toEqual(["web-1 g1", "web-2 g1"]);
  stop();
});

test("a stack that never came up is upgraded to one that does", async ({ user, stackName, docker, deployAsUser }) => {
  // Nobody listens on this port of the loopback: a registry that does not answer.
  await deployAsUser(stackName, web("127.0.0.1:9/nope:1"));
  await user.goto(stackAddress(stackName));
  await expect(user.getByRole("main")).toContainText("The image 127.0.0.1:9/nope:1 could not be pulled", { timeout: 30_000 });
  expect(await standing(docker, stackName)).toEqual([]);
  await reviewUpgrade(user, stackName, web(v1));
  await pressUpgrade(user, stackName);
  await expectState(user, "Active");
  await expectStanding(docker, stackName, ["web-1 g2 running"]);
  await openService(user, stackName, "web");
  await expect(user.getByRole("tab", { name: "Upgrade" })).toHaveCount(0);
});

test("an image that never gets healthy pauses the upgrade; the rest goes on serving and the way back is open", async ({
  user,
  stackName,
  docker,
  deployAsUser,
  upgradeAsUser,
}) => {
  await deployAsUser(stackName, web(v1, 2));
  await expectStanding(docker, stackName, ["web-1 g1 running", "web-2 g1 running"]);
  const before = await idsOf(docker, stackName);
  await upgradeAsUser(stackName, web("spindle/unhealthy:1", 2), { healthDeadlineSeconds: 5 });
  await openService(user, stackName, "web");
  await expectState(user, "Paused");
  await expect(decision(user)).toContainText(/web-1 fails its health check|The new web did not become healthy/);
  await expectStanding(docker, stackName, ["web-1 g1 exited", "web-1 g2 running", "web-2 g1 running"]);
  await decide(user, "Roll back", /Start the old one again\?/);
  await expectState(user, "Active");
  await expectStanding(docker, stackName, ["web-1 g1 running", "web-2 g1 running"]);
  expect(await idsOf(docker, stackName)).toEqual(before);
});

test("or rolls back by itself, where that was chosen", async ({ user, stackName, docker, deployAsUser }) => {
  await deployAsUser(stackName, web(v1, 2));
  await expectStanding(docker, stackName, ["web-1 g1 running", "web-2 g1 running"]);
  const before = await idsOf(docker, stackName);
  await reviewUpgrade(user, stackName, web("spindle/unhealthy:1", 2), { healthDeadlineSeconds: 5, onFailure: "roll-back" });
  await pressUpgrade(user, stackName);
  await expect(user.getByRole("main")).toContainText("Upgrade failed", { timeout: 30_000 });
  await expectState(user, "Active");
  await expectStanding(docker, stackName, ["web-1 g1 running", "web-2 g1 running"]);
  expect(await idsOf(docker, stackName)).toEqual(before);
  await openService(user, stackName, "web");
  await expect(user.getByRole("main")).toContainText(/fails its health check|did not become healthy/);
});

test("an image that fails to start says why, with its own last words", async ({ user, stackName, docker, deployAsUser, upgradeAsUser }) => {
  await deployAsUser(stackName, web(v1));
  const { Id } = await inspectOne(docker, stackName, "web");
  await upgradeAsUser(stackName, web("spindle/demo:broken"));
  await openService(user, stackName, "web");
  await expectState(user, "Paused");
  await expect(decision(user)).toContainText("exit code 78");
  await expect(oldAndNew(user).getByRole("log").last()).toContainText("DATABASE_URL is not set");
  await decide(user, "Roll back", /again\?/);
  await expectState(user, "Active");
  await expectStanding(docker, stackName, ["web-1 g1 running"]);
  expect((await inspectOne(docker, stackName, "web")).Id).toBe(Id);
});

test("an earlier revision is restored from the Revisions tab", async ({ user, stackName, docker, deployAsUser, upgradeAsUser }) => {
  await deployAsUser(stackName, web(v1));
  await inspectOne(docker, stackName, "web");
  await upgradeAsUser(stackName, web(v2));
  await openService(user, stackName, "web");
  await expectState(user, "Upgraded");
  await decide(user, "Confirm upgrade", /Delete the old container\?/);
  await expectState(user, "Active");

  await user.goto(stackAddress(stackName, "?tab=revisions"));
  await user.getByRole("link", { name: "Revision 1" }).click();
  await user.getByRole("link", { name: "Compare with 2" }).click();
  await expect(user.getByRole("main")).toContainText("From revision 1 to 2");
  await user.getByRole("link", { name: "Restore" }).click();
  await expect(user.getByRole("textbox", { name: "Compose file" })).toContainText(v1);
  await user.getByRole("button", { name: "Review" }).click();
  await expect(user.getByRole("region", { name: "Changes" })).toContainText(v1);
  await pressUpgrade(user, stackName);
  await expectState(user, "Upgraded");
  await expectStanding(docker, stackName, ["web-1 g2 exited", "web-1 g3 running"]);
  const [now] = (await containersOf(docker, stackName)).filter(({ State }) => State === "running");
  expect(now?.ImageID).toBe((await docker.getImage(v1).inspect()).Id);
});
