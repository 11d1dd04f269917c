import { setTimeout as pause } from "node:timers/promises";
import type { BrowserContext, Page } from "@playwright/test";
import type Docker from "dockerode";
import type { Lab, SignedIn } from "../lab";
import { memoryOf } from "../memory";
import { PageLine } from "../page-line";
import { probedPage } from "../page-probe";
import { interleave, Samples } from "../race";
import { IMAGE } from "../sample-stack";
import { ENVIRONMENT } from "../spindle";
import { median, p95 } from "../statistics";
import { NO_TTYD, TTYD, TtydPeer } from "../ttyd-peer";

const STACK = "bench-terminal";
const SHELL = "bash";
const FLOOD_BYTES = 50_000_000;
const FLOOD_MIB = FLOOD_BYTES / 1024 / 1024;
const DONE = "flood-is-done";
const SHELLS = 50;
/** One person has at most twenty sockets, and a socket twenty-four channels. */
const SHELLS_ON_A_LINE = 15;

/** Sends text; resolves at the first byte after which `word` has been said. */
interface Terminal {
  send(text: string): void;
  says(word: string): Promise<void>;
  close(): void;
}

/** P11 and the time to a prompt: a flood through the server and through a page, getting out of one, and opening a shell. */
export async function terminalBench(lab: Lab): Promise<void> {
  const signedIn = await lab.shared();
  await signedIn.spindle.deploy(STACK, `services:\n  box:\n    image: ${IMAGE}\n    pids_limit: 1000\n`);
  const container = (await signedIn.spindle.stack(STACK)).services[0]?.containers[0]?.id ?? "";
  const raw = await rawTerminal(lab.docker, container);
  raw.send(`yes "0123456789 the quick brown fox jumps over the lazy dog 0123456789" | head -c ${FLOOD_BYTES} > /tmp/flood; echo flood-"is-made"\n`);
  await raw.says("flood-is-made");
  const ttyd = await TtydPeer.open(container, SHELL);
  if (ttyd === null) lab.report.skip("terminal", NO_TTYD);
  const spindle = await socketTerminal(signedIn, container, await PageLine.open(signedIn));
  await flood(lab, { spindle, raw, ...(ttyd && { ttyd: await ttydTerminal(ttyd) }) });
  const context = await lab.context(signedIn);
  const page = await probedPage(context);
  await prompts(lab, page);
  await pageFlood(lab, page, ttyd === null ? null : await ttydPage(context, ttyd));
  await wayOut(lab, page);
  await context.close();
  ttyd?.close();
  await memory(lab, signedIn, container);
  await signedIn.spindle.remove(STACK);
}

async function flood(lab: Lab, terminals: Record<string, Terminal>): Promise<void> {
  const samples = new Samples();
  await interleave(lab.rounds(5), Object.keys(terminals), async (who) => {
    const begun = performance.now();
    terminals[who]?.send(`cat /tmp/flood; echo flood-"is-done"\n`);
    await terminals[who]?.says(DONE);
    samples.add(who, "flood", (FLOOD_MIB * 1000) / (performance.now() - begun));
  });
  for (const terminal of Object.values(terminals)) terminal.close();
  lab.report.add({
    bench: "terminal",
    figure: "cat of 50 MB through the server",
    unit: "MiB/s",
    rounds: samples.of("spindle", "flood").length,
    spindle: median(samples.of("spindle", "flood")),
    raw: median(samples.of("raw", "flood")),
    ...peerOf(samples),
    goal: { gate: "ratio >= 0.7, peerRatio >= 1.2", stretch: "ratio >= 0.85, peerRatio >= 1.2" },
  });
}

/** From the click on a container's row to the prompt in the dock, the chunks and the ticket fetched while the pointer was on its way. */
async function prompts(lab: Lab, page: Page): Promise<void> {
  await page.goto(`/${ENVIRONMENT}/stacks/${STACK}/services/box`);
  const link = page.getByRole("link", { name: "Shell of box-1" });
  const times: number[] = [];
  for (let round = 0; round < lab.rounds(10); round += 1) {
    await link.hover();
    await pause(round === 0 ? 1_500 : 400);
    await page.evaluate("void (window.prompted = probe.promptAfterClick())");
    await link.click();
    times.push((await page.evaluate("prompted")) as number);
    await page.getByRole("button", { name: "End the shell in box-1" }).click();
    await page.mouse.move(0, 0);
  }
  const common = { bench: "terminal", unit: "ms", rounds: times.length };
  lab.report.add({ ...common, figure: "click to prompt p50", spindle: median(times), goal: { gate: "value <= 300", stretch: "value <= 150" } });
  lab.report.add({ ...common, figure: "click to prompt p95", spindle: p95(times), goal: { gate: "value <= 300", stretch: "value <= 200" } });
}

async function openTab(page: Page): Promise<void> {
  await page.goto(`/${ENVIRONMENT}/stacks/${STACK}/services/box?tab=shell`);
  await page.locator(".xterm-rows").waitFor();
  await page.waitForFunction("probe.prompts()");
}

async function ttydPage(context: BrowserContext, ttyd: TtydPeer): Promise<Page> {
  const page = await probedPage(context);
  await page.goto(ttyd.url);
  await page.locator(".xterm-rows").waitFor();
  await page.waitForFunction("probe.prompts()");
  return page;
}

