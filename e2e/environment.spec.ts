import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { bytes } from "@/lib/format/bytes";
import { type EngineDoor, engineDoor } from "@/lib/testing/engine-door";
import { containersOf, deploy, expect, inspectOne, test } from "./fixtures";
import { expectState, openNewStack, stackAddress } from "./pages/new-stack";
import { expectAlert, withOwnServer, withPage } from "./pages/own-server";
import { makeAdministrator } from "./pages/session";

const ADA = { username: "ada", password: "correct horse battery" };
const COMPOSE = "services:\n  web:\n    image: spindle/demo:v1\n";
const PAGES = ["/sandbox/stacks", "/sandbox/stacks/new", "/sandbox/activity", "/sandbox/account", "/sandbox/admin", "/sandbox/admin?tab=engine"];

const away = (page: Page) => page.getByRole("alert").filter({ hasText: "The engine does not answer since" });
const expectAway = (page: Page) => expect(away(page)).toBeVisible({ timeout: 5_000 });

async function withDoor(work: (door: EngineDoor) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "spindle-door-"));
  const door = engineDoor({ path: join(folder, "engine.sock") });
  try {
    await work(door);
  } finally {
    await door.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

test("the engine is shown with its version, containers, CPUs and memory", async ({ admin, docker }) => {
  await admin.goto("/sandbox/admin");
  await admin.getByRole("tab", { name: "Engine" }).click();
  const [version, info] = await Promise.all([docker.version(), docker.info()]);
  const panel = admin.getByRole("tabpanel", { name: "Engine" });
  const fact = (name: string) => panel.getByRole("definition").and(panel.locator(`dt:text-is("${name}") + dd`));
  await expect(fact("State")).toContainText("Answers since");
  await expect(fact("Version")).toHaveText(`${version.Version}, API ${version.ApiVersion}`);
  await expect(fact("CPUs")).toHaveText(String(info.NCPU));
  await expect(fact("Memory")).toHaveText(bytes(info.MemTotal));
  await expect(fact("Containers")).toHaveText(/^\d+ running of \d+$/);
  await expect(fact("Host ports")).toContainText("60000 to 60050");
});

test("without an engine the app starts, says so on every page and recovers by itself", async ({ browser, docker, newStackName }) => {
  await withDoor((door) =>
    withOwnServer({ DOCKER_HOST: door.endpoint }, (server) =>
      withPage(browser, server, async (page) => {
        await makeAdministrator(page, server.setupToken(), ADA);
        for (const address of PAGES) {
          await page.goto(address);
          await expectAway(page);
        }
        const name = newStackName();
        await openNewStack(page, name, COMPOSE);
        await page.getByRole("button", { name: "Review" }).click();
        await page.getByRole("button", { name: "Deploy" }).click();
        await expect(page.getByText("The Docker engine does not answer", { exact: false })).toBeVisible();
        expect(new URL(page.url()).pathname).toBe("/sandbox/stacks/new");

        await door.open();
        await expect(away(page)).toBeHidden({ timeout: 30_000 });
        await page.getByRole("button", { name: "Review" }).click();
        await page.getByRole("button", { name: "Deploy" }).click();
        await page.waitForURL(`**${stackAddress(name)}`);
        await expectState(page, "Active");
        expect((await inspectOne(docker, name, "web")).State.Running).toBe(true);
      }),
    ),
  );
});

test("an engine that goes away leaves reads working, refuses actions and is taken up again", async ({ browser, docker, newStackName }) => {
  await withDoor(async (door) => {
    await door.open();
    await withOwnServer({ DOCKER_HOST: door.endpoint }, (server) =>
      withPage(browser, server, async (page) => {
        await makeAdministrator(page, server.setupToken(), ADA);
        const name = newStackName();
        await deploy(page, name, COMPOSE);
        await expectState(page, "Active");
        const { Id } = await inspectOne(docker, name, "web");

        await door.close();
        await expectAway(page);
        for (const rest of ["", "?tab=compose", "?tab=activity", "/services/web", "/services/web?tab=details"]) {
          await page.goto(stackAddress(name, rest));
          await expectAway(page);
          await expect(page.getByRole("heading", { level: 1 })).toHaveText(/^(t-|web)/);
        }
        await page.goto(stackAddress(name));
        await page.getByRole("button", { name: "Stop", exact: true }).click();
        await expectAlert(page, "The Docker engine does not answer");
        expect((await docker.getContainer(Id).inspect()).State.Running).toBe(true);

        // What changes behind the back of a server without an engine is seen when it returns.
        await docker.getContainer(Id).remove({ force: true });
        await door.open();
        await expect(away(page)).toBeHidden({ timeout: 30_000 });
        await expect.poll(async () => (await containersOf(docker, name)).filter(({ State }) => State === "running").length, { timeout: 60_000 }).toBe(1);
        expect((await containersOf(docker, name))[0]?.Id).not.toBe(Id);
        await expectState(page, "Active");
      }),
    );
  });
});
