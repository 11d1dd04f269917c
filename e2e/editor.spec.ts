import { type Page, request } from "@playwright/test";
import { expect, inspectOne, test } from "./fixtures";
import { faultsOf } from "./pages/axe";
import { openNewStack, pasteCompose, stackAddress } from "./pages/new-stack";
import { upgradeByAction } from "./pages/upgrade";

const editor = (page: Page) => page.getByRole("textbox", { name: "Compose file" });
const issueCount = (page: Page) => page.getByRole("region", { name: "Issues" }).getByRole("status", { name: "Issue count" });

const expectNothingSerious = async (page: Page): Promise<void> => expect(await faultsOf(page)).toEqual([]);

/** A list that just came up takes no key for 75 ms, so that nobody accepts what they have not seen; then it is people's. */
async function expectTakesKeys(page: Page): Promise<void> {
  const seen = await page.evaluate(() => performance.now());
  await page.waitForFunction((since) => performance.now() - since > 80, seen);
}

test("by keyboard alone: complete a key, read a note, go to an issue, apply its fix, leave the editor", async ({ user, stackName }) => {
  await openNewStack(user, stackName, "services:\n  web:\n    image: spindle/demo:v1\n    privileged: true\n");
  await expect(issueCount(user)).toHaveText(/^1 error/);
  await editor(user).press("ControlOrMeta+End");
  await editor(user).pressSequentially("    healt");
  await expect(user.getByRole("option", { name: /^healthcheck/ })).toBeVisible();
  await expectTakesKeys(user);
  await editor(user).press("Enter");
  await editor(user).pressSequentially("inte");
  await expect(user.getByRole("option", { name: /^interval/ })).toHaveAttribute("aria-selected", "true");
  await expectTakesKeys(user);
  await editor(user).press("Tab");
  await editor(user).pressSequentially("5s");
  await expect(editor(user)).toContainText("interval: 5s");

  await editor(user).getByText("image", { exact: true }).hover();
  await expect(user.locator(".key-note")).toContainText("Name:tag in a registry");
  await user.mouse.move(0, 0);

  await editor(user).press("ControlOrMeta+Home");
  await editor(user).press("F8");
  await editor(user).press("ControlOrMeta+i");
  await expect(user.locator(".key-note")).toContainText("look for the one capability");
  await editor(user).press("Escape");
  await expect(user.locator(".key-note")).toHaveCount(0);
  await editor(user).press("ControlOrMeta+.");
  await expect(editor(user)).not.toContainText("privileged");
  await expect(issueCount(user)).not.toHaveText(/error/);

  await editor(user).press("ControlOrMeta+f");
  await expect(user.getByRole("textbox", { name: "Find" })).toBeFocused();
  await user.keyboard.press("Escape");
  await expect(editor(user)).toBeFocused();
  await expect(editor(user)).toHaveAccessibleDescription(/press Escape and then Tab/);
  await user.keyboard.press("Escape");
  await user.keyboard.press("Tab");
  await expect(editor(user)).not.toBeFocused();
});

