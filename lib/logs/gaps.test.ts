import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { logFolder } from "@/lib/testing/kept-logs";
import { chunkOf, factsOf } from "@/lib/testing/kept-source";
import { answer } from "./answer";
import type { Answers, Test } from "./jobs";
import { SourceWriter } from "./source-writer";

const ALL: Test = { stream: null, levels: null, text: null, since: null, until: null };
const line = (at: number, stream: "stdout" | "stderr" = "stdout") =>
  chunkOf(stream, [{ at: `2026-11-22T11:15:15.${String(at).padStart(9, "0")}Z`, stream, text: `line ${at}` }]);

function room() {
  const folder = logFolder();
  const errors: unknown[] = [];
  const facts = factsOf("0123456789ab");
  const open = () =>
    SourceWriter.open(facts, folder, () => ({ block: 4_000, segment: 4_000 }), { grown: () => undefined, failed: (error) => errors.push(error) });
  const window = (test: Test = ALL) =>
    answer({ type: "window", sources: [{ key: facts.key, folder, label: "web-1" }], test, place: { at: "end" }, limit: 100, ms: 100 }) as Answers["window"];
  return { folder, errors, open, window };
}

test("what is left out is a gap before the next line, counted once, and never read again", async () => {
  const { open, window, errors } = room();
  const writer = await open();
  await writer.append(line(1));
  for (let at = 2; at <= 6; at += 1) writer.leaveOut(line(at));
  writer.leaveOut(line(7, "stderr"));
  await writer.append(line(8));
  writer.leaveOut(line(9));
  await writer.close();
  const again = await open();
  expect(again.cursors).toMatchObject([
    { stream: "stdout", at: "2026-11-22T11:15:15.000000009Z", lines: 1 },
    { stream: "stderr", at: "2026-11-22T11:15:15.000000007Z", lines: 1 },
  ]);
  for (const packed of [false, true]) {
    if (packed) await again.roll();
    expect(window().lines.map(({ n, text }) => `${n} ${text}`)).toEqual(["0 line 1", "1 line 8"]);
    expect(window().gaps.map(({ n, at, lines }) => ({ n, at, lines }))).toEqual([
      { n: 1, at: "2026-11-22T11:15:15.000000002Z", lines: 6 },
      { n: 2, at: "2026-11-22T11:15:15.000000009Z", lines: 1 },
    ]);
  }
  await again.close();
  expect(errors).toEqual([]);
});

test("a block that is not what was written is a gap of its lines, and the rest is read", async () => {
  const { folder, open, window } = room();
  const writer = await open();
  for (let at = 1; at <= 5; at += 1) await writer.append(line(at));
  await writer.roll();
  await writer.append(line(6));
  await writer.close();
  writeFileSync(join(folder, "000000000000000.blocks"), Buffer.alloc(200, 7));
  expect(window().lines.map(({ text }) => text)).toEqual(["line 6"]);
  expect(window().gaps).toMatchObject([{ n: 5, lines: 5 }]);
});
