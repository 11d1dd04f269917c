import type { Page } from "@playwright/test";
import type { ReviewView } from "@/lib/core/views";
import { readExport } from "@/lib/export/read-export";
import { readTar } from "@/lib/export/read-tar";
import { containersOf, expect, inspectOne, test } from "./fixtures";
import { faultsOf } from "./pages/axe";
import { expectStanding, idOf } from "./pages/containers";
import { expectState, pasteCompose, stackAddress } from "./pages/new-stack";
import { callAction } from "./pages/server-actions";
import { decide, openService } from "./pages/service";
import { pressUpgrade, reviewUpgrade } from "./pages/upgrade";

const CANARY = "canary-0815-4711";
const web = (image: string): string => `services:\n  web:\n    image: ${image}\n    environment: {API_TOKEN: "\${API_TOKEN}"}\n`;
const v1 = "spindle/demo:v1";
const v2 = "spindle/demo:v2";

const expectNoFaults = async (page: Page): Promise<void> => expect(await faultsOf(page)).toEqual([]);

/** A first revision with a secret in its variables, as a page would send it. */
async function deployWithToken(page: Page, url: string, stack: string): Promise<void> {
  const input = { environment: "sandbox", stack, composeText: web(v1), variables: { API_TOKEN: CANARY } };
  const review = await callAction<ReviewView>(page.request, url, "reviewAction", { ...input, isNew: true, strategy: null });
  expect(review.body).not.toContain(CANARY);
  const reviewedHash = review.result?.ok ? review.result.value.hash : null;
  const { result } = await callAction(page.request, url, "deployAction", { ...input, reviewedHash, message: "The first one" });
  expect(result?.ok).toBe(true);
}

test("two revisions are compared, the older one is restored with its secret value, and no page ever shows it", async ({
  user,
  stackName,
  docker,
  serverHandle: { url },
}) => {
  await deployWithToken(user, url, stackName);
  await inspectOne(docker, stackName, "web");
  await reviewUpgrade(user, stackName, web(v2));
  await user.getByLabel("Message").fill("Better pictures");
  await pressUpgrade(user, stackName);
  await openService(user, stackName, "web");
  await expectState(user, "Upgraded");
  await decide(user, "Confirm upgrade", /Delete the old container\?/);
  await expectStanding(docker, stackName, ["web-1 g2 running"]);

  await user.goto(stackAddress(stackName, "?tab=revisions"));
  const rows = user.getByRole("table", { name: "Revisions" }).getByRole("row");
  await expect(rows.nth(1)).toContainText(/2\s*current\s*Better pictures\s*demo:v2\s*web-1/);
  await expect(rows.nth(2)).toContainText(/1\s*The first one\s*demo:v1\s*none/);
  await expectNoFaults(user);
  for (const number of [2, 1]) await user.getByRole("checkbox", { name: `Compare revision ${number}` }).check({ force: true });
  await user.getByRole("link", { name: "Compare 1 and 2" }).click();
  await user.waitForURL("**?tab=revisions&from=1&to=2");
  await expect(user.getByRole("heading", { name: "From revision 1 to 2" })).toBeVisible();
  await expect(user.getByRole("main")).toContainText(/removed:.*demo:v1.*added:.*demo:v2/s);
  await expectNoFaults(user);
  expect(await user.content()).not.toContain(CANARY);

  await user.getByRole("link", { name: "Restore revision 1" }).click();
  await expect(user.getByRole("textbox", { name: "Compose file" })).toContainText(v1);
  await expect(user.getByLabel("Message")).toHaveValue("Restores revision 1");
  expect(await user.content()).not.toContain(CANARY);
  await user.getByRole("button", { name: "Review" }).click();
  await pressUpgrade(user, stackName);
  await expectStanding(docker, stackName, ["web-1 g2 exited", "web-1 g3 running"]);
  const restored = await inspectOne(docker, stackName, "web");
  expect(restored.Image).toBe((await docker.getImage(v1).inspect()).Id);
  expect(restored.Config.Env).toContain(`API_TOKEN=${CANARY}`);

  await user.goto(stackAddress(stackName, "?tab=revisions&revision=3"));
  await expect(user.getByRole("main")).toContainText("Restores revision 1");
  await expect(user.getByRole("table", { name: "Images of revision 3" })).toContainText(restored.Image);
  await expectNoFaults(user);
  const archive = await (await user.request.get(`/api/environments/sandbox/stacks/${stackName}/export?format=tar`)).body();
  const files = await readTar(new Uint8Array(archive));
  expect(files.map(({ path }) => path.split("/")[1])).toEqual(["docker-compose.yml", "rancher-compose.yml", ".env.example", "manifest.json"]);
  expect(Buffer.concat(files.map(({ bytes }) => bytes)).toString()).not.toContain(CANARY);
  expect(await readExport(new Uint8Array(archive))).toMatchObject([{ name: stackName, composeText: web(v1), variables: {}, missing: ["API_TOKEN"] }]);
  const all = await user.request.get("/api/environments/sandbox/export");
  expect((await readExport(new Uint8Array(await all.body()))).map(({ name }) => name)).toContain(stackName);
});