async function pageFlood(lab: Lab, own: Page, theirs: Page | null): Promise<void> {
  await own.bringToFront();
  await openTab(own);
  const samples = new Samples();
  await interleave(lab.rounds(3), ["spindle", ...(theirs === null ? [] : ["ttyd"])], async (who, round) => {
    const page = who === "ttyd" && theirs !== null ? theirs : own;
    await page.bringToFront();
    // A word of its own: the one before is still on the screen.
    await page.keyboard.type(`clear; cat /tmp/flood; echo flood-${round}-"is-done"`);
    const begun = performance.now();
    await page.keyboard.press("Enter");
    await page.waitForFunction(`probe.screen().includes("flood-${round}-is-done")`, null, { polling: "raf", timeout: 120_000 });
    samples.add(who, "flood", (FLOOD_MIB * 1000) / (performance.now() - begun));
  });
  await theirs?.close();
  await own.bringToFront();
  lab.report.add({
    bench: "terminal",
    figure: "cat of 50 MB through the page's terminal",
    unit: "MiB/s",
    rounds: samples.of("spindle", "flood").length,
    spindle: median(samples.of("spindle", "flood")),
    ...peerOf(samples),
    goal: { gate: "value >= 5, peerRatio >= 1.2", stretch: "value >= 10, peerRatio >= 1.2" },
    note: "drawn without a GPU",
  });
}

function peerOf(samples: Samples): { peer?: { name: string; value: number } } {
  const theirs = samples.of("ttyd", "flood");
  return theirs.length > 0 ? { peer: { name: TTYD, value: median(theirs) } } : {};
}

/** Ctrl-C in the middle of a gigabyte: from the key to the prompt. */
async function wayOut(lab: Lab, page: Page): Promise<void> {
  const times: number[] = [];
  for (let round = 0; round < lab.rounds(5); round += 1) {
    await page.keyboard.type(`clear; yes "a line that comes"" again ${round}" | head -c 1000000000`);
    await page.keyboard.press("Enter");
    await page.waitForFunction(`probe.screen().includes("comes again ${round}")`, null, { polling: "raf" });
    await pause(1_000);
    await page.evaluate("void (window.prompted = probe.promptAfterKey())");
    await page.keyboard.press("Control+c");
    times.push((await page.evaluate("prompted")) as number);
  }
  const common = { bench: "terminal", unit: "ms", rounds: times.length };
  lab.report.add({ ...common, figure: "Ctrl-C in 1 GB of yes to prompt", spindle: median(times), goal: { gate: "value <= 500", stretch: "value <= 200" } });
}

/** What fifty shells cost the server when each has said more than is kept of it. */
async function memory(lab: Lab, signedIn: SignedIn, container: string): Promise<void> {
  const before = memoryOf(signedIn.server.pid).rss;
  const lines: PageLine[] = [];
  const terminals: Terminal[] = [];
  for (let count = 0; count < SHELLS; count += 1) {
    if (count % SHELLS_ON_A_LINE === 0) lines.push(await PageLine.open(signedIn));
    const line = lines.at(-1);
    if (line) terminals.push(await socketTerminal(signedIn, container, line, (count % SHELLS_ON_A_LINE) + 1));
  }
  for (const terminal of terminals) {
    terminal.send(`head -c 1000000 /tmp/flood; echo flood-"is-done"\n`);
    await terminal.says(DONE);
  }
  await pause(2_000);
  const after = memoryOf(signedIn.server.pid).rss;
  for (const line of lines) line.close();
  lab.report.add({ bench: "terminal", figure: `${SHELLS} shells with their screens kept`, unit: "MiB", rounds: 1, spindle: after - before });
}

function saying(): { came(bytes: Buffer): void; says(word: string): Promise<void> } {
  let tail = "";
  let wanted: { word: string; done: () => void } | null = null;
  return {
    came: (bytes) => {
      tail = (tail + bytes.subarray(-200).toString("latin1")).slice(-400);
      if (wanted === null || !tail.includes(wanted.word)) return;
      const { done } = wanted;
      wanted = null;
      tail = "";
      done();
    },
    says: (word) => new Promise((done) => (wanted = { word, done })),
  };
}

async function socketTerminal(signedIn: SignedIn, container: string, line: PageLine, channel = 1): Promise<Terminal> {
  const { came, says } = saying();
  line.listen(channel, came);
  const ticket = await signedIn.spindle.shellTicket(STACK, container);
  const place = { environment: ENVIRONMENT, stack: STACK, container };
  line.channel({ kind: "shell", ...place, ticket, shell: SHELL, cols: 80, rows: 24, resume: null }, channel);
  await line.message("opened", channel);
  await pause(200);
  return { send: (text) => line.type(text, channel), says, close: () => line.close() };
}

async function ttydTerminal(ttyd: TtydPeer): Promise<Terminal> {
  const { came, says } = saying();
  const line = await ttyd.line(came);
  return { send: (text) => line.type(text), says, close: () => line.close() };
}

async function rawTerminal(docker: Docker, container: string): Promise<Terminal> {
  const attach = { AttachStdin: true, AttachStdout: true, AttachStderr: true, Tty: true };
  const exec = await docker.getContainer(container).exec({ Cmd: [SHELL], Env: ["TERM=xterm-256color"], ...attach });
  const stream = await exec.start({ hijack: true, stdin: true, Tty: true });
  const { came, says } = saying();
  stream.on("data", came);
  await pause(500);
  return {
    send: (text) => void stream.write(text),
    says,
    close: () => {
      stream.write("exit\r");
      stream.once("end", () => stream.destroy());
    },
  };
}
