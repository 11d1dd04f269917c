import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { eventually, type LiveEngine, liveEngine } from "@/lib/testing/live-engine";
import type { PageSocket } from "@/lib/testing/page-socket";
import { openRealRoom } from "@/lib/testing/real-room";
import { makeImages } from "../../scripts/images/make";
import { SHELL_GRACE_MS } from "./protocol";

const SHELLS = 200;
const PAGES = 10;
const GONE_WITHIN_MS = 10_000;

let real: LiveEngine;
beforeAll(async () => {
  await makeImages(process.env.DOCKER_HOST || undefined);
  real = liveEngine();
}, 120_000);
afterAll(() => real.clean());

async function room() {
  const made = await openRealRoom(real, "services:\n  box:\n    image: spindle/shell:1\n    init: true\n    stop_grace_period: 1s\n    pids_limit: 2000\n");
  const processes = async (): Promise<string[]> => (await real.outside.getContainer(made.container).top()).Processes.map((row: string[]) => row.at(-1) ?? "");
  const before = (await eventually(processes, (all) => all.includes("/bin/sleep infinity"))).length;
  /** How many processes are there beside the service's own. */
  const left = async () => (await processes()).length - before;
  const signedIn = await made.live.signIn(made.user);
  const open = async (page: PageSocket, channel: number): Promise<string> => {
    page.open(channel, made.shell({ shell: "bash" }));
    const { opened } = await page.message("opened", (message) => message.channel === channel);
    // One that does not listen to being hung up, and one that does.
    page.type(channel, '(trap "" HUP; exec sleep 4321) & sleep 1234\n');
    return opened.kind === "shell" ? opened.session : "";
  };
  return { ...made, left, signedIn, open };
}

test(`of ${SHELLS} shells whose tabs are killed, no process is left inside after ${GONE_WITHIN_MS / 1_000} s`, async () => {
  const { live, user, signedIn, left, open } = await room();
  const pages = await Promise.all(Array.from({ length: PAGES }, () => live.page(user, signedIn)));
  for (let channel = 1; channel <= SHELLS / PAGES; channel += 1) await Promise.all(pages.map((page) => open(page, channel)));
  await eventually(left, (count) => count >= SHELLS * 3, 60_000);
  const start = performance.now();
  // What a browser says for a tab that is closed, for one that crashed and for one whose process was killed.
  for (const page of pages) page.leave();
  // Looked for now and then: the looking costs the engine too.
  let count = await left();
  for (; count > 0 && performance.now() - start < GONE_WITHIN_MS; count = await left()) await pause(250);
  expect(count).toBe(0);
  console.info(JSON.stringify({ measure: `${SHELLS} shells, tabs killed, to the last process`, ms: Math.round(performance.now() - start) }));
}, 300_000);

test("shells of a page that is loaded again and of a lost line wait two minutes, and then no process is left", async () => {
  const { live, user, signedIn, left, open, shell } = await room();
  const [reloaded, lost] = [await live.page(user, signedIn), await live.page(user, signedIn)];
  const sessions = [await open(reloaded, 1), await open(reloaded, 2), await open(lost, 1), await open(lost, 2)];
  await eventually(left, (count) => count >= sessions.length * 3, 30_000);
  live.arrivals.note(signedIn.sessionId);
  reloaded.leave();
  lost.cut();
  await pause(SHELL_GRACE_MS - 15_000);
  expect(await left()).toBeGreaterThanOrEqual(sessions.length * 3);
  const back = await live.page(user, signedIn);
  back.open(1, shell({ resume: sessions[0] ?? "" }));
  back.open(2, shell({ resume: sessions[2] ?? "", received: 0 }));
  for (const channel of [1, 2]) await back.message("opened", (message) => message.channel === channel);
  await eventually(left, (count) => count === 6, 15_000 + GONE_WITHIN_MS);
  back.leave();
  await eventually(left, (count) => count === 0, GONE_WITHIN_MS);
}, 300_000);
