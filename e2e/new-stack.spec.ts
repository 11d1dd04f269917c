import type { Page } from "@playwright/test";
import { containersOf, deploy, expect, inspectOne, test } from "./fixtures";
import { runIn } from "./pages/containers";
import { freePoolPort } from "./pages/host-port";
import { expectState, openNewStack, pasteCompose, stackAddress } from "./pages/new-stack";
import { callAction, orderRemoval } from "./pages/server-actions";
import { makePerson, signIn } from "./pages/session";
import { tinyRegistry } from "./pages/tiny-registry";

const issues = (page: Page) => page.getByRole("region", { name: "Issues" });
const review = (page: Page) => page.getByRole("button", { name: "Review" }).click();
const deployButton = (page: Page) => page.getByRole("button", { name: "Deploy" });

test("a text with faults: each stands at its line with its reason, Deploy waits for a clean review, a fix takes one click", async ({
  user,
  stackName,
  docker,
}) => {
  await openNewStack(user, stackName, "services:\n  web:\n    image: spindle/demo:v1\n    privileged: true\n    environemnt: {A: b}\n");
  await expect(issues(user).getByRole("status", { name: "Issue count" })).toHaveText(/^2 errors/);
  await expect(issues(user).getByRole("button", { name: "line 4", exact: true })).toBeVisible();
  await expect(issues(user)).toContainText("web: ");
  await expect(user.getByRole("textbox", { name: "Compose file" }).locator(".ed-error[data-note]")).toHaveCount(2);
  await review(user);
  await expect(user.getByText("2 errors stop the deploy.")).toBeVisible();
  await expect(deployButton(user)).toBeDisabled();

  await issues(user)
    .getByRole("button", { name: /^Fix line 4: / })
    .click();
  await expect(issues(user).getByRole("status", { name: "Issue count" })).toHaveText(/^1 error/);
  await issues(user)
    .getByRole("button", { name: /^Fix line 4: / })
    .click();
  const text = user.getByRole("textbox", { name: "Compose file" });
  await expect(text).toContainText("environment: {A: b}");
  await expect(text).not.toContainText("privileged");
  await expect(deployButton(user)).toBeDisabled();
  await review(user);
  await expect(user.getByText("Reviewed.")).toBeVisible();
  await expect(user.getByRole("region", { name: "What will happen" }).getByRole("listitem").first()).toBeVisible();
  expect(await containersOf(docker, stackName)).toHaveLength(0);
  await deployButton(user).click();
  await user.waitForURL(`**${stackAddress(stackName)}`);
  expect((await inspectOne(docker, stackName, "web")).Config.Env).toContain("A=b");
});

