import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { EXAMPLES } from "@/lib/compose/examples";
import { renderStack } from "@/lib/compose/render";
import { DEFAULT_POLICY } from "@/lib/core/policy";
import { canonicalText } from "@/lib/core/spec";
import { createWorkerReader } from "./worker-reader";

/** `npm run test:faults`: what people paste is broken in every way there is. How free the event loop stayed is printed, not judged: this machine may be busy. */
const FILES = 10_000;
const BATCH = 500;
const options = { stackName: "demo", variables: { A: "1" }, policy: DEFAULT_POLICY };

let folder: string;
let worker: URL;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "spindle-mutated-"));
  const outfile = join(folder, "worker.cjs");
  await build({ entryPoints: ["lib/reader/worker.ts"], outfile, bundle: true, platform: "node", format: "cjs", target: "node20", logLevel: "silent" });
  worker = pathToFileURL(outfile);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const FRAGMENTS = [
  "&a",
  "*a",
  "<<: *a",
  "<<: [*a, *a]",
  "${",
  "${A:-",
  "$$",
  "!!binary ",
  "!x ",
  "|\n",
  ">-\n",
  "- ",
  "? ",
  ": ",
  "{",
  "[",
  "]",
  "}",
  '"',
  "'",
];
const MORE = ["\t", "\r\n", "\u0000", "\u2028", "#", "---\n", "...\n", "%YAML 1.1\n", "__proto__: ", "0x1p", "1e999", "~", "\ud83d\ude00", "services:\n", "  "];

const mutation = fc.oneof(
  fc.record({ kind: fc.constant("insert" as const), at: fc.double({ min: 0, max: 1, noNaN: true }), text: fc.constantFrom(...FRAGMENTS, ...MORE) }),
  fc.record({ kind: fc.constant("cut" as const), at: fc.double({ min: 0, max: 1, noNaN: true }), length: fc.integer({ min: 1, max: 40 }) }),
  fc.record({ kind: fc.constant("repeat" as const), at: fc.double({ min: 0, max: 1, noNaN: true }), times: fc.integer({ min: 2, max: 30 }) }),
);
type Mutation = typeof mutation extends fc.Arbitrary<infer T> ? T : never;

function mutate(text: string, change: Mutation): string {
  const at = Math.floor(change.at * text.length);
  if (change.kind === "insert") return text.slice(0, at) + change.text + text.slice(at);
  if (change.kind === "cut") return text.slice(0, at) + text.slice(at + change.length);
  const from = text.lastIndexOf("\n", at) + 1;
  const end = text.indexOf("\n", at) + 1 || text.length;
  return text.slice(0, from) + text.slice(from, end).repeat(change.times) + text.slice(end);
}

const broken = fc
  .tuple(fc.constantFrom(...EXAMPLES.map(({ compose }) => compose)), fc.array(mutation, { minLength: 1, maxLength: 6 }))
  .map(([text, changes]) => changes.reduce(mutate, text));

test(`${FILES} mutated files: each is answered in time, nothing crashes, and what is accepted renders to itself`, async () => {
  const { readCompose: read, stop } = createWorkerReader({ worker });
  const delay = monitorEventLoopDelay({ resolution: 5 });
  const texts = fc.sample(broken, { numRuns: FILES, seed: 20261125 });
  let accepted = 0;
  try {
    await read(EXAMPLES[0]?.compose ?? "", options);
    delay.enable();
    for (let from = 0; from < texts.length; from += BATCH) {
      const answers = await Promise.all(texts.slice(from, from + BATCH).map(async (text) => ({ text, parsed: await read(text, options) })));
      for (const { text, parsed } of answers) {
        const rules = parsed.issues.map(({ rule }) => rule);
        expect(rules, text).not.toContain("document.too-much-work");
        expect(rules, text).not.toContain("yaml.unreadable");
        if (parsed.spec === null)
          expect(
            parsed.issues.some(({ severity }) => severity === "error"),
            text,
          ).toBe(true);
        else {
          accepted += 1;
          const rendered = renderStack(parsed.spec);
          const again = await read(rendered, options);
          expect(again.spec && canonicalText(again.spec), rendered).toBe(canonicalText(parsed.spec));
          expect(again.spec && renderStack(again.spec)).toBe(rendered);
        }
      }
    }
  } finally {
    delay.disable();
    await stop();
  }
  console.info(
    JSON.stringify({ files: texts.length, accepted, eventLoopP99Ms: Math.round(delay.percentile(99) / 1e6), eventLoopMaxMs: Math.round(delay.max / 1e6) }),
  );
  expect(accepted).toBeGreaterThan(100);
}, 600_000);
