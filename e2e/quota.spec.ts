import { randomBytes } from "node:crypto";
import { containersOf, expect, test } from "./fixtures";
import { freePort } from "./pages/host-port";
import { ENVIRONMENT, expectState, openNewStack, pasteCompose, stackAddress } from "./pages/new-stack";
import { openService } from "./pages/service";
import { makePerson, type Person, signIn } from "./pages/session";

const file = (copies: number, more = "") => `services:\n  web:\n    image: spindle/shell:1\n    scale: ${copies}\n${more}`;

test("a quota set in place stops a deploy in its review, lets it through once it fits, and ends the slider", async ({
  admin,
  adminApi,
  browser,
  docker,
  newStackName,
  serverHandle: { url },
}) => {
  const person: Person = { username: `q-${randomBytes(3).toString("hex")}`, password: "a sentence of some words" };
  await makePerson(adminApi, url, person);
  await admin.goto(`/${ENVIRONMENT}/admin?tab=quotas`);
  await admin.getByRole("button", { name: `Change the quota of ${person.username}` }).click();
  const form = admin.getByRole("form", { name: `Quota of ${person.username}` });
  await form.getByLabel("Containers").fill("3");
  await form.getByLabel("Reason").fill("only for a look");
  await form.getByRole("button", { name: "Save quota" }).click();
  await expect(form).toBeHidden();
  await admin.getByRole("textbox", { name: "Filter projects" }).fill(person.username);
  await expect(admin.getByRole("table", { name: "Quotas" }).getByText(/^0\sof\s3$/)).toBeVisible();
  await expect(admin.getByText("only for a look", { exact: false })).toBeVisible();

  const context = await browser.newContext({ baseURL: url, storageState: await signIn(url, person) });
  const page = await context.newPage();
  const name = newStackName();
  await openNewStack(page, name, file(4));
  const room = page.getByRole("region", { name: "Quota" });
  await expect(room.getByText(/Containers: 0\sof\s3 are taken, and this takes 4 more\./)).toBeVisible();
  await page.getByRole("button", { name: "Review" }).click();
  await expect(page.getByRole("status", { name: "Review status" })).toContainText(`The quota of ${person.username} stops the deploy.`);
  await expect(page.getByRole("button", { name: "Deploy" })).toBeDisabled();

  await pasteCompose(page, file(2));
  await expect(room.getByRole("meter", { name: "Containers" })).toHaveAttribute("aria-valuenow", "2");
  await page.getByRole("button", { name: "Review" }).click();
  await page.getByRole("button", { name: "Deploy" }).click();
  await page.waitForURL(`**${stackAddress(name)}`);
  await expectState(page, "Active");
  expect(await containersOf(docker, name)).toHaveLength(2);

  await openService(page, name, "web");
  await expect(page.getByRole("slider", { name: "Scale" })).toHaveAttribute("max", "3");
  await expect(page.getByText(`do not fit into the quota of ${person.username}.`)).toBeVisible();
  await page.goto(`/${ENVIRONMENT}/account`);
  const own = page.getByRole("region", { name: `Quota of ${person.username}` });
  await expect(own.getByText(/^2\sof\s3$/)).toBeVisible();

  // Those who keep order find its containers by their owner, and a port beside the pool is for nobody else.
  await admin.goto(`/${ENVIRONMENT}/admin?tab=containers&q=${person.username}&group=owner`);
  await expect(admin.getByRole("link", { name: `${name}/web-1` })).toBeVisible();
  await expect(admin.getByRole("link", { name: `${name}/web-2` })).toBeVisible();
  await context.close();
});

test("a port beside the pool is granted to one project and stands in red on its stack", async ({ admin, user, serverHandle, docker, newStackName }) => {
  const port = await freePort(20_000, 29_999);
  const name = newStackName();
  const text = file(1, `    ports: ["${port}:8080"]\n`);
  const { username } = serverHandle.people.user;
  await openNewStack(user, name, text);
  await expect(user.getByRole("region", { name: "Issues" }).getByText(`${port} is not one of them`, { exact: false })).toBeVisible();

  await admin.goto(`/${ENVIRONMENT}/admin?tab=ports`);
  await admin.getByRole("button", { name: "Grant ports" }).click();
  const form = admin.getByRole("form", { name: "Grant ports" });
  await form.getByLabel("Host ports").fill(String(port));
  await form.getByLabel("Project").fill(username);
  await form.getByLabel("Reason").fill("the portal");
  await form.getByRole("button", { name: "Grant", exact: true }).click();
  await expect(form).toBeHidden();

  await user.getByRole("button", { name: "Review" }).click();
  await user.getByRole("button", { name: "Deploy" }).click();
  await user.waitForURL(`**${stackAddress(name)}`);
  await expectState(user, "Active");
  await expect(user.getByRole("heading", { name: `This stack holds host port ${port}, outside of the pool` })).toBeVisible();
  const [container] = await containersOf(docker, name);
  expect(container?.Ports.map(({ PublicPort }) => PublicPort)).toContain(port);

  await admin.getByRole("textbox", { name: "Filter ports" }).fill(String(port));
  const lease = admin.getByRole("table", { name: "Port leases" });
  await expect(lease.getByRole("link", { name: `${name}/web-1` })).toBeVisible();
  await expect(lease.getByText("outside the pool")).toBeVisible();
  await admin.getByRole("button", { name: `Take back ${port} from ${username}` }).click();
  await admin.getByRole("button", { name: "Take back", exact: true }).click();
  await expect(admin.getByRole("button", { name: `Take back ${port} from ${username}` })).toBeHidden();
});
