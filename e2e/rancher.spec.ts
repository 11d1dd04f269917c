import type Docker from "dockerode";
import { expect, test } from "./fixtures";
import { expectStanding, idOf, idsOf } from "./pages/containers";
import { ENVIRONMENT, expectState, openNewStack, pasteCompose, stackAddress } from "./pages/new-stack";
import { decide, openService } from "./pages/service";
import { pressUpgrade } from "./pages/upgrade";

const COMPOSE = `version: '2'
services:
  web:
    image: spindle/demo:v1
    retain_ip: true # caches look for it
    labels:
      io.rancher.sidekicks: feed
  feed:
    image: spindle/shell:1
`;
const RANCHER = `services:
  # two, so that one may fail
  web:
    scale: 2
    health_check:
      port: 8080
      request_line: GET /version HTTP/1.0
      interval: 1000
    upgrade_strategy:
      batch_size: 2
      interval_millis: 0
`;

async function addressOf(docker: Docker, stack: string, container: string): Promise<string | undefined> {
  const { NetworkSettings } = await docker.getContainer(await idOf(docker, stack, container)).inspect();
  return Object.values(NetworkSettings.Networks)[0]?.IPAddress;
}

test("both files of Rancher 1.6 are read, modernised and deployed; addresses and sidekicks outlive an upgrade and its way back", async ({
  user,
  stackName,
  docker,
}) => {
  await openNewStack(user, stackName, COMPOSE);
  await user.getByRole("button", { name: "rancher-compose.yml" }).click();
  await pasteCompose(user, RANCHER, "rancher-compose.yml");
  const issues = user.getByRole("region", { name: "Issues" });
  await expect(issues).toContainText("Read as x-spindle: {retain_ip: true}.");
  await expect(issues).toContainText("Read as scale: 2.");
  await issues.getByRole("button", { name: "rancher-compose.yml line 5" }).click();
  await expect(user.getByRole("textbox", { name: "rancher-compose.yml" })).toBeFocused();

  await user.getByRole("button", { name: "Modernise this file" }).click();
  const dialog = user.getByRole("dialog", { name: "Modernise this file" });
  await expect(dialog.getByRole("region", { name: "Changes of the text" })).toContainText("sidekick_of: web");
  await dialog.getByRole("button", { name: "Take over" }).click();
  await expect(user.getByRole("textbox", { name: "rancher-compose.yml" })).toHaveCount(0);
  await user.getByRole("button", { name: "Review" }).click();
  await expect(issues).not.toContainText("Rancher");
  await user.getByRole("button", { name: "Deploy" }).click();
  await user.waitForURL(`**${stackAddress(stackName)}`);

  await expectStanding(docker, stackName, ["feed-1 g1 running", "feed-2 g1 running", "web-1 g1 running", "web-2 g1 running"]);
  await expectState(user, "Active");
  await expect(user.getByRole("table", { name: "Services" }).getByRole("row").nth(2)).toContainText(/feed\s*sidekick/);
  const { Config } = await docker.getContainer(await idOf(docker, stackName, "web-1 g1")).inspect();
  expect(Config.Healthcheck).toMatchObject({ Interval: 1e9, Retries: 3 });
  expect(Config.Healthcheck?.Test?.[1]).toContain("http://127.0.0.1:8080/version");
  await expect.poll(async () => (await docker.getContainer(await idOf(docker, stackName, "web-1 g1")).inspect()).State.Health?.Status).toBe("healthy");
  const addresses = await Promise.all(["web-1 g1", "web-2 g1"].map((name) => addressOf(docker, stackName, name)));
  const before = await idsOf(docker, stackName);

  const modern = await (await user.request.get(`/api/environments/${ENVIRONMENT}/stacks/${stackName}/export`)).text();
  expect(modern).toContain("# two, so that one may fail");
  await user.goto(stackAddress(stackName, "?tab=compose"));
  await pasteCompose(user, modern.replace("demo:v1", "demo:v2"));
  await expect(user.getByRole("region", { name: "Strategy" }).getByLabel("Batch size")).toHaveValue("2");
  await user.getByRole("button", { name: "Review" }).click();
  await expect(user.getByRole("region", { name: "What will happen" })).toContainText("feed: 2 containers replaced all at once, each with its web");
  await expect(user.getByRole("region", { name: "Changes" })).toContainText("feed: unchanged, replaced together with web.");
  await pressUpgrade(user, stackName);
  await expectState(user, "Upgraded");
  expect(await Promise.all(["web-1 g2", "web-2 g2"].map((name) => addressOf(docker, stackName, name)))).toEqual(addresses);

  await openService(user, stackName, "feed");
  await expectState(user, "Upgraded");
  await decide(user, "Roll back", /Start the old 4 again\?/);
  await expectStanding(docker, stackName, ["feed-1 g1 running", "feed-2 g1 running", "web-1 g1 running", "web-2 g1 running"]);
  expect(await idsOf(docker, stackName)).toEqual(before);
  expect(await Promise.all(["web-1 g1", "web-2 g1"].map((name) => addressOf(docker, stackName, name)))).toEqual(addresses);
});
