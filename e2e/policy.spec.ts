import type { Page } from "@playwright/test";
import { containersOf, deploy, expect, inspectOne, test } from "./fixtures";
import { ENVIRONMENT, expectState, openNewStack } from "./pages/new-stack";
import { deployByAction } from "./pages/server-actions";

const MiB = 1024 * 1024;
const withMemory = (limit: string) => `services:\n  web:\n    image: spindle/shell:1\n    mem_limit: ${limit}\n`;

async function openPolicy(page: Page): Promise<void> {
  await page.goto(`/${ENVIRONMENT}/admin?tab=policy`);
  await expect(page.getByRole("status", { name: "Policy", exact: true })).toHaveText("As saved.");
}

async function saveMemory(page: Page, mebibytes: number): Promise<void> {
  await page.getByLabel("Memory", { exact: true }).fill(String(mebibytes));
  await expect(page.getByRole("status", { name: "Stacks under this policy" })).not.toHaveText("Checking");
  await page.getByRole("button", { name: "Save policy" }).click();
  await expect(page.getByRole("status", { name: "Policy", exact: true })).toHaveText("Saved.");
}

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
  await admin.getByLabel("Memory", { exact: true }).fill("96");
  await admin.getByRole("textbox", { name: "Compose file to try" }).click();
  await admin.keyboard.insertText(withMemory("512m"));
  const tried = admin.getByRole("region", { name: "Issues" });
  await expect(tried.getByText("mem_limit can be 6m to 96m; this is 512m.")).toBeVisible();
  await expect(tried.getByRole("button", { name: "line 4" })).toBeVisible();
  await saveMemory(admin, 96);

  const over = newStackName();
  await openNewStack(user, over, withMemory("512m"));
  await user.getByRole("button", { name: "Review" }).click();
  const said = user.getByRole("region", { name: "Issues" });
  await expect(said.getByText("mem_limit can be 6m to 96m; this is 512m.")).toBeVisible();
  await expect(said.getByRole("button", { name: "line 4" })).toBeVisible();
  await expect(user.getByRole("button", { name: "Deploy" })).toBeDisabled();
  const context = await browser.newContext({ storageState: sessions.user });
  await expect(deployByAction(context.request, serverHandle.url, over, withMemory("512m"))).rejects.toThrow();
  await context.close();
  expect(await containersOf(docker, over)).toEqual([]);

  const within = newStackName();
  await deploy(user, within, withMemory("64m"));
  await expectState(user, "Active");
  expect((await inspectOne(docker, within, "web")).HostConfig.Memory).toBe(64 * MiB);

  await saveMemory(admin, 8192);
});