const REFUSED: [string, string, number, RegExp][] = [
  ["privileged", "privileged: true", 4, /controls the whole host/],
  ["the host's network", "network_mode: host", 4, /networks are closed/],
  ["the host's processes", "pid: host", 4, /other programs' memory/],
  ["the host's shared memory", "ipc: host", 4, /Shared memory of the host/],
  ["a directory of the host", "volumes: ['/etc:/etc']", 4, /host/i],
  ["the Docker socket", "volumes:\n      - /var/run/docker.sock:/var/run/docker.sock", 5, /host/i],
  ["a device", "devices: ['/dev/sda:/dev/sda']", 4, /host's hardware/],
  ["a capability beyond the seven", "cap_add: [SYS_ADMIN]", 4, /SYS_ADMIN/],
  ["a build", "build: .", 4, /Images are not built here/],
  ["an unknown word", "frobnicate: yes", 4, /frobnicate/],
  ["another stack's network", "networks: [other]\nnetworks:\n  other:\n    external: true", 7, /cannot be joined/],
  ["driver options", "volumes: ['data:/data']\nvolumes:\n  data:\n    driver_opts: {type: none, o: bind, device: /etc}", 7, /any directory of the host/],
];

test("what would reach past the container is refused at its line, for an administrator too", async ({ admin, user, stackName }) => {
  await openNewStack(user, stackName, "services: {}\n");
  for (const [what, lines, line, reason] of REFUSED) {
    await test.step(what, async () => {
      await pasteCompose(user, `services:\n  web:\n    image: spindle/demo:v1\n    ${lines}\n`);
      const issue = issues(user).locator(".issue", { has: user.getByRole("button", { name: `line ${line}`, exact: true }) });
      await expect(issue.filter({ hasText: reason }).first()).toBeVisible();
      await expect(issue.first()).toContainText("Error:");
      await expect(deployButton(user)).toBeDisabled();
    });
  }
  await openNewStack(admin, stackName, `services:\n  web:\n    image: spindle/demo:v1\n    ${REFUSED[0]?.[1]}\n`);
  await expect(issues(admin).getByRole("button", { name: "line 4", exact: true })).toBeVisible();
  await review(admin);
  await expect(deployButton(admin)).toBeDisabled();
});

test("nothing that was refused is deployed by sending it without the page", async ({ user, stackName, docker, serverHandle: { url } }) => {
  const composeText = "services:\n  web:\n    image: spindle/demo:v1\n    privileged: true\n";
  const input = { environment: "sandbox", stack: stackName, composeText, variables: {}, message: null };
  const answer = await callAction(user.request, url, "deployAction", { ...input, reviewedHash: "0".repeat(64) });
  expect(answer.result).toMatchObject({ ok: false, problem: { code: "COMPOSE_REFUSED", data: { line: 4 } } });
  const unreviewed = await callAction(user.request, url, "deployAction", {
    ...input,
    composeText: composeText.replace("    privileged: true\n", ""),
    reviewedHash: "0".repeat(64),
  });
  expect(unreviewed.result).toMatchObject({ ok: false, problem: { code: "STALE_REVIEW" } });
  expect(await containersOf(docker, stackName)).toHaveLength(0);
});

test("a variable without a value gets a field, and its value reaches the container", async ({ user, stackName, docker }) => {
  await openNewStack(user, stackName, "services:\n  web:\n    image: spindle/demo:${" + "TAG}\n    environment:\n      WHO: ${" + "WHO:-nobody}\n");
  await expect(issues(user).getByRole("button", { name: "line 3", exact: true })).toBeVisible();
  await review(user);
  await expect(deployButton(user)).toBeDisabled();
  const variables = user.getByRole("table", { name: "Variables" });
  await variables.getByRole("textbox", { name: "TAG" }).fill("v2");
  await review(user);
  await deployButton(user).click();
  await user.waitForURL(`**${stackAddress(stackName)}`);
  const web = await inspectOne(docker, stackName, "web");
  expect(web.Config.Env).toEqual(expect.arrayContaining(["VERSION=v2", "WHO=nobody"]));
});

test("the progress of a pull is shown with its layers and bytes, and is found again after leaving the page", async ({ user, stackName, docker }) => {
  const registry = await tinyRegistry(docker, "spindle/demo:v1");
  try {
    await deploy(user, stackName, `services:\n  web:\n    image: ${registry.image}\n`);
    const layers = user.getByRole("list", { name: "Layers" });
    const held = layers.getByRole("listitem").filter({ hasText: /\d.* of .*MiB/ });
    await expect(held).toBeVisible();
    await user.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Activity" }).click();
    await user.getByRole("link", { name: new RegExp(`Deploying ${stackName}`) }).click();
    await user.waitForURL(/\/activity\/[^/]+$/);
    await expect(user.getByRole("list", { name: "Steps" })).toContainText(`Pull ${registry.image}`);
    await expect(held).toBeVisible();
    await user.goto("about:blank");
    registry.release();
    await user.goto(stackAddress(stackName));
    await expectState(user, "Active");
    const { Image } = await inspectOne(docker, stackName, "web");
    expect(Image).toBe((await docker.getImage(registry.image).inspect()).Id);
    await expect.poll(async () => (await inspectOne(docker, stackName, "web")).State.Health?.Status).toBe("healthy");
  } finally {
    await registry.close();
    await docker
      .getImage(registry.image)
      .remove({ force: true })
      .catch(() => {});
  }
});

test("services find each other by name, and a name answers with every copy", async ({ user, stackName, docker }) => {
  await deploy(user, stackName, "services:\n  app:\n    image: spindle/demo:v2\n    scale: 3\n  box:\n    image: spindle/shell:1\n    depends_on: [app]\n");
  await expectState(user, "Active");
  const box = await inspectOne(docker, stackName, "box");
  const apps = await containersOf(docker, stackName, "app");
  const addresses = apps.flatMap(({ NetworkSettings }) => Object.values(NetworkSettings.Networks).map(({ IPAddress }) => IPAddress)).sort();
  expect(addresses).toHaveLength(3);
  const lookup = await runIn(docker, box.Id, ["nslookup", "app"]);
  expect([...new Set(lookup.match(/\d+\.\d+\.\d+\.\d+/g))].filter((address) => !address.startsWith("127.")).sort()).toEqual(addresses);
  expect(await runIn(docker, box.Id, ["wget", "-q", "-O", "-", "http://app:8080/version"])).toBe("v2");
  const [network = ""] = Object.keys(box.NetworkSettings.Networks);
  expect(Object.keys(box.NetworkSettings.Networks)).toHaveLength(1);
  expect(apps.map(({ NetworkSettings }) => Object.keys(NetworkSettings.Networks))).toEqual([[network], [network], [network]]);
});

test("a port without a number gets a free one of the pool, and the link answers", async ({ user, stackName, docker }) => {
  await deploy(user, stackName, "services:\n  web:\n    image: spindle/demo:v1\n    ports: ['8080']\n    scale: 2\n");
  await expectState(user, "Active");
  await user.goto(stackAddress(stackName, "/services/web"));
  const links = user.getByRole("table", { name: "Containers" }).getByRole("link", { name: /:60\d\d\d/ });
  await expect(links).toHaveCount(2);
  const hrefs = await links.evaluateAll((all) => all.map((link) => (link as HTMLAnchorElement).href));
  expect(await Promise.all(hrefs.map(async (href) => (await fetch(`${href}version`)).text()))).toEqual(["v1\n", "v1\n"]);
  const published = (await containersOf(docker, stackName)).flatMap(({ Ports }) =>
    Ports.filter(({ IP }) => IP === "0.0.0.0").map(({ PublicPort }) => PublicPort),
  );
  expect(published.sort()).toEqual(hrefs.map((href) => Number(new URL(href).port)).sort());
  for (const port of published) expect(port).toBeGreaterThanOrEqual(60000);
  for (const port of published) expect(port).toBeLessThanOrEqual(60050);
});

test("a host port that somebody has is named before anything starts", async ({ user, other, adminApi, newStackName, docker, deployAsUser }) => {
  const port = await freePoolPort(adminApi);
  const compose = `services:\n  web:\n    image: spindle/demo:v1\n    ports: ['${port}:8080']\n`;
  const [first, second] = [newStackName(), newStackName()];
  await deployAsUser(first, compose);
  await inspectOne(docker, first, "web");
  await openNewStack(other, second, compose);
  const issue = issues(other).locator(".issue", { has: other.getByRole("button", { name: "line 4", exact: true }) });
  await expect(issue.filter({ hasText: String(port) }).first()).toContainText("another stack");
  await expect(issues(other)).not.toContainText(first);
  await review(other);
  await expect(deployButton(other)).toBeDisabled();
  expect(await containersOf(docker, second)).toHaveLength(0);
  await user.goto(stackAddress(first));
  await expectState(user, "Active");
});

test("a name that is taken is said under its field", async ({ user, other, stackName, deployAsUser }) => {
  const compose = "services:\n  box:\n    image: spindle/shell:1\n";
  await deployAsUser(stackName, compose);
  await openNewStack(other, stackName, compose);
  await review(other);
  await deployButton(other).click();
  await expect(other.getByRole("alert").filter({ hasText: `The name ${stackName} is taken. Choose another one.` })).toBeVisible();
  await user.goto(stackAddress(stackName));
  await expectState(user, "Active");
});

test("the empty home page offers a sample that runs at once", async ({ browser, baseURL, adminApi, docker, serverHandle: { url } }) => {
  const person = { username: `new-${Date.now().toString(36)}`, password: "a sentence of some words" };
  await makePerson(adminApi, url, person);
  const context = await browser.newContext({ baseURL, storageState: await signIn(url, person) });
  const page = await context.newPage();
  try {
    await page.goto("/");
    await page.getByRole("button", { name: "Try a sample stack" }).click();
    await page.waitForURL(`**${stackAddress("sample")}`);
    await expectState(page, "Active");
    const link = page
      .getByRole("main")
      .getByRole("link", { name: /:60\d\d\d/ })
      .first();
    expect(await (await fetch(`${await link.evaluate((a) => (a as HTMLAnchorElement).href)}version`)).text()).toBe("v1\n");
    expect((await containersOf(docker, "sample")).length).toBeGreaterThanOrEqual(2);
  } finally {
    await context.close();
    await orderRemoval(adminApi, url, "sample");
  }
});
