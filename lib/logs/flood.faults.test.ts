import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import type { KeptPlace } from "@/lib/core/kept-logs";
import { logFolder } from "@/lib/testing/kept-logs";
import { answer } from "./answer";
import type { Answers } from "./jobs";

const SECONDS = 60;
const MiB = 1024 * 1024;

test(`a container that writes 100 MB a second for ${SECONDS} s costs little memory, keeps nobody waiting, and its drops are counted`, {
  timeout: 240_000,
}, async () => {
  const folder = logFolder();
  const args = ["--max-semi-space-size=6", "--import", "tsx", "lib/testing/flood-process.ts", String(SECONDS), folder];
  const { stdout } = await promisify(execFile)(process.execPath, args, { env: { ...process.env, MALLOC_ARENA_MAX: "2" } });
  const found = JSON.parse(stdout) as Record<"before" | "most" | "delayP95" | "keptDelayP95", number> & { errors: string[]; told: { store: number } };
  console.info(stdout.trim(), `+${((found.most - found.before) / MiB).toFixed(0)} MiB`);
  expect(found.errors).toEqual([]);
  expect((found.most - found.before) / MiB).toBeLessThan(150);
  expect(found.delayP95).toBeLessThan(500);
  expect(found.keptDelayP95).toBeLessThan(500);
  const test = { stream: null, levels: null, text: null, since: null, until: null };
  const sources = [{ key: "loud", folder: join(folder, "stack", "loud", "loud"), label: "loud" }];
  const window = answer({ type: "window", sources, test, place: { at: "start" }, limit: 1, ms: 1_000 }) as Answers["window"];
  const last = answer({ type: "window", sources, test, place: { at: "end" }, limit: 1, ms: 1_000 }) as Answers["window"];
  expect(window.lines[0]?.n).toBe(0);
  let dropped = 0;
  for (let next: KeptPlace | null = { at: "start" }; next !== null; ) {
    const { gaps, later } = answer({ type: "window", sources, test, place: next, limit: 20_000, ms: 60_000 }) as Answers["window"];
    dropped += gaps.reduce((sum, { lines }) => sum + lines, 0);
    next = later && { at: "line", line: later, direction: "after" };
  }
  const all = answer({ type: "histogram", sources, test, buckets: 10, ms: 60_000 }) as Answers["histogram"];
  const kept = all.buckets.reduce((sum, { counts }) => sum + Object.values(counts).reduce((one, other) => one + other, 0), 0);
  expect(kept).toBe((last.lines[0]?.n ?? 0) + 1);
  // What was on its way when the server stopped was neither.
  expect(found.told.store - kept - dropped).toBeGreaterThanOrEqual(0);
  expect(found.told.store - kept - dropped).toBeLessThanOrEqual(1_280);
});
