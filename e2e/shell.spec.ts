import type { Locator, Page } from "@playwright/test";
import { expect, inspectOne, test } from "./fixtures";
import { faultsOf } from "./pages/axe";
import { processesIn, runIn, settledProcesses } from "./pages/containers";
import { openService } from "./pages/service";

const box = (more = "") => `services:\n  box:\n    image: spindle/shell:1\n    init: true\n${more}`;

const terminal = (page: Page): Locator => page.getByRole("region", { name: "Terminal" });
const said = (page: Page): Locator => terminal(page).getByRole("status");
const shellChoice = (page: Page): Locator => terminal(page).getByRole("combobox", { name: "Shell" });

/** Opens a shell and waits until it listens. */
async function openShell(page: Page, stack: string, service = "box"): Promise<void> {
  await openService(page, stack, service, "shell");
  await expect(shellChoice(page)).toBeVisible();
}

/** Types a line as a person does; the terminal has the focus from the start. */
async function type(page: Page, line: string): Promise<void> {
  await page.keyboard.type(line);
  await page.keyboard.press("Enter");
}

test("each shell of the image can be chosen; a typed command answers; the exit code is shown", async ({ user, stackName, docker, deployAsUser }) => {
  await deployAsUser(stackName, box());
  await inspectOne(docker, stackName, "box");
  await openShell(user, stackName);
  await expect(shellChoice(user).getByRole("option")).toHaveText(["bash", "ash", "sh"]);
  await expect(shellChoice(user)).toHaveValue("bash");
  await type(user, 'echo "this is $0 and six times seven is $((6 * 7))"');
  await expect(terminal(user)).toContainText("this is bash and six times seven is 42");

  for (const shell of ["ash", "sh"]) {
    await shellChoice(user).selectOption(shell);
    await expect(shellChoice(user)).toHaveValue(shell);
    await terminal(user).getByRole("textbox", { name: "Terminal input" }).focus();
    await type(user, 'echo "now it is $0"');
    await expect(terminal(user)).toContainText(`now it is ${shell}`);
  }
  await type(user, "exit 7");
  await expect(said(user)).toContainText("The shell ended with exit code 7.");
  await said(user).getByRole("button", { name: "Open again" }).click();
  await expect(shellChoice(user)).toBeVisible();
});

test("its size is the terminal's, also after a resize", async ({ user, stackName, docker, deployAsUser }) => {
  await deployAsUser(stackName, box());
  await inspectOne(docker, stackName, "box");
  await user.setViewportSize({ width: 1280, height: 800 });
  await openShell(user, stackName);
  const size = async () => {
    await user.keyboard.press("Control+l");
    await type(user, "stty size");
    await expect(terminal(user)).toContainText(/stty size\s*\d+ \d+/);
    const [, rows, columns] = /stty size\s*(\d+) (\d+)/.exec((await terminal(user).textContent()) ?? "") ?? [];
    return { rows: Number(rows), columns: Number(columns) };
  };
  const { columns } = await size();
  expect(columns).toBeGreaterThan(60);
  await user.setViewportSize({ width: 900, height: 800 });
  await expect.poll(async () => (await size()).columns).toBeLessThan(columns - 20);
  // A line as long as the screen is seen to its end.
  await type(user, "printf \"%0$(stty size | cut -d' ' -f2)d\\n\" 0");
  await expect(terminal(user)).toContainText(/0{60}/);
  const cut = await terminal(user)
    .locator(".xterm-rows > div")
    .evaluateAll((rows) => rows.filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth).length);
  expect(cut).toBe(0);
});

test("Ctrl-C goes to the process, and the shell goes on", async ({ user, stackName, docker, deployAsUser }) => {
  await deployAsUser(stackName, box());
  const { Id } = await inspectOne(docker, stackName, "box");
  await openShell(user, stackName);
  await type(user, "sleep 1000");
  await expect.poll(() => processesIn(docker, Id)).toContain("sleep 1000");
  await user.keyboard.press("Control+c");
  await expect.poll(() => processesIn(docker, Id)).not.toContain("sleep 1000");
  await type(user, 'echo "still $((40 + 2)) here"');
  await expect(terminal(user)).toContainText("still 42 here");
});

