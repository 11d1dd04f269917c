import type { Page } from "@playwright/test";
import { deploy, expect, test } from "./fixtures";
import { faultsOf } from "./pages/axe";
import { expectState } from "./pages/new-stack";
import { withOwnServer, withPage } from "./pages/own-server";
import { openService } from "./pages/service";
import { makeAdministrator } from "./pages/session";

const COMPOSE = "services:\n  box:\n    image: spindle/shell:1\n    init: true\n";
const log = (page: Page) => page.getByRole("table", { name: "Audit log" });
const act = (page: Page, words: string | RegExp) => log(page).getByRole("row").filter({ hasText: words });

async function recordShells(page: Page): Promise<void> {
  await page.goto("/sandbox/admin?tab=policy");
  await page.getByText("Record shells", { exact: true }).click();
  await page.getByRole("button", { name: "Save policy" }).click();
  await expect(page.getByRole("status", { name: "Policy", exact: true })).toHaveText("Saved.");
}

/** Opens a shell, says a word in it, and leaves. */
async function useShell(page: Page, stack: string): Promise<void> {
  await openService(page, stack, "box", "shell");
  const terminal = page.getByRole("region", { name: "Terminal" });
  await expect(terminal).toContainText("This session is recorded");
  await page.keyboard.type("echo six times seven is $((6 * 7))\n");
  await expect(terminal).toContainText("six times seven is 42");
  await page.keyboard.type("exit 3\n");
  await expect(terminal.getByRole("status")).toContainText("exit code 3");
}

test("what is done stands in the log at once, opens, is exported and checked; a recorded shell is replayed", async ({ browser }) => {
  await withOwnServer({}, (server) =>
    withPage(browser, server, async (page, context) => {
      const violations: string[] = [];
      context.on("console", (message) => void (/Content Security Policy/i.test(message.text()) && violations.push(message.text())));
      await makeAdministrator(page, server.setupToken(), { username: "ada", password: "correct horse battery" });
      await recordShells(page);
      await deploy(page, "shop", COMPOSE);
      await expectState(page, "Active");

      const watching = await context.newPage();
      await watching.goto("/sandbox/admin?tab=audit&action=shell.open");
      await expect(watching.getByText("Nothing matches")).toBeVisible();
      await useShell(page, "shop");
      // Nobody pressed reload there.
      await expect(act(watching, "ada opened a shell in box-1")).toContainText("Done");

      await act(watching, "opened a shell").getByRole("button").click();
      await expect(watching).toHaveURL(/row=\d+/);
      const before = watching.getByRole("region", { name: "Before and after" });
      await expect(before.first()).toContainText('"service": "box"');
      await watching.getByRole("button", { name: "Replay this session" }).click();
      const recording = watching.getByRole("region", { name: "Recording" });
      await expect(recording).toContainText("six times seven is 42", { timeout: 30_000 });
      await recording.getByRole("slider", { name: "Place in the recording" }).fill("0");
      await expect(recording).not.toContainText("six times seven is 42");
      expect(await faultsOf(watching, "any")).toEqual([]);

      await watching.goto("/sandbox/admin?tab=audit");
      await watching.getByRole("button", { name: "Verify" }).click();
      await expect(watching.getByRole("status", { name: "Check of the log" })).toContainText(/The audit log is whole: \d+\srows/);
      const exported = await context.request.get("/api/audit/export?format=jsonl&stack=shop");
      const rows = (await exported.text())
        .trimEnd()
        .split("\n")
        .map((line) => JSON.parse(line) as { action: string; outcome: string });
      expect(rows.filter(({ action }) => action === "stack.deploy").map(({ outcome }) => outcome)).toEqual(["started", "succeeded"]);
      await expect(act(watching, "exported the audit log")).toBeVisible();

      await watching.goto("/sandbox/stacks/shop?tab=audit");
      await expect(act(watching, "watched the recording of")).toBeVisible();
      await watching.goto("/sandbox/account");
      await expect(act(watching, "signed in").first()).toContainText("Done");
      expect(violations).toEqual([]);
    }),
  );
});
