import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { LABEL } from "@/lib/core/labels";
import { expect, inspectOne, test } from "./fixtures";
import { faultsOf } from "./pages/axe";
import { runIn } from "./pages/containers";
import { containerRow, openService } from "./pages/service";

const panel = (page: Page) => page.getByRole("dialog", { name: "Files of box-1" });
const listing = (page: Page) => panel(page).getByRole("list", { name: "Files of box-1" });
const upload = (page: Page, files: { name: string; text: string }[]) =>
  panel(page)
    .getByLabel("Files to upload")
    .setInputFiles(files.map(({ name, text }) => ({ name, mimeType: "text/plain", buffer: Buffer.from(text) })));

test("files go into a container and come out of it, whatever they are called; one that is there is asked about", async ({
  user,
  stackName,
  docker,
  deployAsUser,
}, testInfo) => {
  await deployAsUser(stackName, "services:\n  box:\n    image: spindle/shell:1\n    stop_grace_period: 1s\n    volumes: [data:/data]\nvolumes:\n  data: {}\n");
  const { Id } = await inspectOne(docker, stackName, "box");
  await runIn(docker, Id, ["sh", "-c", "mkdir -p /srv/sub && echo deep > /srv/sub/deep && printf 'odd\\n' > \"/srv/$(printf 'a\\377\\nb')\""]);
  await openService(user, stackName, "box", "containers");
  await containerRow(user, "box-1").getByRole("button", { name: "Files of box-1" }).click();
  await panel(user).getByRole("textbox", { name: "Path" }).fill("/srv");
  await user.keyboard.press("Enter");
  await expect(listing(user).getByRole("listitem")).toHaveCount(2);
  await expect(panel(user)).toContainText("In the container's own layer: gone after an upgrade.");

  await upload(user, [
    { name: "up one.txt", text: "first" },
    { name: "two.txt", text: "second" },
  ]);
  await expect(listing(user).getByRole("listitem")).toHaveCount(4);
  expect(await runIn(docker, Id, ["sh", "-c", "cat '/srv/up one.txt' /srv/two.txt; stat -c ' %a' /srv/two.txt"])).toBe("firstsecond 644");
  await upload(user, [{ name: "two.txt", text: "again" }]);
  await panel(user).getByRole("button", { name: "Replace it" }).click();
  await expect(panel(user).getByText("Upload of two.txt is done.")).toHaveCount(2);
  expect(await runIn(docker, Id, ["cat", "/srv/two.txt"])).toBe("again");

  const download = async (name: RegExp) => {
    const coming = user.waitForEvent("download");
    await listing(user).getByRole("button", { name }).click();
    return readFile(await (await coming).path());
  };
  expect((await download(/^Download up one\.txt$/)).toString()).toBe("first");
  // Neither a byte that is no UTF-8 nor the end of a line is lost on the way.
  expect((await download(/^Download a..b$/)).toString()).toBe("odd\n");
  expect((await download(/^Download sub as a tar$/)).toString("latin1")).toMatch(/sub\/deep[\s\S]*deep\n/);

  // A whole folder goes as one thing, whole or not at all.
  const site = testInfo.outputPath("site");
  await mkdir(join(site, "css"), { recursive: true });
  await Promise.all([writeFile(join(site, "index.html"), "hello"), writeFile(join(site, "css", "own.css"), "body{}")]);
  await panel(user).getByLabel("Folder to upload").setInputFiles(site);
  await expect(panel(user).getByText("Upload of site is done.")).toHaveCount(1);
  expect(await runIn(docker, Id, ["sh", "-c", "cd /srv/site && cat index.html css/own.css && ls -A /srv | grep -c spindle-; true"])).toBe("hellobody{}0");
  await expect(listing(user).getByRole("button", { name: "site", exact: true })).toBeVisible();
  await panel(user).getByLabel("Folder to upload").setInputFiles(site);
  await expect(panel(user).getByRole("alert")).toContainText("Folders are never replaced");
  await panel(user).getByRole("button", { name: "Keep it" }).click();

  expect(await faultsOf(user, "any")).toEqual([]);
  await panel(user).getByRole("textbox", { name: "Path" }).fill("/data");
  await user.keyboard.press("Enter");
  await expect(panel(user)).toContainText("In the volume at /data: stays through restarts and upgrades.");
  await panel(user).getByRole("textbox", { name: "Path" }).fill("/nowhere");
  await user.keyboard.press("Enter");
  await expect(panel(user).getByRole("alert")).toContainText("There is no /nowhere");
});

test("a container without a shell is looked at from beside it; nothing is left of that", async ({ user, stackName, docker, deployAsUser }) => {
  await deployAsUser(stackName, "services:\n  bare:\n    image: spindle/noshell:1\n    stop_grace_period: 1s\n");
  const { Id } = await inspectOne(docker, stackName, "bare");
  const beside = () => docker.listContainers({ all: true, filters: { label: [`${LABEL.debug}=${Id}`] } });
  await openService(user, stackName, "bare", "shell");
  const terminal = user.getByRole("region", { name: "Terminal" });
  await terminal.getByRole("button", { name: "Open a debug shell" }).click();
  await expect.poll(async () => (await beside()).length).toBe(1);
  // What is typed before the shell is there goes nowhere.
  await expect(terminal.getByRole("combobox", { name: "Shell" })).toBeVisible();
  await terminal.getByRole("textbox", { name: "Terminal input" }).focus();
  await user.keyboard.type('ls /proc/1/root/bin; echo "six times seven is $((6 * 7))"');
  await user.keyboard.press("Enter");
  await expect(terminal).toContainText("six times seven is 42");
  await expect(terminal).toContainText("demo");
  await user.keyboard.type("exit");
  await user.keyboard.press("Enter");
  await expect(terminal.getByRole("status")).toContainText("The shell ended");
  await expect.poll(async () => (await beside()).length).toBe(0);
});