test("pastes from the clipboard, and finds what it said", async ({ user, stackName, docker, deployAsUser }) => {
  await deployAsUser(stackName, box());
  await inspectOne(docker, stackName, "box");
  await user.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await openShell(user, stackName);
  await user.evaluate(() => navigator.clipboard.writeText('echo "pasted $((20 + 3)) times"'));
  await user.keyboard.press("Control+v");
  await user.keyboard.press("Enter");
  await expect(terminal(user)).toContainText("pasted 23 times");

  await user.keyboard.press("Control+f");
  const find = terminal(user).getByRole("textbox", { name: "Find in the terminal" });
  await expect(find).toBeFocused();
  await find.fill("pasted 23");
  // What was found is selected, so it can be copied: the terminal is a canvas to everything else.
  await find.press("Enter");
  await find.press("Escape");
  await expect(find).toHaveCount(0);
  await user.keyboard.press("Control+Shift+c");
  await expect.poll(() => user.evaluate(() => navigator.clipboard.readText())).toBe("pasted 23");
});

test("runs as the service's user, one command too", async ({ user, stackName, docker, deployAsUser }) => {
  await deployAsUser(stackName, box('    user: "1000:1000"\n'));
  const { Id } = await inspectOne(docker, stackName, "box");
  await openShell(user, stackName);
  await expect(terminal(user)).toContainText("as 1000:1000");
  await type(user, 'echo "I am $(id -u) of $(id -g)"');
  await expect(terminal(user)).toContainText("I am 1000 of 1000");

  await terminal(user).getByRole("button", { name: "Run one command" }).click();
  const form = terminal(user).getByRole("form", { name: "Run one command" });
  const output = terminal(user).getByRole("region", { name: "What it said" });
  await form.getByRole("textbox", { name: "Command" }).fill('echo "one for $(id -u)"; until [ -e /tmp/go ]; do sleep 0.1; done; echo aside >&2; exit 3');
  await form.getByRole("button", { name: "Run" }).click();
  // What it says is there while it still runs.
  await expect(output).toHaveText("one for 1000\n");
  await runIn(docker, Id, ["touch", "/tmp/go"]);
  await expect(said(user)).toContainText("Exit code 3");
  await expect(output).toHaveText("one for 1000\naside\n");
  await form.getByRole("textbox", { name: "Command" }).fill("echo begun; exec sleep 765");
  await form.getByRole("button", { name: "Run" }).click();
  await expect(output).toHaveText("begun\n");
  await form.getByRole("button", { name: "Stop" }).click();
  await expect(said(user)).toContainText("Stopped");
  await expect.poll(() => processesIn(docker, Id)).not.toContain("sleep 765");
  await form.getByRole("button", { name: "Back to the terminal" }).click();
  await expect(terminal(user)).toContainText("I am 1000 of 1000");
});

test("a shell in the dock stays while one moves through pages, and over a reload with its screen", async ({ user, stackName, docker, deployAsUser }) => {
  await deployAsUser(stackName, box());
  const { Id } = await inspectOne(docker, stackName, "box");
  const before = await settledProcesses(docker, Id);
  await openService(user, stackName, "box");
  await user.getByRole("link", { name: "Shell of box-1" }).click();
  const docked = user.getByRole("region", { name: "Shell in box-1" });
  await expect(docked).toContainText("as root");
  await expect(docked).toContainText("Changes are lost on upgrade");
  await type(user, 'kept=yes; echo "made $((6 * 7)) here"');
  await expect(docked).toContainText("made 42 here");

  await user.getByRole("link", { name: "Activity", exact: true }).click();
  await expect(user.getByRole("heading", { name: "Activity", level: 1 })).toBeVisible();
  await expect(docked).toContainText("made 42 here");
  expect(await faultsOf(user, "any")).toEqual([]);

  await user.reload();
  await expect(docked).toContainText("made 42 here");
  await expect(docked).toContainText("as root");
  await docked.getByRole("textbox", { name: "Terminal input" }).focus();
  await type(user, 'echo "it is $kept, still"');
  await expect(docked).toContainText("it is yes, still");
  await docked.getByRole("button", { name: "End the shell in box-1" }).click();
  await expect(docked).toHaveCount(0);
  await expect.poll(() => processesIn(docker, Id)).toEqual(before);
});

