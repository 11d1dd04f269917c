import type { Page } from "@playwright/test";
import { containersOf, deploy, expect, inspectOne, test } from "./fixtures";
import { freePoolPort, holdPort } from "./pages/host-port";
import { expectState, healthOf, openNewStack, stackAddress, stateOf } from "./pages/new-stack";
import { tinyRegistry } from "./pages/tiny-registry";

const BOX = "services:\n  box:\n    image: spindle/shell:1\n";
const WEB = "services:\n  web:\n    image: spindle/demo:v1\n    ports: ['8080']\n";

const table = (page: Page) => page.getByRole("table", { name: "Stacks" });
const rowOf = (page: Page, name: string) =>
  table(page)
    .getByRole("row")
    .filter({ has: page.getByRole("link", { name, exact: true }) });
/** The one sentence under the title of a stack or service. */
const why = (page: Page) => page.locator(".svc-why");

test("a row says state, health, copies, endpoint and the last change, and opens to its services", async ({ user, stackName, deployAsUser, docker }) => {
  await deployAsUser(stackName, `${WEB}    scale: 2\n  box:\n    image: spindle/shell:1\n`);
  await user.goto("/sandbox/stacks");
  const row = rowOf(user, stackName);
  await expect(row.getByRole("status", { name: "State" })).toHaveText("Active", { timeout: 60_000 });
  await expect(row.getByRole("status", { name: "Health" })).toHaveText("Healthy");
  await expect(row).toContainText("3 of 3");
  await expect(row).toContainText(/Deployed\s*uma, /);
  const href = await row.getByRole("link", { name: /:60\d\d\d/ }).evaluate((link) => (link as HTMLAnchorElement).href);
  expect(await (await fetch(`${href}version`)).text()).toBe("v1\n");
  expect(await containersOf(docker, stackName)).toHaveLength(3);

  await row.getByRole("button", { name: `Services of ${stackName}` }).click();
  const web = table(user).getByRole("row").filter({ hasText: "demo:v1" });
  await expect(web).toContainText("2 of 2");
  await expect(web.getByRole("status", { name: "State" })).toHaveText("Active");
  await user.reload();
  await expect(web).toContainText("2 of 2");
  await web.getByRole("link", { name: "web" }).click();
  await user.waitForURL(`**${stackAddress(stackName, "/services/web")}`);
});

test("the filter and the state chips are part of the address", async ({ user, newStackName, deployAsUser }) => {
  const [first, second] = [newStackName(), newStackName()];
  await deployAsUser(first, BOX);
  await deployAsUser(second, "services:\n  gone:\n    image: spindle/demo:broken\n    restart: 'no'\n");
  await user.goto("/sandbox/stacks");
  await expect(rowOf(user, first).getByRole("status", { name: "State" })).toHaveText("Active", { timeout: 60_000 });
  await expect(rowOf(user, second).getByRole("status", { name: "State" })).toHaveText("Error", { timeout: 60_000 });

  const chips = user.getByRole("group", { name: "State filter" });
  await chips.getByRole("button", { name: /^Needs you/ }).click();
  await expect(rowOf(user, second)).toBeVisible();
  await expect(rowOf(user, first)).toBeHidden();
  await chips.getByRole("button", { name: /^Active/ }).click();
  await expect(rowOf(user, first)).toBeVisible();
  await expect(rowOf(user, second)).toBeHidden();
  await user.reload();
  await expect(chips.getByRole("button", { name: /^Active/ })).toHaveAttribute("aria-pressed", "true");
  await chips.getByRole("button", { name: /^All/ }).click();

  await user.keyboard.press("/");
  await user.keyboard.type("demo:broken");
  await expect(rowOf(user, second)).toBeVisible();
  await expect(rowOf(user, first)).toBeHidden();
  await user.reload();
  await expect(rowOf(user, first)).toBeHidden();
  await user.getByLabel("Filter stacks").fill("nothing is called like this");
  await user.getByRole("button", { name: "Show all" }).click();
  await expect(rowOf(user, first)).toBeVisible();
  await expect(rowOf(user, second)).toBeVisible();
});

test("a crash loop, an OOM kill, an exit code and a failing check are each named with the next step, and stand under Needs you", async ({
  user,
  stackName,
  docker,
}) => {
  const services = [
    ["crash", "spindle/crashloop:1", ""],
    ["oom", "spindle/oom:1", "    mem_limit: 32m\n    restart: 'no'\n"],
    ["broken", "spindle/demo:broken", "    restart: 'no'\n"],
    ["sick", "spindle/unhealthy:1", ""],
  ];
  await deploy(user, stackName, `services:\n${services.map(([name, image, more]) => `  ${name}:\n    image: ${image}\n${more}`).join("")}`);
  const expected: [string, string, RegExp, RegExp][] = [
    ["crash", "Error", /crash-1 keeps crashing: it ended \d+\stimes, last with exit code 1\./, /correct the cause and upgrade/],
    ["oom", "Error", /oom-1 ran out of memory: its limit is 32\sMiB\./, /Raise its memory limit in the compose file and upgrade\./],
    ["broken", "Error", /broken-1 ended with exit code 78: its command reported an error\./, /Read its last log lines\./],
    ["sick", "Active", /sick-1 fails its health check: the check says: healthz answered 503\./, /Read its log, or try the check in a shell\./],
  ];
  for (const [service, state, sentence, next] of expected) {
    await user.goto(stackAddress(stackName, `/services/${service}`));
    await expect(why(user)).toHaveText(sentence, { timeout: 60_000 });
    await expect(user.locator(".callout").filter({ hasText: next })).toBeVisible();
    await expect(stateOf(user)).toHaveText(state);
  }
  const [oom] = await containersOf(docker, stackName, "oom");
  expect((await docker.getContainer(oom?.Id ?? "").inspect()).State).toMatchObject({ OOMKilled: true, ExitCode: 137 });
  const [broken] = await containersOf(docker, stackName, "broken");
  expect((await docker.getContainer(broken?.Id ?? "").inspect()).State).toMatchObject({ Running: false, ExitCode: 78 });

  await user.goto("/sandbox/stacks");
  const needs = user.getByRole("region", { name: "Needs you" }).getByRole("listitem").filter({ hasText: stackName });
  for (const [service, , sentence] of expected) await expect(needs.filter({ hasText: `${stackName}/${service}` })).toContainText(sentence);
  await needs
    .filter({ hasText: `${stackName}/crash` })
    .getByRole("link", { name: "Logs" })
    .click();
  await user.waitForURL(`**${stackAddress(stackName, "/services/crash?tab=logs")}`);
});

