import type { Page } from "@playwright/test";
import { containersOf, deploy, expect, inspectOne, test } from "./fixtures";
import { ENVIRONMENT, expectState, openNewStack } from "./pages/new-stack";
import { deployByAction } from "./pages/server-actions";

const MiB = 1024 * 1024;
const withShared = (size: string) => `services:\n  web:\n    image: spindle/shell:1\n    shm_size: ${size}\n`;

async function openPolicy(page: Page): Promise<void> {
  await page.goto(`/${ENVIRONMENT}/admin?tab=policy`);
  await expect(page.getByRole("status", { name: "Policy", exact: true })).toHaveText("As saved.");
}

async function saveShared(page: Page, mebibytes: number): Promise<void> {
  await page.getByLabel("Shared memory").fill(String(mebibytes));
  await expect(page.getByRole("status", { name: "Stacks under this policy" })).not.toHaveText("Checking");
  await page.getByRole("button", { name: "Save policy" }).click();
  await expect(page.getByRole("status", { name: "Policy", exact: true })).toHaveText("Saved.");
}

// Shared memory, as no other test asks for it: they run beside this one, in the same environment.
test("a limit is narrowed in the form, tried on a file before it is saved, and holds for the next deploy", async ({
  admin,
  user,
  docker,
  newStackName,
  sessions,
  browser,
  serverHandle,
}) => {
  await openPolicy(admin);
  await admin.getByLabel("Shared memory").fill("48");
  await admin.getByRole("textbox", { name: "Compose file to try" }).click();
  await admin.keyboard.insertText(withShared("64m"));
  const tried = admin.getByRole("region", { name: "Issues" });
  await expect(tried.getByText("shm_size can be 1k to 48m; this is 64m.")).toBeVisible();
  await expect(tried.getByRole("button", { name: "line 4" })).toBeVisible();
  await saveShared(admin, 48);

  const over = newStackName();
  await openNewStack(user, over, withShared("64m"));
  await user.getByRole("button", { name: "Review" }).click();
  const said = user.getByRole("region", { name: "Issues" });
  await expect(said.getByText("shm_size can be 1k to 48m; this is 64m.")).toBeVisible();
  await expect(said.getByRole("button", { name: "line 4" })).toBeVisible();
  await expect(user.getByRole("button", { name: "Deploy" })).toBeDisabled();
  const context = await browser.newContext({ storageState: sessions.user });
  await expect(deployByAction(context.request, serverHandle.url, over, withShared("64m"))).rejects.toThrow();
  await context.close();
  expect(await containersOf(docker, over)).toEqual([]);

  const within = newStackName();
  await deploy(user, within, withShared("32m"));
  await expectState(user, "Active");
  expect((await inspectOne(docker, within, "web")).HostConfig.ShmSize).toBe(32 * MiB);

  await saveShared(admin, 1024);
});
