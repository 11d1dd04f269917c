import { execFile } from "node:child_process";
import { createWriteStream, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import type { KeptPosition } from "@/lib/core/kept-logs";
import { Desk } from "@/lib/logs/desk";
import type { Job, SourceToRead } from "@/lib/logs/jobs";
import { SourceWriter } from "@/lib/logs/source-writer";
import type { Lab } from "../lab";
import { memoryOf } from "../memory";
import { PageLine } from "../page-line";
import { ENVIRONMENT } from "../spindle";
import { median, p95 } from "../statistics";

const GB = 1_000_000_000;
const CHUNK_LINES = 500;
const TAILS = 100;
const TAILS_A_LINE = 10;
const ALL = { stream: null, levels: null, text: null, since: null, until: null };
const FACTS = { key: "0123456789ab", container: "bench", stackId: "stack", serviceId: "service", service: "web", label: "web-1", generation: 1, revision: 1 };
const WORDS = ["GET", "POST", "/api/v1/items", "user", "connected", "timeout", "request", "completed", "query", "cache", "miss", "hit", "retry", "queue"];

/** Kept lines: how fast they are searched and read against the plain text, and what many readers cost. */
export async function keptBench(lab: Lab): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "spindle-bench-kept-"));
  try {
    // A quick run says little anyway.
    await search(lab, folder, lab.options.rounds === null ? GB : GB / 5);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  await tails(lab);
}

/** The same lines kept, and as plain text. */
async function write(folder: string, bytes: number): Promise<{ place: string; plain: string; written: number; lines: number; seconds: number }> {
  const place = join(folder, "kept");
  const plain = join(folder, "plain.log");
  const failed = (error: unknown) => console.error(error);
  const writer = await SourceWriter.open(FACTS, place, () => ({ block: 256 * 1024, segment: 4 * 1024 * 1024 }), { grown: () => undefined, failed });
  const out = createWriteStream(plain);
  let [seed, written, lines, seconds] = [7, 0, 0, 0];
  const random = (most: number) => {
    seed = (seed * 48_271) % 2_147_483_647;
    return seed % most;
  };
  const begin = Date.UTC(2026, 10, 1);
  while (written < bytes) {
    const told: string[] = [];
    for (let at = 0; at < CHUNK_LINES; at += 1, lines += 1) {
      const moment = `${new Date(begin + lines).toISOString().slice(0, 23)}000000Z`;
      const needle = lines % 1_000_000 === 500_000 ? " needle-in-the-hay" : "";
      const words = Array.from({ length: 6 }, () => WORDS[random(WORDS.length)]).join(" ");
      told.push(`${moment} ${lines % 50 === 0 ? "ERROR" : "INFO"} req=${random(1e9).toString(16)} ${words}${needle} took ${random(1_000)} ms\n`);
    }
    const chunk = Buffer.from(told.join(""));
    const begun = performance.now();
    await writer.append({ stream: "stdout", bytes: chunk, lines: CHUNK_LINES });
    seconds += (performance.now() - begun) / 1000;
    if (!out.write(chunk)) await new Promise((drained) => out.once("drain", () => drained(null)));
    written += chunk.length;
  }
  const begun = performance.now();
  await writer.close();
  seconds += (performance.now() - begun) / 1000;
  await new Promise((ended) => out.end(() => ended(null)));
  return { place, plain, written, lines, seconds };
}

