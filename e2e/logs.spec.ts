import { readFileSync } from "node:fs";
import { type Locator, type Page, request } from "@playwright/test";
import { expect, inspectOne, test } from "./fixtures";
import { faultsOf } from "./pages/axe";
import { expectStanding, idOf, logOf, say } from "./pages/containers";
import { expectState } from "./pages/new-stack";
import { containerRow, decide, openService } from "./pages/service";
import { upgradeByAction } from "./pages/upgrade";

const quiet = (scale: number) => `services:
  talk:
    image: spindle/shell:1
    command: [sh, -c, "echo up; exec sleep infinity"]
    init: true
    scale: ${scale}
`;

/** LINES lines at once, all on stdout, so that their order is the order of writing. */
const logger = (environment: Record<string, string | number>, more = "") => `services:
  logger:
    image: spindle/demo-logger:1
    environment: {${Object.entries({ STDERR_EVERY: 0, ...environment })
      .map(([name, value]) => `${name}: "${value}"`)
      .join(", ")}}
${more}`;

/** A dozen words in pairs of name and value: few enough to be in sight at once. */
const talks = (from: string) => `services:
  talk:
    image: spindle/shell:1
    command: [sh, -c, "i=0; while [ $$i -lt 12 ]; do i=$$((i+1)); echo \\"n=$$i from='${from}' msg='word $$i of ${from}'\\"; done; exec sleep infinity"]
    init: true
`;

const log = (page: Page): Locator => page.getByRole("log", { name: "Logs" });
/** `line 00000042`, as the logger numbers them. */
const numbered = (line: number): string => `line ${String(line).padStart(8, "0")}`;
const newLines = (page: Page): Locator => page.getByRole("button", { name: /new lines?$/ });
/** Rows that are in the page; a virtual list has few of them however long the log is. */
const rows = (page: Page): Locator => log(page).locator("code");

/** Beside what is open already: fields of a line, the histogram, a search with its hits. */
async function expectNoFaultsWithEachPanel(page: Page): Promise<void> {
  const faults: string[] = [];
  for (const [button, content] of [
    ["Time range", page.getByRole("textbox", { name: "Jump to time" })],
    ["Choose containers", page.getByRole("checkbox", { name: "talk-1 r1" })],
    ["Download", page.getByRole("menuitem", { name: /^All kept lines/ })],
  ] as const) {
    await page.getByRole("button", { name: button }).click();
    await expect(content).toBeVisible();
    faults.push(...(await faultsOf(page)));
    await page.keyboard.press("Escape");
    await expect(content).toHaveCount(0);
  }
  expect(faults).toEqual([]);
}

const fromEnd = (list: Locator): Promise<number> => list.evaluate(({ scrollHeight, scrollTop, clientHeight }) => scrollHeight - scrollTop - clientHeight);

async function toTop(page: Page): Promise<void> {
  await log(page).press("g");
}

test("live lines of one container and of all of a service", async ({ user, stackName, docker, deployAsUser }) => {
  await deployAsUser(stackName, quiet(2));
  await expectStanding(docker, stackName, ["talk-1 g1 running", "talk-2 g1 running"]);
  const [one, two] = [await idOf(docker, stackName, "talk-1 g1"), await idOf(docker, stackName, "talk-2 g1")];

  await openService(user, stackName, "talk", "logs");
  await expect(log(user).getByText("up", { exact: true })).toHaveCount(2);
  await say(docker, one, "alpha from the first");
  await say(docker, two, "beta from the second");
  await expect(log(user)).toContainText("alpha from the first");
  await expect(log(user)).toContainText("beta from the second");
  await expect(log(user).getByText("talk-2").first()).toBeVisible();

  await openService(user, stackName, "talk");
  await containerRow(user, "talk-1").getByRole("link", { name: "Logs of talk-1" }).click();
  await expect(log(user)).toContainText("alpha from the first");
  await say(docker, two, "gamma from the second");
  await say(docker, one, "delta from the first");
  await expect(log(user)).toContainText("delta from the first");
  await expect(log(user)).not.toContainText("from the second");
});

