import AxeBuilder from "@axe-core/playwright";
import type { Browser, ConsoleMessage, Page } from "@playwright/test";
import { expect, test } from "./fixtures";
import { expectState, stackAddress } from "./pages/new-stack";

const MOST_FIRST_JS = 250 * 1024;

const COMPOSE = "services:\n  web:\n    image: spindle/demo:v1\n    ports: ['8080']\n  broken:\n    image: spindle/demo:broken\n    restart: 'no'\n";

/** Every page and tab there is, with what shows that it is drawn; `stack` is a stack with a healthy and a broken service. */
const addresses = (stack: string, operation: string, project: string): [string, (page: Page) => Promise<void>][] => {
  const heading = (name: string) => (page: Page) => expect(page.getByRole("heading", { name, level: 1, exact: true })).toBeVisible();
  const editor = (page: Page) => expect(page.getByRole("textbox", { name: "Compose file" })).toBeVisible();
  return [
    ["/sandbox/stacks", (page) => expect(page.getByRole("table", { name: "Stacks" })).toBeVisible()],
    ["/sandbox/stacks/new?example=sample", editor],
    [stackAddress(stack), heading(stack)],
    [stackAddress(stack, "?tab=compose"), editor],
    [stackAddress(stack, "?tab=revisions"), heading(stack)],
    [stackAddress(stack, "?tab=logs"), (page) => expect(page.getByRole("log", { name: "Logs" })).toBeVisible()],
    [stackAddress(stack, "?tab=activity"), (page) => expect(page.getByRole("table", { name: "Activity" })).toBeVisible()],
    [stackAddress(stack, "?tab=access"), (page) => expect(page.getByRole("table", { name: "Who may do what" })).toBeVisible()],
    [stackAddress(stack, "/services/web"), (page) => expect(page.getByRole("table", { name: "Containers" })).toBeVisible()],
    [stackAddress(stack, "/services/broken"), (page) => expect(page.getByRole("table", { name: "Containers" })).toBeVisible()],
    [stackAddress(stack, "/services/web?tab=logs"), (page) => expect(page.getByRole("log", { name: "Logs" })).toBeVisible()],
    [stackAddress(stack, "/services/web?tab=shell"), shellWithReason],
    [stackAddress(stack, "/services/web?tab=storage"), (page) => expect(page.getByRole("table", { name: "Storage" })).toBeVisible()],
    [stackAddress(stack, "/services/web?tab=details"), heading("web")],
    ["/sandbox/activity", (page) => expect(page.getByRole("table", { name: "Operations" })).toBeVisible()],
    [`/sandbox/activity/${operation}`, (page) => expect(page.getByRole("list", { name: "Steps" })).toBeVisible()],
    ["/sandbox/projects", (page) => expect(page.getByRole("table", { name: "Your projects" })).toBeVisible()],
    [`/sandbox/projects/${project}`, (page) => expect(page.getByRole("table", { name: "Members" })).toBeVisible()],
    ["/invitation", heading("An invitation")],
    ["/sandbox/account", heading("Account")],
    ["/sandbox/account/api", heading("Deploy from CI")],
    ["/sandbox/admin", (page) => expect(page.getByRole("region", { name: "Engine" })).toBeVisible()],
    ["/sandbox/admin?tab=users", (page) => expect(page.getByRole("table", { name: "Users" })).toBeVisible()],
    ["/sandbox/admin?tab=quotas", (page) => expect(page.getByRole("table", { name: "Quotas" })).toBeVisible()],
    ["/sandbox/admin?tab=ports", (page) => expect(page.getByRole("table", { name: "Port leases" })).toBeVisible()],
    ["/sandbox/admin?tab=containers", (page) => expect(page.getByRole("table", { name: "Containers of everybody" })).toBeVisible()],
    [
      "/sandbox/admin?tab=environments",
      async (page) => {
        await page.getByRole("button", { name: "New environment" }).click();
        await expect(page.getByRole("form", { name: "New environment" })).toBeVisible();
      },
    ],
    ["/sandbox/admin?tab=notifications", (page) => expect(page.getByRole("form", { name: "Notifications" })).toBeVisible()],
    ["/sandbox/admin?tab=engine", (page) => expect(page.getByRole("tabpanel", { name: "Engine" })).toBeVisible()],
    ["/sandbox/nothing-here", heading("There is nothing here")],
  ];
};

/** The administrator looks at a stack of somebody else, which takes a reason. */
async function shellWithReason(page: Page): Promise<void> {
  expect(await seriousFaults(page)).toEqual([]);
  await page.getByRole("textbox", { name: "Reason" }).fill("to look at this page");
  await page.getByRole("button", { name: "Open a shell" }).click();
  await expect(page.getByRole("region", { name: "Terminal" })).toBeVisible();
}

/** What a page complains about: errors and warnings of the console (the policy's violations are among them) and thrown errors. */
function complaintsOf(page: Page): string[] {
  const complaints: string[] = [];
  // Chromium itself reports the status of the page that is not there.
  const expected = (message: ConsoleMessage) => message.text().includes("404 (Not Found)") && message.location().url.endsWith("/nothing-here");
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type()) && !expected(message)) complaints.push(`${page.url()}: ${message.text()}`);
  });
  page.on("pageerror", (error) => complaints.push(`${page.url()}: ${error.message}`));
  return complaints;
}

