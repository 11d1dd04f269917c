import { spawn } from "node:child_process";
import { once } from "node:events";
import { resolve } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import type { BrowserContext, Page } from "@playwright/test";
import type Docker from "dockerode";
import { WebSocket } from "ws";
import type { Lab, SignedIn } from "../lab";
import { PageLine } from "../page-line";
import { probedPage } from "../page-probe";
import { interleave, Samples } from "../race";
import type { Goal } from "../report";
import { IMAGE } from "../sample-stack";
import { ENVIRONMENT } from "../spindle";
import { median, p95, percentile } from "../statistics";
import { NO_TTYD, TTYD, TtydPeer } from "../ttyd-peer";

const STACK = "bench-shell";
const KEYS = "abcdefghijklmnopqrstuvwxyz0123456789";
const CLEAR_LINE = "\x15";
const SHELL = "bash";

/** Sends a key; resolves when the first byte came back. */
type Terminal = { press(key: string): Promise<void>; close(): void };

/** P9, P10: one key at a time, as people type, to its echo at the end of the line and to its glyph on the page. */
export async function shellBench(lab: Lab): Promise<void> {
  const signedIn = await lab.shared();
  await signedIn.spindle.deploy(STACK, `services:\n  box:\n    image: ${IMAGE}\n`);
  const container = (await signedIn.spindle.stack(STACK)).services[0]?.containers[0]?.id ?? "";
  const ttyd = await TtydPeer.open(container, SHELL);
  if (ttyd === null) lab.report.skip("shell", NO_TTYD);
  await echo(lab, signedIn, container, ttyd);
  await glyph(lab, signedIn, ttyd);
  ttyd?.close();
  await signedIn.spindle.remove(STACK);
}

async function echo(lab: Lab, signedIn: SignedIn, container: string, ttyd: TtydPeer | null): Promise<void> {
  const terminals: Record<string, Terminal> = {
    spindle: await socketTerminal(signedIn, container),
    raw: await rawTerminal(lab.docker, container),
    peer: await relayTerminal(container),
    ...(ttyd && { ttyd: await ttydTerminal(ttyd) }),
  };
  const samples = new Samples();
  const rounds = lab.rounds(8);
  const line = async (who: string, note: boolean) => {
    const terminal = terminals[who];
    for (const key of KEYS) {
      const begun = performance.now();
      await terminal?.press(key);
      if (note) samples.add(who, "echo", performance.now() - begun);
      // As people type, and never in step with a timer of either side.
      await pause(15 + Math.random() * 15);
    }
    await terminal?.press(CLEAR_LINE);
    await pause(50);
  };
  await interleave(1, Object.keys(terminals), (who) => line(who, false));
  await interleave(rounds, Object.keys(terminals), (who) => line(who, true));
  for (const terminal of Object.values(terminals)) terminal.close();
  const ours = samples.of("spindle", "echo");
  const raw = samples.of("raw", "echo");
  const relay = samples.of("peer", "echo");
  const common = { bench: "shell", unit: "ms", rounds: ours.length };
  const peer = (value: number) => ({ peer: { name: "bare relay", value } });
  lab.report.add({
    ...common,
    figure: "echo p50",
    spindle: median(ours),
    raw: median(raw),
    ...peer(median(relay)),
    goal: { gate: "added <= 0.5", stretch: "added <= 0.5" },
  });
  lab.report.add({
    ...common,
    figure: "echo p95",
    spindle: p95(ours),
    raw: p95(raw),
    ...peer(p95(relay)),
    goal: { gate: "added <= 2.5", stretch: "added <= 1" },
  });
  if (ttyd === null) return;
  const theirs = samples.of("ttyd", "echo");
  const goal = { gate: "peerRatio <= 1", stretch: "peerRatio <= 1" };
  lab.report.add({ ...common, figure: "echo p50, beside ttyd", spindle: median(ours), peer: { name: TTYD, value: median(theirs) }, goal });
  lab.report.add({ ...common, figure: "echo p95, beside ttyd", spindle: p95(ours), peer: { name: TTYD, value: p95(theirs) }, goal });
}

/** Bytes in, and a wait for the next ones out. */
function echoing(send: (key: string) => void): { press: Terminal["press"]; came(): void } {
  let came = () => {};
  return {
    came: () => came(),
    press: (key) =>
      new Promise((resolve) => {
        came = resolve;
        send(key);
      }),
  };
}

