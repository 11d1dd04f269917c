import type { Page } from "@playwright/test";
import { DEFAULT_ENDPOINT } from "@/lib/engine/endpoint";
import { containersOf, expect, test } from "./fixtures";
import { expectState, pasteCompose } from "./pages/new-stack";
import { withOwnServer, withPage } from "./pages/own-server";
import { makeAdministrator, makeUser, signIn } from "./pages/session";

const ADA = { username: "ada", password: "correct horse battery" };
const TIN = { username: "tin", password: "a few words in a row" };
const FILE = (tag: string) => `services:\n  web:\n    image: spindle/demo:${tag}\n`;
const SOCKET = (process.env.DOCKER_HOST ?? DEFAULT_ENDPOINT).replace("unix://", "");

const found = (page: Page) => page.getByRole("status", { name: "Connection" });
const approval = (page: Page) => page.getByRole("region", { name: "Approval" });

/** Another environment on the same engine, through the form; what is wrong is said before anything is saved. */
async function makeProd(page: Page): Promise<void> {
  await page.goto("/sandbox/admin?tab=environments");
  await page.getByRole("button", { name: "New environment" }).click();
  const form = page.getByRole("form", { name: "New environment" });
  await form.getByLabel("Environment name").fill("prod");
  await form.getByRole("radio", { name: "Prod" }).check();
  await form.getByLabel("Host").fill("127.0.0.1");
  await form.getByRole("radio", { name: "No TLS" }).check();
  await form.getByRole("checkbox", { name: "I know, and this line is closed" }).check();
  await form.getByRole("button", { name: "Test connection" }).click();
  await expect(found(page)).toContainText("may not be reached");
  await form.getByRole("radio", { name: "Socket" }).check();
  await form.getByLabel("Socket path").fill("/run/nobody.sock");
  await form.getByRole("button", { name: "Test connection" }).click();
  await expect(found(page)).toContainText("There is no such socket");
  await form.getByLabel("Socket path").fill(SOCKET);
  await form.getByRole("button", { name: "Test connection" }).click();
  await expect(found(page)).toContainText(/Engine .+, API \d/);
  await form.getByRole("checkbox", { name: "Deploys and upgrades wait for an operator's yes" }).check();
  await form.getByRole("button", { name: "Create environment" }).click();
  const row = page.getByRole("row", { name: /^prod/ });
  await expect(row).toContainText("Answers");
  await expect(row).toContainText("shared with sandbox");
}

async function ask(page: Page, name: string, tag: string): Promise<void> {
  await pasteCompose(page, FILE(tag));
  await page.getByRole("button", { name: "Review" }).click();
  await page.getByRole("button", { name: /^(Deploy|Upgrade)$/ }).click();
  await page.waitForURL((url) => url.pathname === `/prod/stacks/${name}` && !url.searchParams.has("tab"));
  await expect(approval(page)).toContainText("Waits for approval");
}

test("an environment is made in the form; a deploy there waits for a yes, live on both sides, and a no says why", async ({ browser, docker, newStackName }) => {
  const name = newStackName();
  await withOwnServer({}, (server) =>
    withPage(browser, server, async (ada) => {
      await makeAdministrator(ada, server.setupToken(), ADA);
      await makeUser(ada, server.url, TIN);
      await makeProd(ada);
      await ada.goto("/prod/stacks");

      const context = await browser.newContext({ baseURL: server.url, storageState: await signIn(server.url, TIN) });
      const tin = await context.newPage();
      await tin.goto("/prod/stacks/new");
      await expect(tin.getByText("Deploys to prod wait for a yes")).toBeVisible();
      await tin.getByLabel("Stack name").fill(name);
      await ask(tin, name, "v1");
      await expect(approval(tin).getByRole("button", { name: "Approve" })).toHaveCount(0);
      expect(await containersOf(docker, name)).toEqual([]);

      const needs = ada.getByRole("region", { name: "Needs you" });
      await expect(needs).toContainText("tin asks for your yes to this deploy");
      await needs.getByRole("link", { name: "Look at it" }).click();
      await approval(ada).getByRole("button", { name: "Read what changes" }).click();
      await expect(approval(ada)).toContainText("image: spindle/demo:v1");
      await approval(ada).getByRole("button", { name: "Approve" }).click();
      await approval(ada).getByRole("button", { name: "Approve" }).click();
      await expectState(tin, "Active");
      await expect(approval(tin)).toHaveCount(0);
      const [container] = await containersOf(docker, name);
      expect([container?.State, container?.ImageID]).toEqual(["running", (await docker.getImage("spindle/demo:v1").inspect()).Id]);
      await tin.goto(`/prod/stacks/${name}?tab=revisions`);
      await expect(tin.getByText("tin, approved by ada", { exact: false })).toBeVisible();

      await tin.goto(`/prod/stacks/${name}?tab=compose`);
      await ask(tin, name, "v2");
      await approval(ada).getByRole("button", { name: "Decline" }).click();
      await approval(ada).getByLabel("Reason").fill("Not before Monday");
      await approval(ada).getByRole("button", { name: "Decline" }).click();
      await expect(approval(tin)).toContainText("Not before Monday");
      await approval(tin).getByRole("button", { name: "Put away" }).click();
      await expect(approval(tin)).toHaveCount(0);
      expect((await containersOf(docker, name)).map(({ Id }) => Id)).toEqual([container?.Id]);

      await ada.goto("/sandbox/admin?tab=environments");
      await expect(ada.getByRole("button", { name: "Remove prod" })).toHaveAttribute("title", /^It has 1\sstack; remove those first\.$/);
      await context.close();
    }),
  );
});