test("from the first line on, times, colours, filter and download", async ({ user, stackName, docker, deployAsUser }) => {
  await deployAsUser(stackName, logger({ RATE: 0, LINES: 3000 }));
  const { Id } = await inspectOne(docker, stackName, "logger");
  await expect.poll(() => logOf(docker, Id)).toContain(numbered(3000));
  await openService(user, stackName, "logger", "logs");
  await expect(log(user)).toContainText(numbered(3000));

  // The page began with the last thousand: what was written before comes from where it is kept.
  await toTop(user);
  await expect(rows(user).first()).toContainText(numbered(1));
  await expect(log(user)).toContainText("logger-1 begins");
  await log(user).press("G");
  await expect(log(user)).toContainText(numbered(3000));

  const times = log(user).getByRole("time");
  const style = user.getByRole("combobox", { name: "Timestamps" });
  await expect(times.first()).toHaveText(/^\d\d:\d\d:\d\d\.\d{3}$/);
  await style.selectOption("No times");
  await expect(times).toHaveCount(0);
  await style.selectOption("Local time");
  await expect(times.first()).toBeVisible();

  const info = log(user).getByText("INFO", { exact: true }).first();
  const plain = rows(user).first();
  const colourOf = (locator: Locator) => locator.evaluate((element) => getComputedStyle(element).color);
  expect(await info.evaluate(({ tagName }) => tagName)).toBe("SPAN");
  expect(await colourOf(info)).not.toBe(await colourOf(plain));
  await expect(log(user)).not.toContainText("[32m");

  const filter = user.getByRole("textbox", { name: "Filter lines" });
  await filter.fill(numbered(1234));
  await expect(rows(user)).toHaveCount(1);
  await expect(rows(user).first()).toContainText(numbered(1234));
  await expect(user.getByRole("status").filter({ hasText: "Searched all that is kept: 1 earlier hit" })).toBeVisible();
  await filter.fill("/line 0000000[1-9] /");
  await expect(rows(user)).toHaveCount(9);
  await filter.fill("no line says this");
  await user.getByRole("button", { name: "Show all lines" }).click();
  await expect(filter).toHaveValue("");
  await expect(rows(user).nth(9)).toBeVisible();

  await user.getByRole("button", { name: "Download" }).click();
  const [download] = await Promise.all([user.waitForEvent("download"), user.getByRole("menuitem", { name: /^What the engine has/ }).click()]);
  expect(readFileSync(await download.path(), "utf8")).toBe(await logOf(docker, Id));
});

test("what a container wrote stays after it was replaced: read, searched, looked around and linked to", async ({
  user,
  stackName,
  docker,
  deployAsUser,
  serverHandle,
  sessions,
}) => {
  await deployAsUser(stackName, talks("the first one"));
  await expectStanding(docker, stackName, ["talk-1 g1 running"]);
  await openService(user, stackName, "talk", "logs");
  await expect(log(user)).toContainText("word 12 of the first one");
  const api = await request.newContext({ baseURL: serverHandle.url, storageState: sessions.user });
  await upgradeByAction(api, serverHandle.url, stackName, talks("the second one"));
  await expect(log(user)).toContainText("word 12 of the second one");
  await expect(log(user)).toContainText("talk-1 replaced by revision 2");
  await openService(user, stackName, "talk", "upgrade");
  await expectState(user, "Upgraded");
  // Both panes are at the end of what their generation wrote.
  await expect(log(user)).toHaveCount(2);
  for (const pane of await log(user).all()) {
    await expect.poll(() => pane.evaluate(({ scrollHeight, clientHeight }) => scrollHeight > clientHeight)).toBe(true);
    await expect.poll(() => fromEnd(pane)).toBeLessThan(25);
  }
  await decide(user, "Confirm upgrade", /Confirm/);
  await expectStanding(docker, stackName, ["talk-1 g2 running"]);
  await api.dispose();

  await openService(user, stackName, "talk", "logs");
  await expect(log(user)).toContainText("word 12 of the second one");
  const filter = user.getByRole("textbox", { name: "Filter lines" });
  await filter.fill("/word 7 of/");
  await expect(rows(user)).toHaveText([/word 7 of the first one/, /word 7 of the second one/]);
  await rows(user).first().click();
  const line = user.getByRole("region", { name: "Line" });
  await expect(line.getByRole("row", { name: /^from / })).toContainText("the first one");
  await expectNoFaultsWithEachPanel(user);
  await line.getByRole("button", { name: "Show around" }).click();
  await expect(user).toHaveURL(/&line=20\d\d-/);
  await expect(log(user)).toContainText("word 6 of the first one");
  await expect(log(user)).toContainText("talk-1 replaced by revision 2");

  // The address alone leads to the very line, for whoever opens it.
  await user.goto(user.url());
  await expect(log(user).locator(".is-marked")).toContainText("word 7 of the first one");
  await expect(log(user)).toContainText("word 8 of the first one");
  await user.goBack();
  await expect(rows(user)).toHaveCount(2);
});