test("an empty stack is made, waits, gets its first file and goes", async ({ user, stackName, docker }) => {
  await user.goto("/sandbox/stacks/new");
  await user.getByLabel("Stack name").fill(stackName);
  await user.getByRole("button", { name: "Create an empty stack" }).click();
  await expect(user.getByRole("heading", { name: "An empty stack" })).toBeVisible();
  await expectState(user, "Inactive");
  await expectNoFaults(user);
  await user.getByRole("link", { name: "Write the compose file" }).click();
  await pasteCompose(user, `services:\n  web:\n    image: ${v1}\n`);
  await user.getByRole("button", { name: "Review" }).click();
  await user.getByRole("button", { name: "Deploy", exact: true }).click();
  await expectState(user, "Active");
  await expectStanding(docker, stackName, ["web-1 g1 running"]);
  await user.getByRole("button", { name: "Remove", exact: true }).click();
  const dialog = user.getByRole("dialog");
  await dialog.getByRole("textbox").fill(stackName);
  await dialog.getByRole("button", { name: "Remove" }).click();
  await expect.poll(async () => (await containersOf(docker, stackName)).length).toBe(0);
  await user.goto("/sandbox/activity");
  await expect(user.getByRole("table", { name: "Operations" })).toContainText(`Created ${stackName}`);
});

test("what a hand at the engine changes is shown on the open page, with the way out", async ({ user, stackName, docker, deployAsUser }) => {
  await deployAsUser(stackName, `services:\n  web:\n    image: ${v1}\n`);
  await expectStanding(docker, stackName, ["web-1 g1 running"]);
  await user.goto(stackAddress(stackName));
  await expectState(user, "Active");
  const main = user.getByRole("main");
  const container = docker.getContainer(await idOf(docker, stackName, "web-1 g1"));

  await container.pause();
  await expect(main).toContainText("web-1 was paused.");
  await main.getByRole("button", { name: "Restart", exact: true }).last().click();
  await expect(main).not.toContainText("was paused");
  await expect.poll(async () => (await container.inspect()).State.Status).toBe("running");

  await container.update({ Memory: 64 * 1024 * 1024, MemorySwap: 64 * 1024 * 1024 });
  await expect(main).toContainText(/web-1 has a memory limit of 64\sMiB, not 512\sMiB/);
  const [network = ""] = Object.keys((await container.inspect()).NetworkSettings.Networks);
  await docker.getNetwork(network).disconnect({ Container: container.id });
  await expect(main).toContainText("was disconnected from the network default");
  await expectNoFaults(user);
  await user.goto(stackAddress(stackName, "/services/web"));
  await expect(user.getByRole("table", { name: "Containers" })).toContainText("has a memory limit of 64");
  await user.getByRole("button", { name: "Redeploy" }).click();
  await expectStanding(docker, stackName, ["web-1 g1 exited", "web-1 g2 running"]);
  const { HostConfig, NetworkSettings } = await inspectOne(docker, stackName, "web");
  expect([HostConfig.Memory, Object.keys(NetworkSettings.Networks)]).toEqual([512 * 1024 * 1024, [network]]);
  await expectState(user, "Upgraded");
});
