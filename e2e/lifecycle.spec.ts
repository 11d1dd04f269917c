import { readFileSync } from "node:fs";
import type { Locator, Page } from "@playwright/test";
import type Docker from "dockerode";
import { LABEL } from "@/lib/core/labels";
import { containersOf, expect, test } from "./fixtures";
import { expectStanding, idOf, idsOf } from "./pages/containers";
import { expectState, stackAddress } from "./pages/new-stack";
import { openService } from "./pages/service";

const two = `services:
  web:
    image: spindle/demo:v1
    scale: 2
  db:
    image: spindle/demo:v1
    volumes: [data:/data, "cache:/cache"]
volumes:
  data:
  cache:
`;

const press = (page: Page, button: string): Promise<void> => page.getByRole("main").getByRole("button", { name: button, exact: true }).click();
const startedAt = async (docker: Docker, id: string): Promise<string> => (await docker.getContainer(id).inspect()).State.StartedAt;
/** Names of a stack's volumes as its file says them. */
async function volumesOf(docker: Docker, stack: string): Promise<string[]> {
  const { Volumes } = await docker.listVolumes({ filters: { label: [`${LABEL.stackName}=${stack}`] } });
  return Volumes.map(({ Labels }) => Labels[LABEL.volume] ?? "").sort();
}
const networksOf = async (docker: Docker, stack: string): Promise<number> =>
  (await docker.listNetworks({ filters: { label: [`${LABEL.stackName}=${stack}`] } })).length;

async function openRemove(page: Page, name: string): Promise<Locator> {
  await press(page, "Remove");
  const dialog = page.getByRole("dialog", { name: new RegExp(`Remove ${name} from`) });
  await expect(dialog).toBeVisible();
  await expect(dialog.getByRole("button", { name: "Remove", exact: true })).toBeDisabled();
  await dialog.getByLabel(/to remove it$/).fill(`${name}x`);
  await expect(dialog.getByRole("button", { name: "Remove", exact: true })).toBeDisabled();
  return dialog;
}

async function finishRemove(dialog: Locator, name: string): Promise<void> {
  await dialog.getByLabel(/to remove it$/).fill(name);
  await dialog.getByRole("button", { name: "Remove", exact: true }).click();
  await expect(dialog).toHaveCount(0);
}

test("a service stops, starts and restarts with the same containers, and the rest is left alone", async ({ user, stackName, docker, deployAsUser }) => {
  await deployAsUser(stackName, two);
  await expectStanding(docker, stackName, ["db-1 g1 running", "web-1 g1 running", "web-2 g1 running"]);
  const ids = await idsOf(docker, stackName);
  const db = await startedAt(docker, await idOf(docker, stackName, "db-1 g1"));
  await openService(user, stackName, "web");
  await expectState(user, "Active");

  await press(user, "Stop");
  await expectState(user, "Inactive");
  await expectStanding(docker, stackName, ["db-1 g1 running", "web-1 g1 exited", "web-2 g1 exited"]);
  await press(user, "Start");
  await expectState(user, "Active");
  await expectStanding(docker, stackName, ["db-1 g1 running", "web-1 g1 running", "web-2 g1 running"]);

  const began = await startedAt(docker, ids["web-2 g1"] ?? "");
  await press(user, "Restart");
  await expect.poll(() => startedAt(docker, ids["web-2 g1"] ?? ""), { timeout: 30_000 }).not.toBe(began);
  await expectState(user, "Active");
  expect(await idsOf(docker, stackName)).toEqual(ids);
  expect(await startedAt(docker, ids["db-1 g1"] ?? "")).toBe(db);
});

