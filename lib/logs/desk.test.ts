import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from "vitest";
import { logFolder } from "@/lib/testing/kept-logs";
import { factsOf, keepLines } from "@/lib/testing/kept-source";
import { Desk } from "./desk";
import type { Job, SourceToRead } from "./jobs";

vi.setConfig({ testTimeout: 60_000 });

let folder: string;
let worker: URL;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "spindle-log-worker-"));
  const outfile = join(folder, "log-worker.mjs");
  await build({ entryPoints: ["lib/logs/worker.ts"], outfile, bundle: true, platform: "node", format: "esm", target: "node20", logLevel: "silent" });
  worker = pathToFileURL(outfile);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function room() {
  const lines = Array.from({ length: 300 }, (_, at) => ({
    at: `2026-11-22T11:15:15.${String(at).padStart(9, "0")}Z`,
    stream: "stdout" as const,
    text: `line ${at} ${"a".repeat(40)}!`,
  }));
  const place = await keepLines(logFolder(), factsOf("0123456789ab"), lines);
  const sources: SourceToRead[] = [{ key: "0123456789ab", folder: place, label: "web-1" }];
  const desk = new Desk({ worker, seconds: 1 });
  onTestFinished(() => desk.stop());
  const search = (text: string): Job & { type: "search" } => ({
    ...{ type: "search", sources, before: null, limit: 10, ms: 200 },
    test: { stream: null, levels: null, text, since: null, until: null },
  });
  const window: Job & { type: "window" } = {
    ...search(""),
    type: "window",
    place: { at: "end" },
    limit: 5,
    test: { stream: null, levels: null, text: null, since: null, until: null },
  };
  return { desk, search, window };
}

test("an expression that never ends costs its author an answer and nobody else anything", async () => {
  const { desk, search, window } = await room();
  const evil = desk.ask(search("/(a+)+$/"), "mallory");
  const refused = expect(evil).rejects.toMatchObject({ problem: { code: "SEARCH_TOO_SLOW" } });
  const others = await Promise.all(Array.from({ length: 5 }, (_, at) => desk.ask(window, `person-${at}`)));
  for (const { lines } of others) expect(lines.map(({ n }) => n)).toEqual([295, 296, 297, 298, 299]);
  await refused;
  expect((await desk.ask(search("line 7 "), "mallory")).lines.map(({ n }) => n)).toEqual([7]);
});

test("a person has one search at a time, and everybody has a turn", async () => {
  const { desk, search } = await room();
  const ended: string[] = [];
  const ask = (person: string, times: number) => Array.from({ length: times }, () => desk.ask(search("line"), person).then(() => void ended.push(person)));
  await Promise.all([...ask("one", 6), ...ask("two", 2)]);
  expect(ended.slice(0, 4).filter((person) => person === "two")).toHaveLength(2);
});

test("a wrong expression is told as such, and the thread goes on", async () => {
  const { desk, search } = await room();
  await expect(desk.ask(search("/(/"), "one")).rejects.toThrow(/regular expression/i);
  expect((await desk.ask(search("line 8 "), "one")).lines).toHaveLength(1);
});
