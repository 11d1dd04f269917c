import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from "vitest";
import { SAMPLE } from "@/lib/compose/examples";
import { parseCompose } from "@/lib/compose/parse-compose";
import { IN_PROCESS } from "@/lib/compose/reader";
import { DEFAULT_POLICY } from "@/lib/core/policy";
import { createWorkerReader } from "./worker-reader";

const options = { stackName: "demo", variables: { A: "1" }, policy: DEFAULT_POLICY, takenPorts: new Map([["60001/tcp", "another stack"]]) };
const TAKEN = 'services:\n  web:\n    image: a:1\n    ports: ["60001:80"]\n';

let folder: string;
let worker: URL;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "spindle-reader-"));
  const outfile = join(folder, "worker.cjs");
  // With its packages inside: a folder for temporary files has none.
  await build({ entryPoints: ["lib/reader/worker.ts"], outfile, bundle: true, platform: "node", format: "cjs", target: "node20", logLevel: "silent" });
  worker = pathToFileURL(outfile);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A worker that misbehaves when the text says so. */
function badWorker(): URL {
  const file = join(folder, "bad.mjs");
  writeFileSync(
    file,
    `import { parentPort } from "node:worker_threads";
    parentPort.on("message", ({ text }) => {
      if (text === "loop") for (;;);
      if (text === "eat") { const all = []; for (;;) all.push(new Array(100000).fill({})); }
      if (text === "throw") throw new Error("broken");
      parentPort.postMessage({ spec: null, issues: [], variables: [], lines: text.length });
    });
    parentPort.postMessage("ready");`,
  );
  return pathToFileURL(file);
}

function reader(settings: Parameters<typeof createWorkerReader>[0]) {
  const made = createWorkerReader(settings);
  onTestFinished(() => made.stop());
  return made;
}

test("a thread gives the same answer as the code in place, many at once", async () => {
  const { readCompose: read } = reader({ worker });
  const texts = [SAMPLE.compose, TAKEN, "services: [", "", ...Array.from({ length: 20 }, (_, index) => SAMPLE.compose.replace("web", `web${index}`))];
  const answers = await Promise.all(texts.map((text) => read(text, options)));
  expect(answers).toEqual(texts.map((text) => parseCompose(text, options)));
  expect(answers[1]?.issues).toContainEqual(expect.objectContaining({ rule: "port.taken", line: 4 }));
});

test("a thread masks a text and takes services out of it as the code in place does", async () => {
  const { maskCompose, withoutServices } = reader({ worker });
  const text = "services:\n  base:\n    image: a:1\n    environment:\n      TOKEN: hush\n  web:\n    extends: base\n  db:\n    image: b:1\n";
  expect(await maskCompose(text)).toBe(await IN_PROCESS.maskCompose(text));
  expect(await maskCompose(text)).not.toContain("hush");
  expect(await withoutServices(text, ["base"])).toMatchObject({ extenders: ["web"] });
  expect(await withoutServices(text, ["base", "web"])).toEqual({ text: "services:\n  db:\n    image: b:1\n", extenders: [] });
});

test("a text that is too much work is shown to nobody who may not read its values, and loses no service", async () => {
  const { maskCompose, withoutServices } = reader({ worker: badWorker(), seconds: 1, most: 1 });
  expect(await maskCompose("loop")).toBe("");
  expect(await withoutServices("loop", ["web"])).toEqual({ text: "loop", extenders: [] });
});

test("a thread with nothing to read ends after a while, and the next text gets a new one", async () => {
  const file = join(folder, "who.mjs");
  writeFileSync(
    file,
    `import { parentPort, threadId } from "node:worker_threads";
    parentPort.on("message", () => parentPort.postMessage({ spec: null, issues: [], variables: [], lines: threadId }));
    parentPort.postMessage("ready");`,
  );
  const { readCompose: read } = reader({ worker: pathToFileURL(file), most: 1, idleSeconds: 0.2 });
  const threadOf = async () => (await read("", options)).lines;
  const first = await threadOf();
  expect(await threadOf()).toBe(first);
  await vi.waitFor(async () => expect(await threadOf()).not.toBe(first), { timeout: 10_000, interval: 400 });
});

test("what takes too long or too much memory is stopped with an issue, and the next text is read as ever", async () => {
  const { readCompose: read } = reader({ worker: badWorker(), seconds: 1, megabytes: 32, most: 1 });
  for (const text of ["loop", "eat"]) {
    const began = Date.now();
    expect(await read(text, options)).toMatchObject({ spec: null, issues: [{ rule: "document.too-much-work", line: 1 }], lines: 1 });
    expect(Date.now() - began).toBeLessThan(10_000);
    expect(await read("fine", options)).toMatchObject({ lines: 4 });
  }
});

test("a slow text does not hold up the others, nor the event loop", async () => {
  const { readCompose: read } = reader({ worker: badWorker(), seconds: 1 });
  await Promise.all([read("warm", options), read("warm", options)]);
  let ticks = 0;
  const heart = setInterval(() => (ticks += 1), 10);
  const slow = read("loop", options);
  expect(await Promise.race([slow, read("quick", options)])).toMatchObject({ lines: 5 });
  await slow;
  clearInterval(heart);
  expect(ticks).toBeGreaterThan(20);
});

test("a fault of ours is thrown and does not look like the author's", async () => {
  const { readCompose: read } = reader({ worker: badWorker() });
  await expect(read("throw", options)).rejects.toThrow("broken");
  expect(await read("after", options)).toMatchObject({ lines: 5 });
});