async function seriousFaults(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary }) => `${page.url()} ${id} ${target.join(" ")}: ${failureSummary?.split("\n").slice(1, 2).join("")}`),
    );
}

const operationOf = async (page: Page, stack: string): Promise<string> =>
  ((await (await page.request.get(`/api/environments/sandbox/operations?stack=${stack}`)).json()) as { id: string }[])[0]?.id ?? "";

// Each scheme and each width once; what neither shows alone is a matter of both.
for (const [colorScheme, width] of [
  ["light", 1440],
  ["dark", 390],
] as const) {
  test(`${colorScheme} at ${width} px: axe finds nothing serious, the console stays silent, nothing scrolls sideways`, async ({
    browser,
    baseURL,
    sessions,
    serverHandle,
    user,
    stackName,
    deployAsUser,
  }) => {
    await deployAsUser(stackName, COMPOSE);
    await user.goto(stackAddress(stackName, "/services/web"));
    await expectState(user, "Active");
    const operation = await operationOf(user, stackName);
    const context = await browser.newContext({
      baseURL,
      storageState: sessions.admin,
      colorScheme,
      viewport: { width, height: 900 },
      reducedMotion: "reduce",
    });
    const page = await context.newPage();
    const complaints = complaintsOf(page);
    const faults: string[] = [];
    for (const [address, drawn] of addresses(stackName, operation, serverHandle.people.user.username)) {
      await test.step(address, async () => {
        await page.goto(address);
        await drawn(page);
        faults.push(...(await seriousFaults(page)));
        const { wide, root } = await page.evaluate(() => ({ wide: document.documentElement.scrollWidth, root: document.documentElement.clientWidth }));
        expect.soft(wide, `${address} scrolls sideways`).toBeLessThanOrEqual(root);
      });
    }
    await page.goto("about:blank");
    await context.clearCookies();
    await page.goto("/sign-in");
    await expect(page.getByRole("button", { name: "Sign in" })).toBeVisible();
    faults.push(...(await seriousFaults(page)));
    expect(faults).toEqual([]);
    expect(complaints).toEqual([]);
    await context.close();
  });
}

test("every link in sight leads somewhere, and the address asks for no more than the page needs", async ({ admin, stackName, deployAsUser }) => {
  await deployAsUser(stackName, COMPOSE);
  const complaints = complaintsOf(admin);
  const operation = await operationOf(admin, stackName);
  const links = new Set<string>();
  // Stacks of tests beside this one come and go.
  const others = new RegExp(`/stacks/(?!${stackName})t-[0-9a-f]{8}`);
  for (const address of [
    "/sandbox/stacks",
    stackAddress(stackName),
    stackAddress(stackName, "/services/web"),
    "/sandbox/activity",
    `/sandbox/activity/${operation}`,
    "/sandbox/admin",
  ]) {
    await admin.goto(address);
    await expect(admin.getByRole("heading", { level: 1 })).toBeVisible();
    for (const href of await admin.locator("a[href]").evaluateAll((all) => all.map((link) => (link as HTMLAnchorElement).href)))
      if (new URL(href).origin === new URL(admin.url()).origin && !others.test(href)) links.add(href.split("#")[0] ?? href);
  }
  expect(links.size).toBeGreaterThan(12);
  const answers = await Promise.all([...links].map(async (href) => `${(await admin.request.get(href)).status()} ${href}`));
  expect(answers.filter((answer) => !answer.startsWith("200 "))).toEqual([]);

  const navigation = admin.getByRole("navigation", { name: "Main" });
  for (const name of ["Activity", "Projects", "Admin", "Stacks"]) {
    await navigation.getByRole("link", { name }).click();
    await expect(admin.getByRole("heading", { name, level: 1 })).toBeVisible();
  }
  expect(complaints).toEqual([]);
});

test("the first list page brings at most 250 KiB of JavaScript", async ({ browser, baseURL, sessions, user, stackName, deployAsUser }) => {
  await deployAsUser(stackName, COMPOSE);
  await user.goto(stackAddress(stackName, "/services/web"));
  await expectState(user, "Active");
  const { bytes, files } = await scriptsOf(browser, baseURL ?? "", sessions.user);
  console.log(JSON.stringify({ measure: "P17 JavaScript of the first list page, gzipped", bytes, kib: Math.round(bytes / 102.4) / 10, files }));
  expect(files).toBeGreaterThan(0);
  expect(bytes).toBeLessThanOrEqual(MOST_FIRST_JS);
});

/** Bytes on the wire of every script that the list of stacks loads in a fresh browser. */
async function scriptsOf(
  browser: Browser,
  baseURL: string,
  storageState: Awaited<ReturnType<Page["request"]["storageState"]>>,
): Promise<{ bytes: number; files: number }> {
  const context = await browser.newContext({ baseURL, storageState });
  const page = await context.newPage();
  const sizes: Promise<number>[] = [];
  page.on("requestfinished", (request) => {
    if (request.resourceType() === "script" || request.url().endsWith(".js")) sizes.push(request.sizes().then(({ responseBodySize }) => responseBodySize));
  });
  await page.goto("/sandbox/stacks");
  await expect(page.getByRole("table", { name: "Stacks" })).toBeVisible();
  await page.waitForLoadState("networkidle");
  const counted = await Promise.all(sizes);
  await context.close();
  return { bytes: counted.reduce((sum, size) => sum + size, 0), files: counted.length };
}