async function search(lab: Lab, folder: string, bytes: number): Promise<void> {
  const { place, plain, written, lines, seconds } = await write(folder, bytes);
  const said = `${(written / GB).toFixed(1)} GB`;
  lab.report.add({ bench: "kept", figure: `writing ${said}`, unit: "lines/s", spindle: lines / seconds, rounds: 1 });
  const desk = new Desk({ worker: pathToFileURL(resolve("dist/log-worker.mjs")) });
  const sources: SourceToRead[] = [{ key: FACTS.key, folder: place, label: FACTS.label }];
  const rounds = lab.rounds(3);
  for (const [figure, text, pattern] of [
    ["words", "needle-in-the-hay", ["-F", "needle-in-the-hay"]],
    ["an expression", "/req=[0-9a-f]+ .*needle-in-.*[0-9]+ ms$/", ["-E", "req=[0-9a-f]+ .*needle-in-.*[0-9]+ ms$"]],
  ] as const) {
    const [ours, greps]: [number[], number[]] = [[], []];
    for (let round = 0; round < rounds; round += 1) {
      const [mine, found] = await timed(() => searchAll(desk, sources, text));
      const [theirs, count] = await timed(async () =>
        Number((await promisify(execFile)("grep", ["-c", ...pattern, plain], { env: { ...process.env, LC_ALL: "C" } })).stdout),
      );
      if (found !== count) throw new Error(`${found} hits, and grep has ${count}`);
      ours.push(written / mine / 1_000_000);
      greps.push(written / theirs / 1_000_000);
    }
    const note = "raw: grep over the plain text; Spindle unpacks its blocks first";
    lab.report.add({ bench: "kept", figure: `search of ${said} for ${figure}`, unit: "MB/s", spindle: median(ours), raw: median(greps), rounds, note });
  }
  const windows: number[] = [];
  for (let at = 0; at < 200; at += 1) {
    const n = Math.floor((lines * ((at * 37) % 200)) / 200);
    const line: KeptPosition = { time: `${new Date(Date.UTC(2026, 10, 1) + n).toISOString().slice(0, 23)}000000Z`, source: FACTS.key, n };
    const job: Job = { type: "window", sources, test: ALL, place: { at: "line", line, direction: "around" }, limit: 500, ms: 1_000 };
    windows.push((await timed(() => desk.ask(job, "bench")))[0] * 1000);
  }
  const goal = { gate: "value <= 50", stretch: "value <= 20" };
  lab.report.add({ bench: "kept", figure: `window of 500 lines in ${said}, p95`, unit: "ms", spindle: p95(windows), rounds: windows.length, goal });
  const histogram: Job = { type: "histogram", sources, test: ALL, buckets: 120, ms: 10_000 };
  lab.report.add({
    bench: "kept",
    figure: `histogram of ${said}`,
    unit: "ms",
    spindle: (await timed(() => desk.ask(histogram, "bench")))[0] * 1000,
    rounds: 1,
  });
  await desk.stop();
}

async function searchAll(desk: Desk, sources: SourceToRead[], text: string): Promise<number> {
  let hits = 0;
  for (let before: KeptPosition | null = null; ; ) {
    const job = { type: "search" as const, sources, test: { ...ALL, text }, before, limit: 100_000, ms: 250 };
    const found: { lines: unknown[]; next: KeptPosition | null } = await desk.ask(job, "bench");
    hits += found.lines.length;
    before = found.next;
    if (before === null) return hits;
  }
}

/** Seconds, and what came of it. */
async function timed<T>(work: () => Promise<T>): Promise<[number, T]> {
  const begun = performance.now();
  const value = await work();
  return [(performance.now() - begun) / 1000, value];
}

/** What so many open tails cost the server, each of a log that goes on. */
async function tails(lab: Lab): Promise<void> {
  const server = await lab.serve();
  const signedIn = await lab.firstRun(server);
  const { spindle } = signedIn;
  const stack = "bench-tails";
  await spindle.deploy(stack, `services:\n  writer:\n    image: spindle/demo-logger:1\n    environment: {RATE: "20", STDERR_EVERY: "0"}\n`);
  await new Promise((done) => setTimeout(done, 3_000));
  const before = memoryOf(server.pid).rss;
  const open = await Promise.all(Array.from({ length: TAILS / TAILS_A_LINE }, () => PageLine.open(signedIn)));
  for (const line of open)
    for (let at = 1; at <= TAILS_A_LINE; at += 1)
      line.channel({ kind: "logs", environment: ENVIRONMENT, stack, service: null, containers: null, tail: 100, since: null }, at);
  await new Promise((done) => setTimeout(done, 15_000));
  const after = memoryOf(server.pid).rss;
  for (const line of open) line.close();
  await spindle.remove(stack);
  lab.report.add({
    bench: "kept",
    figure: `memory of ${TAILS} tails`,
    unit: "MiB",
    spindle: after - before,
    rounds: 1,
    note: `${before} before, ${after} after 15 s`,
  });
}