test("a stack stops, starts and restarts as a whole", async ({ user, stackName, docker, deployAsUser }) => {
  await deployAsUser(stackName, two);
  await user.goto(stackAddress(stackName));
  await expectState(user, "Active");
  const ids = await idsOf(docker, stackName);

  await press(user, "Stop");
  await expectState(user, "Inactive");
  await expectStanding(docker, stackName, ["db-1 g1 exited", "web-1 g1 exited", "web-2 g1 exited"]);
  await press(user, "Start");
  await expectState(user, "Active");
  const began = await Promise.all(Object.values(ids).map((id) => startedAt(docker, id)));
  await press(user, "Restart");
  const later = async () => (await Promise.all(Object.values(ids).map((id) => startedAt(docker, id)))).map((at, index) => at !== began[index]);
  await expect.poll(later, { timeout: 30_000 }).toEqual([true, true, true]);
  await expectState(user, "Active");
  expect(await idsOf(docker, stackName)).toEqual(ids);
});

test("a service is removed by its typed name; the others and the volumes stay", async ({ user, stackName, docker, deployAsUser }) => {
  await deployAsUser(stackName, two);
  await expectStanding(docker, stackName, ["db-1 g1 running", "web-1 g1 running", "web-2 g1 running"]);
  const web = await idsOf(docker, stackName, "web");
  await openService(user, stackName, "db");
  const dialog = await openRemove(user, "db");
  await expect(dialog).toContainText("Service db, 1 container and their logs");
  await expect(dialog.getByRole("listitem").filter({ hasText: "Volume data and its data" })).toContainText("kept");
  await finishRemove(dialog, "db");
  await expectStanding(docker, stackName, ["web-1 g1 running", "web-2 g1 running"]);
  expect(await idsOf(docker, stackName)).toEqual(web);
  expect(await volumesOf(docker, stackName)).toEqual(["cache", "data"]);
  await user.goto(stackAddress(stackName, "?tab=services"));
  await expect(user.getByRole("table", { name: "Services" }).getByRole("link", { name: "web" })).toBeVisible();
  await expect(user.getByRole("table", { name: "Services" }).getByRole("link", { name: "db" })).toHaveCount(0);
});

test("a stack is removed by its typed name; of its volumes only the one ticked goes", async ({ user, stackName, docker, deployAsUser }) => {
  await deployAsUser(stackName, two);
  await expectStanding(docker, stackName, ["db-1 g1 running", "web-1 g1 running", "web-2 g1 running"]);
  await user.goto(stackAddress(stackName));
  const dialog = await openRemove(user, stackName);
  await expect(dialog).toContainText("2 services, 3 containers and their logs");
  await expect(dialog).toContainText("Network default");
  const fate = (volume: string) => dialog.getByRole("listitem").filter({ hasText: `Volume ${volume} and its data` });
  await expect(fate("data")).toContainText("kept");
  await dialog.getByRole("checkbox", { name: /volume cache/ }).check({ force: true });
  await expect(fate("cache")).toContainText("deleted");
  await expect(fate("data")).toContainText("kept");
  try {
    await finishRemove(dialog, stackName);
    await user.waitForURL("**/sandbox/stacks");
    await expect.poll(() => containersOf(docker, stackName)).toEqual([]);
    await expect.poll(() => networksOf(docker, stackName)).toBe(0);
    await expect.poll(() => volumesOf(docker, stackName)).toEqual(["data"]);
    await expect(user.getByRole("link", { name: stackName })).toHaveCount(0);
  } finally {
    const { Volumes } = await docker.listVolumes({ filters: { label: [`${LABEL.stackName}=${stackName}`] } });
    for (const { Name } of Volumes) await docker.getVolume(Name).remove();
  }
});

test("the compose file is exported as it was written", async ({ user, stackName, docker, deployAsUser }) => {
  const text = `# why this stack is here\n${two}`;
  await deployAsUser(stackName, text);
  await expectStanding(docker, stackName, ["db-1 g1 running", "web-1 g1 running", "web-2 g1 running"]);
  await user.goto(stackAddress(stackName));
  await press(user, "Export");
  const [download] = await Promise.all([user.waitForEvent("download"), user.getByRole("menuitem", { name: "Download docker-compose.yml" }).click()]);
  expect(download.suggestedFilename()).toBe(`${stackName}.docker-compose.yml`);
  expect(readFileSync(await download.path(), "utf8")).toBe(text);
});
