import type { Page } from "@playwright/test";
import { parseCompose } from "@/lib/compose/parse-compose";
import { DEFAULT_POLICY } from "@/lib/core/policy";
import type { Issue } from "@/lib/core/views";
import { BROKEN_TEXTS } from "@/lib/testing/rules/broken-texts";
import { RULE_SAMPLES, type RuleSample, WORLDS } from "@/lib/testing/rules/rule-samples";
import { expect, test } from "./fixtures";
import { openNewStack, pasteCompose } from "./pages/new-stack";
import { type Shown, shouldShow, shown } from "./pages/shown-issues";

// That the samples hold every rule there is, is what lib/compose/rules.test.ts looks after; here each is seen by a person.

/** Needs nothing but the images of this machine. */
const plain = RULE_SAMPLES.filter(({ name }) => !Object.hasOwn(WORLDS, name) || name === "images");
const sample = (name: string): RuleSample => plain.find((one) => one.name === name) ?? (RULE_SAMPLES.find((one) => one.name === name) as RuleSample);
const issuesOf = ({ text, options }: RuleSample): Issue[] => parseCompose(text, options).issues;

const expectShown = (page: Page, wanted: Shown, editor?: string): Promise<void> =>
  expect.poll(() => shown(page, editor), { intervals: [50, 50, 100] }).toEqual(wanted);

const stopping = (issues: Issue[]): RegExp => {
  const count = issues.filter(({ severity }) => severity === "error").length;
  return count === 0 ? /no errors|No errors/ : count === 1 ? /^1 error stops the deploy/ : new RegExp(`^${count} errors stop the deploy`);
};

/** As tall as it takes to have every line of the text in sight, and no taller: each pixel is drawn. */
const roomFor = (page: Page, text: string): Promise<void> =>
  page.setViewportSize({ width: 1280, height: 800 + 200 * Math.ceil((text.split("\n").length * 20) / 200) });

const status = (page: Page) => page.getByRole("status", { name: "Review status" });

test("every rule is said at its line, in the editor and in the list, and stops the deploy", async ({ user }) => {
  // The samples' own name; nothing is deployed.
  await openNewStack(user, "demo", "services: {}\n");
  for (const one of plain.filter(({ rancherText }) => rancherText === null))
    await test.step(one.name, async () => {
      const issues = issuesOf(one);
      await roomFor(user, one.text);
      await pasteCompose(user, one.text);
      await expectShown(user, shouldShow(issues));
      await expect(status(user)).toHaveText(stopping(issues));
    });
  const [last] = plain.filter(({ name }) => name === "variables");
  if (!last) throw new Error("no sample of variables");
  await pasteCompose(user, last.text);
  await user.getByRole("button", { name: "Review" }).click();
  await expect(status(user)).toHaveText(stopping(issuesOf(last)));
  await expectShown(user, shouldShow(issuesOf(last)));
  await expect(user.getByRole("button", { name: "Deploy" })).toBeDisabled();
});

/** An editor makes an end of a line of it: such a text comes from files and by API. */
const LONE_RETURN = /\r(?!\n)/;

test("so is what ends the reading, and what is said of Rancher's second file", async ({ user }) => {
  await openNewStack(user, "demo", "services: {}\n");
  const broken = BROKEN_TEXTS.filter(({ text }) => text !== "" && text.length < 5000 && !text.includes("${BIG}") && !LONE_RETURN.test(text));
  const firsts = broken.filter(({ rule }, at) => broken.findIndex((other) => other.rule === rule) === at);
  for (const { rule, text } of firsts)
    await test.step(rule, async () => {
      const { issues } = parseCompose(text, { stackName: "demo", variables: {}, policy: DEFAULT_POLICY });
      await roomFor(user, text);
      await pasteCompose(user, text);
      await expectShown(user, shouldShow(issues));
    });
  await user.getByRole("button", { name: "rancher-compose.yml", exact: true }).click();
  for (const one of plain.filter(({ rancherText }) => rancherText !== null))
    await test.step(one.name, async () => {
      const issues = issuesOf(one);
      await roomFor(user, one.rancherText ?? "");
      await pasteCompose(user, one.rancherText ?? "", "rancher-compose.yml");
      await user.getByRole("radio", { name: "docker-compose.yml" }).check({ force: true });
      await pasteCompose(user, one.text);
      await expectShown(user, shouldShow(issues));
      await user.getByRole("radio", { name: "rancher-compose.yml" }).check({ force: true });
      await expectShown(user, shouldShow(issues, "rancher-compose.yml"), "rancher-compose.yml");
    });
});

/** What an administrator changes in the form before the file of that name is tried. */
const CHANGES: Record<string, (page: Page, username: string) => Promise<void>> = {
  grants: async (page, username) => {
    for (const [index, [path, mode]] of [
      ["/srv/read", "Read only"],
      ["/srv/mine", "Read and write"],
    ].entries()) {
      await page.getByRole("button", { name: "Grant a host directory" }).click();
      const row = page.getByRole("group", { name: `Host directory ${index + 1}`, exact: true });
      await row.getByLabel("Path").fill(path ?? "");
      await row.getByLabel("People").fill(username);
      await row.getByLabel("User number").fill("1000");
      await row.getByLabel("Group number").fill("1000");
      await row.getByRole("radio", { name: mode }).check({ force: true });
    }
  },
  "non-root": async (page) => {
    await page.getByRole("radio", { name: "Own choice" }).check({ force: true });
    await page.getByRole("checkbox", { name: /^Every service says a user/ }).check({ force: true });
  },
  registries: async (page) => {
    await page.getByRole("radio", { name: "Only these" }).check({ force: true });
    await page.getByLabel("Allowed registries").fill("registry.example.org");
    await page.getByRole("button", { name: "Add a private namespace" }).click();
    await page.getByLabel("Private namespace", { exact: true }).fill("registry.example.org/private");
    await page.getByLabel("Who may use it").fill("somebody");
  },
  names: (page) => page.getByRole("checkbox", { name: "Warn about unusual names" }).check({ force: true }),
  counts: (page) => page.getByRole("textbox", { name: "Services", exact: true }).fill("2"),
};

async function pinUser(page: Page): Promise<void> {
  const issue = page.getByRole("region", { name: "Issues" }).locator(".issue").filter({ hasText: "must run as you" });
  await issue.getByRole("button", { name: "Fix line 2: Run as 1000:1000" }).click();
  await expect(issue).toHaveCount(0);
  await expect(page.getByRole("textbox", { name: "Compose file to try" })).toContainText('user: "1000:1000"');
}

test("what only another policy says is said at its line while that policy is still being written", async ({ admin, serverHandle: { people } }) => {
  await admin.setViewportSize({ width: 1280, height: 1000 });
  await admin.goto("/sandbox/admin?tab=policy");
  await expect(admin.getByRole("status", { name: "Policy", exact: true })).toHaveText("As saved.");
  for (const [name, change] of Object.entries(CHANGES))
    await test.step(name, async () => {
      await change(admin, people.admin.username);
      await expect(admin.getByRole("status", { name: "Policy", exact: true })).toHaveText("Changed, not saved.");
      const { text, options } = sample(name);
      await pasteCompose(admin, text, "Compose file to try");
      await expectShown(admin, shouldShow(parseCompose(text, { ...options, stackName: "my-stack" }).issues), "Compose file to try");
      if (name === "grants") await pinUser(admin);
      await admin.getByRole("button", { name: "Discard changes" }).click();
    });
});