async function socketTerminal(signedIn: SignedIn, container: string): Promise<Terminal> {
  const line = await PageLine.open(signedIn);
  const { press, came } = echoing((key) => line.type(key));
  line.onData = came;
  const ticket = await signedIn.spindle.shellTicket(STACK, container);
  line.channel({ kind: "shell", environment: ENVIRONMENT, stack: STACK, container, ticket, shell: SHELL, cols: 80, rows: 24, resume: null });
  await line.message("opened");
  await pause(500);
  return { press, close: () => line.close() };
}

async function rawTerminal(docker: Docker, container: string): Promise<Terminal> {
  const attach = { AttachStdin: true, AttachStdout: true, AttachStderr: true, Tty: true };
  const exec = await docker.getContainer(container).exec({ Cmd: [SHELL], Env: ["TERM=xterm-256color"], ...attach });
  const stream = await exec.start({ hijack: true, stdin: true, Tty: true });
  const { press, came } = echoing((key) => stream.write(key));
  stream.on("data", came);
  await pause(500);
  return {
    press,
    close: () => {
      stream.write("exit\r");
      stream.once("end", () => stream.destroy());
    },
  };
}

/** What any dashboard pays before it does anything: the same two hops and nothing else. */
async function relayTerminal(container: string): Promise<Terminal> {
  const relay = spawn(process.execPath, [resolve("bench/bare-relay.mjs"), container, SHELL], { stdio: ["ignore", "pipe", "inherit"] });
  const [port] = (await once(relay.stdout, "data")) as [Buffer];
  const socket = new WebSocket(`ws://127.0.0.1:${Number(String(port))}`, { perMessageDeflate: false });
  const { press, came } = echoing((key) => socket.send(key));
  socket.on("message", came);
  await once(socket, "message");
  await pause(500);
  return { press, close: () => socket.close() };
}

async function ttydTerminal(ttyd: TtydPeer): Promise<Terminal> {
  let came = () => {};
  const line = await ttyd.line(() => came());
  const echoed = echoing((key) => line.type(key));
  came = echoed.came;
  return { press: echoed.press, close: () => line.close() };
}

async function glyph(lab: Lab, signedIn: SignedIn, ttyd: TtydPeer | null): Promise<void> {
  const context = await lab.context(signedIn);
  const pages = new Map([["spindle", await shellPage(context, `/${ENVIRONMENT}/stacks/${STACK}/services/box?tab=shell`)]]);
  if (ttyd !== null) pages.set("ttyd", await shellPage(context, ttyd.url));
  const samples = new Samples();
  await interleave(lab.rounds(6), [...pages.keys()], async (who) => {
    const page = pages.get(who);
    if (page === undefined) return;
    // A page in the background is not drawn.
    await page.bringToFront();
    await page.evaluate("probe.followKeys()");
    for (const key of KEYS) {
      await page.keyboard.press(key);
      await page.waitForFunction("probe.pendingKeys() === 0", null, { polling: 5 });
      await pause(20 + Math.random() * 30);
    }
    for (const time of (await page.evaluate("probe.keyTimes()")) as number[]) samples.add(who, "glyph", time);
    await page.keyboard.press("Control+u");
    await pause(100);
  });
  await context.close();
  const ours = samples.of("spindle", "glyph");
  const theirs = samples.of("ttyd", "glyph");
  const add = (figure: string, of: (values: number[]) => number, goal?: Goal) => {
    const peer = theirs.length > 0 ? { peer: { name: TTYD, value: of(theirs) } } : {};
    lab.report.add({ bench: "shell", unit: "ms", rounds: ours.length, figure: `key to glyph ${figure}`, spindle: of(ours), ...peer, ...(goal && { goal }) });
  };
  add("p50", median, { gate: "value <= 17, peerRatio <= 1.1", stretch: "value <= 8, peerRatio <= 1.1" });
  add("p95", p95, { gate: "value <= 34, peerRatio <= 1.1", stretch: "value <= 25, peerRatio <= 1.1" });
  add("p99", (values) => percentile(values, 0.99));
}

async function shellPage(context: BrowserContext, address: string): Promise<Page> {
  const page = await probedPage(context);
  await page.goto(address);
  await page.locator(".xterm-rows").waitFor();
  await page.waitForFunction("probe.prompts()");
  return page;
}
