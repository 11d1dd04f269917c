import type { Browser, BrowserContext, ConsoleMessage, Page } from "@playwright/test";
import { expect, test } from "./fixtures";
import { faultsOf } from "./pages/axe";
import { expectState, stackAddress } from "./pages/new-stack";

const MOST_FIRST_JS = 250 * 1024;

const COMPOSE = "services:\n  web:\n    image: spindle/demo:v1\n    ports: ['8080']\n  broken:\n    image: spindle/demo:broken\n    restart: 'no'\n";

/** A page or tab, with what shows that it is drawn. */
type Address = [string, (page: Page) => Promise<void>];

const heading = (name: string) => (page: Page) => expect(page.getByRole("heading", { name, level: 1, exact: true })).toBeVisible();
const editor = (page: Page) => expect(page.getByRole("textbox", { name: "Compose file" })).toBeVisible();

/** Of a stack with a healthy and a broken service, and those that would be empty without one. */
const ofStack = (stack: string, operation: string): Address[] => [
  ["/sandbox/stacks", (page) => expect(page.getByRole("table", { name: "Stacks" })).toBeVisible()],
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
  ["/sandbox/admin?tab=ports", (page) => expect(page.getByRole("table", { name: "Port leases" })).toBeVisible()],
  ["/sandbox/admin?tab=containers", (page) => expect(page.getByRole("table", { name: "Containers of everybody" })).toBeVisible()],
  [`/sandbox/activity/${operation}`, (page) => expect(page.getByRole("list", { name: "Steps" })).toBeVisible()],
];

/** Everything else there is; `project` is one of an administrator's sight. */
const ofHouse = (project: string): Address[] => [
  ["/sandbox/stacks/new?example=sample", editor],
  ["/sandbox/projects", (page) => expect(page.getByRole("table", { name: "Your projects" })).toBeVisible()],
  [`/sandbox/projects/${project}`, (page) => expect(page.getByRole("table", { name: "Members" })).toBeVisible()],
  ["/invitation", heading("An invitation")],
  ["/sandbox/account", heading("Account")],
  ["/sandbox/account/api", heading("Deploy from CI")],
  ["/sandbox/admin", (page) => expect(page.getByRole("region", { name: "Engine" })).toBeVisible()],
  ["/sandbox/admin?tab=users", (page) => expect(page.getByRole("table", { name: "Users" })).toBeVisible()],
  ["/sandbox/admin?tab=quotas", (page) => expect(page.getByRole("table", { name: "Quotas" })).toBeVisible()],
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

/** The administrator looks at a stack of somebody else, which takes a reason. */
async function shellWithReason(page: Page): Promise<void> {
  expect(await faultsOf(page)).toEqual([]);
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

const operationOf = async (page: Page, stack: string): Promise<string> =>
  ((await (await page.request.get(`/api/environments/sandbox/operations?stack=${stack}`)).json()) as { id: string }[])[0]?.id ?? "";

/** Each scheme and each width once; what neither shows alone is a matter of both. */
const LOOKS = [
  { colorScheme: "light", width: 1440 },
  { colorScheme: "dark", width: 390 },
] as const;

async function wear(page: Page, { colorScheme, width }: (typeof LOOKS)[number]): Promise<void> {
  await page.emulateMedia({ colorScheme });
  await page.setViewportSize({ width, height: 900 });
}

/** Opens each address and looks at it both ways. The next one is opened in the look that the last one was left in: half of them in either. */
async function lookAt(context: BrowserContext, all: Address[]): Promise<void> {
  const page = await context.newPage();
  const complaints = complaintsOf(page);
  const faults: string[] = [];
  const looks = [...LOOKS];
  for (const [address, drawn] of all)
    await test.step(address, async () => {
      await page.goto(address);
      await drawn(page);
      for (const look of looks.reverse()) {
        await wear(page, look);
        await expect(page.locator("html")).toHaveAttribute("data-theme", look.colorScheme);
        faults.push(...(await faultsOf(page)));
        const { wide, root } = await page.evaluate(() => ({ wide: document.documentElement.scrollWidth, root: document.documentElement.clientWidth }));
        expect.soft(wide, `${address} scrolls sideways at ${look.width} px`).toBeLessThanOrEqual(root);
      }
    });
  await context.close();
  expect(faults).toEqual([]);
  expect(complaints).toEqual([]);
}

test("pages of a stack: axe finds nothing serious, light and wide or dark and narrow, the console stays silent, nothing scrolls sideways", async ({
  browser,
  sessions,
  user,
  stackName,
  deployAsUser,
}) => {
  await deployAsUser(stackName, COMPOSE);
  await user.goto(stackAddress(stackName, "/services/web"));
  await expectState(user, "Active");
  const operation = await operationOf(user, stackName);
  await lookAt(await browser.newContext({ storageState: sessions.admin }), ofStack(stackName, operation));
});

test("so do all other pages, and those that strangers see", async ({ browser, sessions, serverHandle: { people } }) => {
  await lookAt(await browser.newContext({ storageState: sessions.admin }), ofHouse(people.user.username));
  await lookAt(await browser.newContext(), [["/sign-in", (page) => expect(page.getByRole("button", { name: "Sign in" })).toBeVisible()]]);
});

test("every link in sight leads somewhere, and the address asks for no more than the page needs", async ({ admin, stackName, deployAsUser }) => {
  await deployAsUser(stackName, COMPOSE);
  const complaints = complaintsOf(admin);
  const operation = await operationOf(admin, stackName);
  const links = new Set<string>();
  // Stacks of tests beside this one come and go.
  const others = new RegExp(`/stacks/(?!${stackName}|new)[^/?#]`);
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