test("what somebody typed in goes on in the dock when its page is left, and asks before it pastes lines that run", async ({
  user,
  stackName,
  docker,
  deployAsUser,
}) => {
  await deployAsUser(stackName, box());
  await inspectOne(docker, stackName, "box");
  await user.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await openShell(user, stackName);
  await shellChoice(user).selectOption("sh");
  await expect(shellChoice(user)).toHaveValue("sh");
  await terminal(user).getByRole("textbox", { name: "Terminal input" }).focus();
  await user.evaluate(() => navigator.clipboard.writeText('echo "first $((1 + 1))"\necho "second $((1 + 2))"'));
  await user.keyboard.press("Control+v");
  await terminal(user)
    .getByRole("group", { name: "Paste several lines" })
    .getByRole("button", { name: /Paste 2\slines/ })
    .click();
  await user.keyboard.press("Enter");
  await expect(terminal(user)).toContainText("second 3");

  await user.getByRole("tab", { name: "Containers" }).click();
  await user.getByRole("button", { name: "Open the dock" }).click();
  await expect(user.getByRole("region", { name: "Shell in box-1" })).toContainText("second 3");
  await user.getByRole("tab", { name: "Shell", exact: true }).click();
  await user.getByRole("button", { name: "Bring it here" }).click();
  await expect(terminal(user)).toContainText("second 3");
  await expect(user.getByRole("region", { name: "Dock" })).toHaveCount(0);
});

test("an image without a shell says so kindly", async ({ user, stackName, docker, deployAsUser }) => {
  await deployAsUser(stackName, "services:\n  bare:\n    image: spindle/noshell:1\n");
  await inspectOne(docker, stackName, "bare");
  await openService(user, stackName, "bare", "shell");
  await expect(said(user)).toContainText("There is no shell in this container");
  await expect(said(user)).toContainText("carries neither bash, ash nor sh");
});

test("leaving the page leaves no process in the container", async ({ user, stackName, docker, deployAsUser }) => {
  await deployAsUser(stackName, box());
  const { Id } = await inspectOne(docker, stackName, "box");
  const before = await settledProcesses(docker, Id);
  await openShell(user, stackName);
  await type(user, '(trap "" HUP; exec sleep 4321) & sleep 1234');
  await expect.poll(() => processesIn(docker, Id)).toEqual(expect.arrayContaining(["sleep 4321", "sleep 1234"]));
  await user.close();
  await expect.poll(() => processesIn(docker, Id), { timeout: 15_000 }).toEqual(before);
});

test("a short loss of the line comes back to the same shell with its screen", async ({ user, stackName, docker, deployAsUser }) => {
  await deployAsUser(stackName, box());
  const { Id } = await inspectOne(docker, stackName, "box");
  await openShell(user, stackName);
  await type(user, 'secret=kept; echo "before the $((1 + 1))nd line"');
  await expect(terminal(user)).toContainText("before the 2nd line");
  // Output that is written while nobody listens must not be lost.
  await type(user, 'until [ -e /tmp/go ]; do sleep 0.1; done; echo "written $((2 * 2)) nobody"');
  const running = (await processesIn(docker, Id)).filter((line) => line === "bash");

  await user.context().setOffline(true);
  await expect(said(user)).toContainText("Reconnecting");
  const exec = await docker.getContainer(Id).exec({ Cmd: ["touch", "/tmp/go"], AttachStdout: true });
  (await exec.start({})).resume();
  await user.context().setOffline(false);
  await expect(said(user)).toHaveCount(0);
  await expect(terminal(user)).toContainText("written 4 nobody");
  await type(user, 'echo "my secret is $secret"');
  await expect(terminal(user)).toContainText("my secret is kept");
  await expect(terminal(user)).toContainText("before the 2nd line");
  expect((await processesIn(docker, Id)).filter((line) => line === "bash")).toEqual(running);
});