test("from files with a .env, then from a docker run line, which is deployed; a clone of it withholds the secret", async ({ user, stackName, docker }) => {
  await user.goto("/sandbox/stacks/new");
  await expect(editor(user)).toBeVisible();
  await user.getByLabel("File", { exact: true }).setInputFiles([
    { name: "docker-compose.yml", mimeType: "text/yaml", buffer: Buffer.from("services:\n  web:\n    image: spindle/demo:${" + "TAG}\n") },
    { name: ".env", mimeType: "text/plain", buffer: Buffer.from("TAG=v1\n") },
  ]);
  await expect(editor(user)).toContainText("spindle/demo:");
  await expect(user.getByRole("table", { name: "Variables" }).getByRole("textbox", { name: "TAG" })).toHaveValue("v1");
  await user.getByLabel("File", { exact: true }).setInputFiles([{ name: "stack.zip", mimeType: "application/zip", buffer: Buffer.from("PK") }]);
  await expect(user.getByRole("alert").filter({ hasText: "only tar and tar.gz are read" })).toBeVisible();

  await user.getByRole("button", { name: "From docker run" }).click();
  const dialog = user.getByRole("dialog", { name: "From a docker run line" });
  await dialog.getByLabel("Line").fill("docker run --rm --name box -p 8080 -e WHO=me -e API_TOKEN=s3cret spindle/demo:v1");
  await expectNothingSerious(user);
  await dialog.getByRole("button", { name: "Convert" }).click();
  await expect(user.getByRole("alert").filter({ hasText: "--rm was left out" })).toBeVisible();
  await expect(editor(user)).not.toContainText("s3cret");
  await user.getByLabel("Stack name").fill(stackName);
  await user.getByRole("button", { name: "Review" }).click();
  await user.getByRole("button", { name: "Deploy" }).click();
  await user.waitForURL(`**${stackAddress(stackName)}`);
  const box = await inspectOne(docker, stackName, "box");
  expect(box.Config.Env).toEqual(expect.arrayContaining(["WHO=me", "API_TOKEN=s3cret"]));

  await user.getByRole("button", { name: `More for ${stackName}` }).click();
  await user.getByRole("menuitem", { name: "Clone" }).click();
  await expect(editor(user)).toContainText("API_TOKEN=");
  await expect(user.getByRole("alert").filter({ hasText: "The values of API_TOKEN stay with it" })).toBeVisible();
  await expect(issueCount(user)).toHaveText(/^1 error/);
});

test("two people edit one stack: the page says so at once, both texts are merged, and the engine runs what both wanted", async ({
  user,
  admin,
  stackName,
  docker,
  deployAsUser,
  serverHandle: { url, people },
  sessions,
}) => {
  const file = (image: string, more = "") => `services:\n  web:\n    image: ${image}\n  db:\n    image: spindle/shell:1\n${more}`;
  await deployAsUser(stackName, file("spindle/demo:v1"));
  await inspectOne(docker, stackName, "web");
  await admin.goto(stackAddress(stackName, "?tab=compose"));
  await pasteCompose(admin, file("spindle/demo:v2"));

  const api = await request.newContext({ baseURL: url, storageState: sessions.user });
  await upgradeByAction(api, url, stackName, file("spindle/demo:v1", "  cache:\n    image: spindle/shell:1\n"));
  await api.dispose();
  await inspectOne(docker, stackName, "cache");

  const conflict = admin.getByRole("alert").filter({ hasText: `${people.user.username} deployed revision 2 while you edit revision 1` });
  await expect(conflict).toBeVisible();
  await expect(admin.getByRole("button", { name: "Upgrade", exact: true })).toHaveAttribute("aria-disabled", "true");
  await conflict.getByRole("button", { name: "Merge" }).click();
  const merged = admin.getByRole("textbox", { name: "Merged text" });
  await expect(merged).toContainText("demo:v2");
  await expect(merged).toContainText("cache:");
  await expect(admin.getByRole("status", { name: "Merge status" })).toContainText("1 change of theirs is in already. No line was changed by both.");
  await expectNothingSerious(admin);
  await admin.getByRole("button", { name: "Use the merged text" }).click();
  await admin.getByRole("button", { name: "Review" }).click();
  await admin.getByRole("button", { name: "Upgrade", exact: true }).click();
  await admin.waitForURL(`**${stackAddress(stackName)}`);
  await expect.poll(async () => (await inspectOne(docker, stackName, "web")).Config.Env, { timeout: 40_000 }).toContain("VERSION=v2");
  await inspectOne(docker, stackName, "cache");
  await user.goto(stackAddress(stackName, "?tab=revisions"));
  await expect(user.getByRole("link", { name: "Revision 3" })).toBeVisible();
});
