import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { DEFAULT_ENDPOINT } from "@/lib/engine/endpoint";
import { logFolder } from "@/lib/testing/kept-logs";
import { type LiveEngine, liveEngine } from "@/lib/testing/live-engine";
import { makeImages } from "../../scripts/images/make";

const SECONDS = 60;
const BARE_SECONDS = 10;
const MiB = 1024 * 1024;
const MB = 1_000_000;
/** Four writers of lines of a kilobyte: the program itself makes gigabytes of them a second. */
const FLOOD = `for writer in 1 2 3 4; do yes ${"0123456789 the quick brown fox jumps over the lazy dog ".repeat(18)} & done; wait`;

let real: LiveEngine;
beforeAll(async () => {
  await makeImages(process.env.DOCKER_HOST || undefined);
  real = liveEngine();
});
afterAll(() => real.clean());

/** What the engine itself brings of a log that is followed: its json-file driver is the limit. */
async function bare(container: string, ms: number): Promise<number> {
  const stop = AbortSignal.timeout(ms);
  let bytes = 0;
  for await (const chunk of await real.engine.logs(container, { tail: 0, since: null, follow: true, signal: stop })) bytes += chunk.bytes.length;
  return bytes / (ms / 1000);
}

test(`a container that writes all that the engine takes for ${SECONDS} s costs little memory, and keeps nobody waiting`, { timeout: 300_000 }, async () => {
  const {
    ids: [loud = ""],
  } = await real.run({ image: "spindle/shell:1", command: ["sh", "-c", FLOOD] });
  const {
    ids: [quiet = ""],
  } = await real.run({ image: "spindle/demo-logger:1", environment: { RATE: "50", STDERR_EVERY: "0" } });
  const engine = await bare(loud, BARE_SECONDS * 1000);
  const args = ["--max-semi-space-size=6", "--import", "tsx", "lib/testing/flood-process.ts", String(SECONDS), logFolder()];
  const endpoint = process.env.DOCKER_HOST || DEFAULT_ENDPOINT;
  const { stdout } = await promisify(execFile)(process.execPath, [...args, endpoint, real.instanceId, loud, quiet], {
    env: { ...process.env, MALLOC_ARENA_MAX: "2" },
  });
  const found = JSON.parse(stdout) as Record<"before" | "most" | "delayP95" | "keptDelayP95" | "delays" | "bytes", number> & { errors: string[] };
  console.info(
    `the engine alone ${(engine / MB).toFixed(1)} MB/s; read twice here ${(found.bytes / SECONDS / MB).toFixed(1)} MB/s, +${((found.most - found.before) / MiB).toFixed(0)} MiB`,
    stdout.trim(),
  );
  expect(found.errors).toEqual([]);
  expect(found.delays).toBeGreaterThan(SECONDS * 25);
  expect((found.most - found.before) / MiB).toBeLessThan(150);
  expect(found.delayP95).toBeLessThan(500);
  expect(found.keptDelayP95).toBeLessThan(500);
});
