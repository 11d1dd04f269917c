import type { Page } from "@playwright/test";
import type { OperationView } from "@/lib/core/views";
import { containersOf, expect, inspectOne, test } from "./fixtures";
import { expectState, stackAddress } from "./pages/new-stack";
import { callAction } from "./pages/server-actions";
import { upgradeByAction } from "./pages/upgrade";

const composeOf = (image: string) => `services:\n  web:\n    image: ${image}\n`;
const V1 = composeOf("spindle/demo:v1");
const V2 = composeOf("spindle/demo:v2");

const operationsOf = async (page: Page, stack: string): Promise<OperationView[]> =>
  (await page.request.get(`/api/environments/sandbox/operations?stack=${stack}`)).json() as Promise<OperationView[]>;

/** Waits until the newest operation of the stack is of this kind and over. */
const expectDone = (page: Page, stack: string, kind: OperationView["kind"]) =>
  expect
    .poll(async () => (await operationsOf(page, stack)).slice(0, 1).map((one) => `${one.kind} ${one.status}`), { timeout: 60_000 })
    .toEqual([`${kind} succeeded`]);

test("every operation is kept with its actor, its steps and their causes, how long it took and how it ended", async ({
  user,
  stackName,
  deployAsUser,
  docker,
  serverHandle: { url },
}) => {
  const send = async (action: string, kind: OperationView["kind"], more: Record<string, unknown> = { service: null }) => {
    const { result, body } = await callAction(user.request, url, action, { environment: "sandbox", stack: stackName, ...more });
    expect(result?.ok, `${action}: ${body}`).toBe(true);
    await expectDone(user, stackName, kind);
  };
  await deployAsUser(stackName, V1);
  await expectDone(user, stackName, "deploy");
  await send("scaleAction", "scale", { service: "web", scale: 2 });
  await upgradeByAction(user.request, url, stackName, V2);
  await expectDone(user, stackName, "upgrade");
  await send("rollBackAction", "roll-back");
  await upgradeByAction(user.request, url, stackName, V2);
  await expectDone(user, stackName, "upgrade");
  await send("confirmAction", "confirm");
  await send("restartAction", "restart");
  await send("stopAction", "stop");
  await send("startAction", "start");
  const [victim] = await containersOf(docker, stackName);
  await docker.getContainer(victim?.Id ?? "").remove({ force: true });
  await expectDone(user, stackName, "repair");

  await user.goto("/sandbox/activity");
  await user.getByLabel("Stack").selectOption(stackName);
  const rows = user
    .getByRole("table", { name: "Operations" })
    .getByRole("row")
    .filter({ has: user.getByRole("link") });
  const titles = [
    `Repaired ${stackName}`,
    `Started ${stackName}`,
    `Stopped ${stackName}`,
    `Restarted ${stackName}`,
    `Confirmed ${stackName}`,
    `Upgraded ${stackName} to revision`,
    `Rolled back ${stackName}`,
    `Upgraded ${stackName} to revision`,
    `Scaled ${stackName}/web from 1 to 2`,
    `Deployed ${stackName} to revision 1`,
  ];
  await expect(rows).toHaveCount(titles.length);
  for (const [at, title] of titles.entries()) {
    await expect(rows.nth(at)).toContainText(title);
    await expect(rows.nth(at)).toContainText(at === 0 ? /Spindle|system/i : "uma");
    await expect(rows.nth(at)).toContainText("Done");
  }

  await rows.filter({ hasText: "Deployed" }).getByRole("link").click();
  await user.waitForURL(/\/sandbox\/activity\/[^/]+$/);
  await user.reload();
  await expect(user.getByRole("heading", { level: 1 })).toHaveText(`Deployed ${stackName} to revision 1`);
  await expect(user.getByRole("status", { name: "Outcome" })).toHaveText("All done.");
  const steps = user.getByRole("list", { name: "Steps" }).getByRole("listitem");
  for (const [title, cause] of [
    ["Create network default", "web lives in it"],
    ["Pull spindle/demo:v1", "web of revision 1 runs it"],
    ["Create web-1", "web is wanted"],
    ["Start web-1", "web is wanted"],
  ] as const) {
    await expect(steps.filter({ hasText: title })).toContainText(cause);
    await expect(steps.filter({ hasText: title })).toContainText(/\d\s(ms|s)|<\s?\d/);
  }

  await user.goto(stackAddress(stackName, "?tab=activity"));
  await expect(
    user
      .getByRole("table", { name: "Activity" })
      .getByRole("row")
      .filter({ has: user.getByRole("link") }),
  ).toHaveCount(titles.length);
});

test("a failed deploy says which step failed and why, and the address is nobody else's", async ({ user, other, admin, stackName, deployAsUser }) => {
  await deployAsUser(stackName, "services:\n  web:\n    image: spindle/demo:v1\n    command: ['/bin/not-there']\n    init: false\n");
  await expect.poll(async () => (await operationsOf(user, stackName))[0]?.status, { timeout: 60_000 }).toBe("failed");
  const [{ id } = { id: "" }] = await operationsOf(user, stackName);
  await user.goto(`/sandbox/activity/${id}`);
  await expect(user.getByRole("heading", { level: 1 })).toHaveText(`Deploy of ${stackName} failed`);
  await expect(user.getByRole("status", { name: "Outcome" })).toContainText("The command /bin/not-there is not in the image");
  await expect(user.getByRole("list", { name: "Steps" }).getByRole("listitem").filter({ hasText: "Start web-1" }).first()).toContainText("is not in the image");

  await other.goto(`/sandbox/activity/${id}`);
  await expect(other.getByRole("heading", { name: "There is nothing here" })).toBeVisible();
  expect((await other.request.get(`/api/operations/${id}`)).status()).toBe(404);
  await admin.goto(`/sandbox/activity/${id}`);
  await expect(admin.getByText("uma", { exact: true })).toBeVisible();
});

test("an operation that runs is followed live on its own page", async ({ user, stackName, deployAsUser, docker }) => {
  await deployAsUser(stackName, composeOf("spindle/slow:1"));
  const [{ id } = { id: "" }] = await operationsOf(user, stackName);
  await user.goto(`/sandbox/activity/${id}`);
  const outcome = user.getByRole("status", { name: "Outcome" });
  await expect(outcome).toContainText("Still running");
  await expect(outcome).toHaveText("All done.", { timeout: 60_000 });
  expect((await inspectOne(docker, stackName, "web")).State.Health?.Status).toBe("healthy");
  await user.getByRole("main").getByRole("link", { name: stackName }).click();
  await expectState(user, "Active");
});
