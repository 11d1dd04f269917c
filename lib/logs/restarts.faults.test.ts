import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import type { KeptPlace } from "@/lib/core/kept-logs";
import { DEFAULT_ENDPOINT } from "@/lib/engine/endpoint";
import { createEngineMirror } from "@/lib/engine/mirror";
import { flakySocket } from "@/lib/testing/flaky-socket";
import { logFolder } from "@/lib/testing/kept-logs";
import { eventually, type LiveEngine, liveEngine } from "@/lib/testing/live-engine";
import { makeImages } from "../../scripts/images/make";
import { answer } from "./answer";
import { LogFollower } from "./follow";
import type { Answers } from "./jobs";

const LINES = 100_000;
const RESTARTS = 20;
const CUTS = 20;
const ALL = { stream: null, levels: null, text: null, since: null, until: null };

let real: LiveEngine;
beforeAll(async () => {
  await makeImages(process.env.DOCKER_HOST || undefined);
  real = liveEngine();
});
afterAll(() => real.clean());

const numberOf = (text: string): number => Number(/line (\d{8})/.exec(text)?.[1]);
const missing = (numbers: number[]) => {
  const there = new Set(numbers);
  return Array.from({ length: LINES }, (_, at) => at + 1).filter((n) => !there.has(n));
};

/** The kept window as a page would have it, and then what the engine sends from there on. */
async function asPage(container: string, window: Pick<Answers["window"], "lines">): Promise<number[]> {
  const cursors = (["stdout", "stderr"] as const).flatMap((stream) => {
    const its = window.lines.filter((line) => line.stream === stream).map((line) => line.exact ?? line.at);
    const at = its.at(-1);
    return at === undefined ? [] : [{ container, stream, at, lines: its.filter((moment) => moment === at).length }];
  });
  const numbers = window.lines.map(({ text }) => numberOf(text));
  const mirror = createEngineMirror(real.engine, { now: Date.now });
  mirror.start();
  await eventually(mirror.status, ({ state }) => state === "up");
  const follower = new LogFollower(
    real.engine,
    mirror,
    { container, tail: "all", since: null, cursors },
    {
      chunk: async ({ bytes }) => void numbers.push(...bytes.toString().trimEnd().split("\n").map(numberOf)),
      caughtUp: () => undefined,
      live: () => undefined,
    },
  );
  const over = follower.run();
  await eventually(
    () => numbers.length,
    (count) => count >= LINES,
    120_000,
  );
  follower.close();
  await over;
  await mirror.stop();
  return numbers;
}

test(`${LINES} lines over ${RESTARTS} restarts of the server by kill -9 and ${CUTS} cuts of its line to the engine: none missing, none twice`, {
  timeout: 600_000,
}, async () => {
  const environment = { LINES: String(LINES), RATE: "1000" };
  const { ids } = await real.run({ image: "spindle/demo-logger:1", environment });
  const [container = ""] = ids;
  const folder = logFolder();
  const line = await flakySocket((process.env.DOCKER_HOST || DEFAULT_ENDPOINT).replace("unix://", ""));
  onTestFinished(() => line.close());
  let server: ChildProcess;
  const start = async () => {
    const args = ["--import", "tsx", "lib/testing/keeper-process.ts", line.endpoint, real.instanceId, container, folder];
    server = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
    if (server.stdout) await once(server.stdout, "data");
  };
  const kill = async () => {
    const gone = once(server, "exit");
    server.kill("SIGKILL");
    await gone;
  };
  const place = join(folder, "stack", "service", container.slice(0, 12));
  const window = (at: KeptPlace, limit: number) =>
    answer({
      type: "window",
      sources: [{ key: container.slice(0, 12), folder: place, label: "web-1" }],
      test: ALL,
      place: at,
      limit,
      ms: 60_000,
    }) as Answers["window"];
  const reached = () => window({ at: "end" }, 1).lines[0]?.n ?? -1;
  const kept = () => {
    const all: Pick<Answers["window"], "lines" | "gaps"> = { lines: [], gaps: [] };
    for (let next: KeptPlace | null = { at: "start" }; next !== null; ) {
      const { lines, gaps, later }: Answers["window"] = window(next, 20_000);
      all.lines.push(...lines);
      all.gaps.push(...gaps);
      next = later && { at: "line", line: later, direction: "after" };
    }
    return all;
  };
  await start();
  onTestFinished(() => void server.kill("SIGKILL"));
  let page: Promise<number[]> | null = null;
  for (let round = 0; round < RESTARTS; round += 1) {
    const before = reached();
    await eventually(reached, (n) => n > before || n === LINES - 1, 60_000);
    for (let cut = 0; cut < CUTS / RESTARTS; cut += 1) {
      line.cut();
      // Killed at any moment of what follows the cut.
      await new Promise((resolve) => setTimeout(resolve, 37 * round));
    }
    await kill();
    if (round === RESTARTS / 2) page = asPage(container, kept());
    await start();
  }
  await eventually(reached, (n) => n >= LINES - 1, 240_000);
  const { lines, gaps } = kept();
  const numbers = lines.map(({ text }) => numberOf(text));
  expect({ missing: missing(numbers), double: numbers.length - new Set(numbers).size, gaps }).toEqual({ missing: [], double: 0, gaps: [] });
  expect(lines.map(({ n }) => n)).toEqual(lines.map((_, n) => n));
  const seen = (await page) ?? [];
  expect({ missing: missing(seen), double: seen.length - new Set(seen).size }).toEqual({ missing: [], double: 0 });
  await kill();
});