test("following pauses where one scrolls up, and says how many lines wait", async ({ user, stackName, docker, deployAsUser }) => {
  await deployAsUser(stackName, logger({ RATE: 20, LINES: 0 }));
  await inspectOne(docker, stackName, "logger");
  await openService(user, stackName, "logger", "logs");
  await expect(rows(user).first()).toBeVisible();
  await expect(log(user)).not.toContainText(`${numbered(1)} `, { timeout: 30_000 });
  await expect(newLines(user)).toHaveCount(0);

  await log(user).hover();
  await user.mouse.wheel(0, -400);
  await expect(newLines(user)).toBeVisible();
  const place = () => log(user).evaluate((element) => element.scrollTop);
  const waiting = async () => Number.parseInt((await newLines(user).textContent()) ?? "", 10);
  const [before, waited] = [await place(), await waiting()];
  await expect.poll(waiting).toBeGreaterThan(waited + 20);
  expect(await place()).toBe(before);

  await newLines(user).click();
  await expect(newLines(user)).toHaveCount(0);
  await expect.poll(() => fromEnd(log(user))).toBeLessThan(25);
});

test("a hundred thousand lines are all there, with few rows in the page", async ({ user, stackName, docker, deployAsUser }) => {
  await deployAsUser(stackName, logger({ RATE: 0, LINES: 100_000 }));
  const { Id } = await inspectOne(docker, stackName, "logger");
  const last = async () => (await docker.getContainer(Id).logs({ stdout: true, stderr: true, tail: 1, follow: false })).toString();
  await expect.poll(last, { timeout: 60_000 }).toContain(numbered(100_000));

  await openService(user, stackName, "logger", "logs");
  await expect(log(user)).toContainText(numbered(100_000), { timeout: 30_000 });
  await toTop(user);
  await expect(rows(user).first()).toContainText(numbered(1));
  expect(await rows(user).count()).toBeLessThan(120);
  await log(user).press("G");
  await expect(log(user)).toContainText(numbered(100_000));
  expect(await rows(user).count()).toBeLessThan(120);

  const filter = user.getByRole("textbox", { name: "Filter lines" });
  await filter.fill(numbered(50_000));
  await expect(rows(user)).toHaveCount(1);
  await expect(rows(user).first()).toContainText(numbered(50_000));
});

test("a writer that is faster than the page costs bounded memory, and says what it skipped", async ({
  user,
  stackName,
  docker,
  deployAsUser,
  serverHandle,
}) => {
  await deployAsUser(stackName, logger({ RATE: 0, LINES: 0 }, "    cpus: 0.4\n"));
  const { Id } = await inspectOne(docker, stackName, "logger");
  const residentMiB = () => Number(/^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${serverHandle.pid}/status`, "utf8"))?.[1]) / 1024;
  const before = residentMiB();
  try {
    // A page that reads slowly: its processor is eight times slower than the server's.
    const browser = await user.context().newCDPSession(user);
    await browser.send("Emulation.setCPUThrottlingRate", { rate: 8 });
    await openService(user, stackName, "logger", "logs");
    const note = user.getByRole("status").filter({ hasText: /lines were skipped/ });
    await expect(note).toBeVisible({ timeout: 60_000 });
    const skipped = async () => Number(/([\d,]+) lines were skipped/.exec((await note.textContent()) ?? "")?.[1]?.replaceAll(",", ""));
    const first = await skipped();
    await expect.poll(skipped, { timeout: 30_000 }).toBeGreaterThan(first);

    await user.getByRole("combobox", { name: "Timestamps" }).selectOption("No times", { timeout: 5_000 });
    await expect(log(user).getByRole("time")).toHaveCount(0, { timeout: 5_000 });
    const { usedSize } = await browser.send("Runtime.getHeapUsage");
    expect(usedSize / 1024 / 1024).toBeLessThan(400);
    expect(residentMiB() - before).toBeLessThan(150);
  } finally {
    await docker.getContainer(Id).kill();
  }
});
