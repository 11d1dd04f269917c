import type { Page } from "@playwright/test";
import { expect, test } from "./fixtures";
import { faultsOf } from "./pages/axe";
import { expectStanding, idOf } from "./pages/containers";
import { expectState, stackAddress } from "./pages/new-stack";
import { decide, openService } from "./pages/service";
import { pressUpgrade, reviewUpgrade } from "./pages/upgrade";

const image = (version: string) => `spindle/demo:${version}`;
const web = (version: string, more = "") => `services:\n  web:\n    image: ${image(version)}\n${more}`;

const choice = (page: Page) => page.getByRole("region", { name: "No longer in the file" });
const plan = (page: Page) => page.getByRole("region", { name: "What will happen" });

test("a service that the file no longer has is kept running, and removed by the next upgrade", async ({ user, stackName, docker, deployAsUser }) => {
  await deployAsUser(stackName, web("v1", `  old-worker:\n    image: ${image("v1")}\n`));
  await expectStanding(docker, stackName, ["old-worker-1 g1 running", "web-1 g1 running"]);
  const worker = await idOf(docker, stackName, "old-worker-1 g1");

  await reviewUpgrade(user, stackName, web("v2"));
  const radios = choice(user).getByRole("group", { name: "old-worker: remove or keep" });
  await expect(radios.getByRole("radio", { name: "Remove it" })).toBeChecked();
  await expect(plan(user)).toContainText("old-worker: no longer in the file; its 1 container is stopped and kept until you confirm");
  await radios.getByRole("radio", { name: "Keep it running" }).check({ force: true });
  await expect(plan(user)).toContainText("old-worker: kept running, no longer in the file");
  // Another choice is another upgrade, so it is reviewed again.
  await expect(user.getByRole("button", { name: "Upgrade", exact: true })).toBeDisabled();
  await user.getByRole("button", { name: "Review" }).click();
  await expect(user.getByRole("region", { name: "Changes" })).toContainText("old-worker: kept running, no longer in the file.");
  await pressUpgrade(user, stackName);
  await expectState(user, "Upgraded");
  await expectStanding(docker, stackName, ["old-worker-1 g1 running", "web-1 g1 exited", "web-1 g2 running"]);
  await openService(user, stackName, "web");
  await decide(user, "Confirm upgrade", /Delete the old container\?/);
  await expectStanding(docker, stackName, ["old-worker-1 g1 running", "web-1 g2 running"]);
  expect(await idOf(docker, stackName, "old-worker-1 g1")).toBe(worker);

  await user.goto(stackAddress(stackName));
  await expectState(user, "Active");
  await expect(user.getByRole("table", { name: "Services" }).getByRole("row").filter({ hasText: "old-worker" })).toContainText("Not in the file");
  await expect(user.getByRole("main")).toContainText("old-worker runs outside of the file, kept since revision 2");
  expect(await faultsOf(user)).toEqual([]);

  await reviewUpgrade(user, stackName, web("v2"));
  await expect(radios.getByRole("radio", { name: "Keep it running" })).toBeChecked();
  await radios.getByRole("radio", { name: "Remove it" }).check({ force: true });
  await expect(plan(user)).toContainText("old-worker: no longer in the file; its 1 container is stopped");
  await user.getByRole("button", { name: "Review" }).click();
  await pressUpgrade(user, stackName);
  await expectState(user, "Upgraded");
  await expectStanding(docker, stackName, ["old-worker-1 g1 exited", "web-1 g2 running"]);
  await openService(user, stackName, "old-worker");
  await decide(user, "Confirm upgrade", /Delete the old container\?/);
  await expectStanding(docker, stackName, ["web-1 g2 running"]);
});