test("an image that does not exist is named, and the same stack can be corrected", async ({ user, stackName, docker }) => {
  const registry = await tinyRegistry(docker, "spindle/demo:v1");
  try {
    const image = `${registry.host}/lab/nothing:1`;
    await deploy(user, stackName, `services:\n  web:\n    image: ${image}\n`);
    await expect(user.locator(".callout").filter({ hasText: `web: The image ${image} does not exist` })).toContainText("Check the spelling and the tag");
    await expectState(user, "Error");
    expect(await containersOf(docker, stackName)).toHaveLength(0);
    await user.goto("/sandbox/stacks");
    await expect(user.getByRole("region", { name: "Needs you" }).getByRole("listitem").filter({ hasText: stackName })).toContainText("does not exist");
  } finally {
    await registry.close();
  }
});

test("a port that something outside takes after the review is named, and taken as soon as it is free", async ({ user, adminApi, stackName, docker }) => {
  const port = await freePoolPort(adminApi);
  await openNewStack(user, stackName, `services:\n  web:\n    image: spindle/demo:v1\n    ports: ['${port}:8080']\n`);
  await user.getByRole("button", { name: "Review" }).click();
  await expect(user.getByRole("button", { name: "Deploy" })).toBeEnabled();
  const holder = await holdPort(port);
  try {
    await user.getByRole("button", { name: "Deploy" }).click();
    await user.waitForURL(`**${stackAddress(stackName)}`);
    const callout = user.locator(".callout").filter({ hasText: `web: Port ${port} is in use on the host` });
    await expect(callout).toContainText("Choose another host port, or stop what listens there.");
    await expect(callout).toContainText("Next start in");
  } finally {
    await holder.close();
  }
  await expectState(user, "Active");
  const web = await inspectOne(docker, stackName, "web");
  expect(web.NetworkSettings.Ports["8080/tcp"]?.[0]?.HostPort).toBe(String(port));
  expect(await (await fetch(`http://127.0.0.1:${port}/version`)).text()).toBe("v1\n");
});

test("docker stop, kill and rm -f show on the open page without reload and are repaired", async ({ user, stackName, docker }) => {
  await deploy(user, stackName, WEB);
  await expectState(user, "Active");
  await user.goto(stackAddress(stackName, "/services/web"));
  await user.evaluate(() => Object.assign(window, { neverReloaded: true }));
  const row = user.getByRole("table", { name: "Containers" }).locator('[data-container="web-1"]');
  const first = await inspectOne(docker, stackName, "web");
  const seen = user.evaluate(
    () =>
      new Promise<string[]>((done) => {
        const states: string[] = [];
        const look = () => {
          const state = document.querySelector('.svc-title [aria-label="State"]')?.textContent ?? "";
          if (states.at(-1) !== state) states.push(state);
          if (states.length > 1 && state === "Active") done(states);
        };
        look();
        new MutationObserver(look).observe(document.body, { subtree: true, childList: true, characterData: true });
      }),
  );
  await docker.getContainer(first.Id).kill();
  expect((await seen).length).toBeGreaterThan(2);
  await expect.poll(async () => (await docker.getContainer(first.Id).inspect()).State.StartedAt, { timeout: 60_000 }).not.toBe(first.State.StartedAt);
  await expectState(user, "Active");
  await expect(healthOf(user)).toHaveText("Healthy", { timeout: 30_000 });

  await docker.getContainer(first.Id).remove({ force: true });
  await expect(row.getByRole("link", { name: "Logs of web-1" })).not.toHaveAttribute("href", new RegExp(first.Id), { timeout: 60_000 });
  await expect
    .poll(async () => (await containersOf(docker, stackName, "web")).map(({ Id, State }) => [Id === first.Id, State]), { timeout: 60_000 })
    .toEqual([[false, "running"]]);
  await expectState(user, "Active");
  await expect(row.getByRole("status", { name: "State" })).toHaveText("Running");
  expect(await user.evaluate(() => "neverReloaded" in window)).toBe(true);

  await user.goto("/sandbox/activity");
  await expect(user.getByRole("link", { name: `Repaired ${stackName}` }).first()).toBeVisible();
});
