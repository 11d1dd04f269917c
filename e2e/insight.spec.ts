import { request } from "@playwright/test";
import type Docker from "dockerode";
import { containersOf, expect, inspectOne, test } from "./fixtures";
import { expectStanding, idOf, runIn } from "./pages/containers";
import { expectState, openNewStack } from "./pages/new-stack";
import { openService } from "./pages/service";
import { upgradeByAction } from "./pages/upgrade";

/** `spindle/keeper` has a VOLUME /data. */
const keeper = (tag: number, more = ""): string => `services:\n  db:\n    image: spindle/keeper:${tag}\n${more}`;
const MOUNTS = "    volumes:\n      - named:/named\n    tmpfs: /fast:size=1m\n";
const DECLARED = "volumes:\n  named:\n";

const volumesOf = async (docker: Docker, names: (string | undefined)[]): Promise<boolean[]> => {
  const there = new Set((await docker.listVolumes()).Volumes.map(({ Name }) => Name));
  return names.map((name) => there.has(name ?? ""));
};

test("lint speaks at its line, and its fixes make a file that says nothing more of it", async ({ user, stackName }) => {
  await openNewStack(user, stackName, `${keeper(1)}    environment:\n      DB_PASSWORD: hunter2\n`);
  const issues = user.getByRole("region", { name: "Issues" });
  const lost = issues.locator(".issue").filter({ hasText: "The image keeps data in /data" });
  await expect(lost).toContainText("line 3");
  await issues.getByRole("button", { name: "Fix line 3: Keep it in a volume db-data" }).click();
  await expect(lost).toHaveCount(0);
  const secret = issues.locator(".issue").filter({ hasText: "DB_PASSWORD is written into the file" });
  await expect(secret).toContainText("line 7");
  await secret.getByRole("button", { name: /^Fix line 7/ }).click();
  await expect(secret).toHaveCount(0);
  await expect(user.getByRole("textbox", { name: "Compose file" })).toContainText(/volumes:\s*- db-data:\/data/);
  await expect(user.getByRole("textbox", { name: "Compose file" })).not.toContainText("hunter2");
  await expect(user.getByRole("textbox", { name: "DB_PASSWORD" })).toHaveValue("hunter2");
  await user.getByRole("button", { name: "Review" }).click();
  await expect(user.getByRole("region", { name: "Images" })).toContainText(/db\s*keeper:1/);
  await expect(user.getByRole("region", { name: "What will happen" })).toContainText("spindle/keeper:1 is here already");
});

test("storage is what the engine mounted; data without a name goes only when it was named", async ({
  user,
  stackName,
  docker,
  deployAsUser,
  serverHandle,
  sessions,
}) => {
  await deployAsUser(stackName, `${keeper(1, MOUNTS)}${DECLARED}`);
  const { Id, Mounts } = await inspectOne(docker, stackName, "db");
  await runIn(docker, Id, ["sh", "-c", "dd if=/dev/zero of=/data/a bs=1k count=64 2>/dev/null"]);

  await openService(user, stackName, "db", "storage");
  const table = user.getByRole("table", { name: "Storage" });
  for (const { Type, Destination, Name } of Mounts) {
    const row = table.getByRole("row").filter({ has: user.getByText(Destination, { exact: true }) });
    const isNamed = !/^[0-9a-f]{64}$/.test(Name ?? "");
    await expect(row).toContainText(Type === "tmpfs" ? "Memory" : isNamed ? "Volume" : "Volume without a name");
    await expect(row).toContainText(Type === "tmpfs" ? "is lost" : isNamed ? "stays" : "is lost");
  }
  await expect(table.getByRole("row")).toHaveCount(1 + Mounts.length + 2);
  await expect(table.getByRole("row").filter({ has: user.getByText("/data", { exact: true }) })).toContainText("64\u00a0KiB");
  await expect(user.getByRole("main")).toContainText("Data here does not outlive an upgrade");

  const api = await request.newContext({ baseURL: serverHandle.url, storageState: sessions.user });
  await upgradeByAction(api, serverHandle.url, stackName, `${keeper(2, MOUNTS)}${DECLARED}`);
  await api.dispose();
  await expectStanding(docker, stackName, ["db-1 g1 exited", "db-1 g2 running"]);
  const fresh = await docker.getContainer(await idOf(docker, stackName, "db-1 g2")).inspect();
  const nameAt = (mounts: typeof Mounts, path: string) => mounts.find(({ Destination }) => Destination === path)?.Name;
  const watched = [nameAt(Mounts, "/data"), nameAt(Mounts, "/named"), nameAt(fresh.Mounts, "/data")];
  expect(new Set(watched).size).toBe(3);
  expect(await volumesOf(docker, watched)).toEqual([true, true, true]);

  await openService(user, stackName, "db", "upgrade");
  await expectState(user, "Upgraded");
  await user.getByRole("main").getByRole("button", { name: "Confirm upgrade" }).first().click();
  const asked = user.getByRole("group", { name: "Confirm upgrade" });
  await expect(asked.getByRole("button", { name: "Confirm upgrade" })).toBeDisabled();
  const named = asked.getByRole("checkbox", { name: /Delete \/data of old db-1, 64.KiB/ });
  await expect(named).toBeFocused();
  await user.keyboard.press("Space");
  await expect(named).toBeChecked();
  expect(await volumesOf(docker, watched)).toEqual([true, true, true]);
  await asked.getByRole("button", { name: "Confirm upgrade" }).click();
  await expectState(user, "Active");
  await expectStanding(docker, stackName, ["db-1 g2 running"]);
  expect(await volumesOf(docker, watched)).toEqual([false, true, true]);
  expect((await containersOf(docker, stackName)).map(({ Id }) => Id)).toEqual([fresh.Id]);
});
