import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { FrameLines, RawLines } from "./log-frames";
import { engineSince } from "./logs";
import type { LogChunk } from "./port";

const STAMP = "2026-11-22T10:00:00.000000001Z ";

function frame(stream: 1 | 2, payload: string | Buffer): Buffer {
  const body = Buffer.from(payload);
  const head = Buffer.alloc(8);
  head[0] = stream;
  head.writeUInt32BE(body.length, 4);
  return Buffer.concat([head, body]);
}

/** What a reader gets when the bytes arrive cut at the given lengths. */
function read(reader: FrameLines | RawLines, bytes: Buffer, cuts: number[]): LogChunk[] {
  const chunks: LogChunk[] = [];
  const copy = (chunk: LogChunk) => chunks.push({ ...chunk, bytes: Buffer.from(chunk.bytes) });
  let from = 0;
  for (const cut of [...cuts, bytes.length]) {
    for (const chunk of reader.take(bytes.subarray(from, from + cut))) copy(chunk);
    from = Math.min(bytes.length, from + cut);
  }
  for (const chunk of reader.finish()) copy(chunk);
  return chunks;
}

const textOf = (chunks: LogChunk[]): string => Buffer.concat(chunks.map((chunk) => chunk.bytes)).toString("utf8");
const linesOf = (chunks: LogChunk[]): number => chunks.reduce((sum, chunk) => sum + chunk.lines, 0);

const line = fc.record({ stream: fc.constantFrom(1 as const, 2 as const), text: fc.string({ unit: "binary" }).map((text) => text.replace(/\n/g, "")) });
const cuts = fc.array(fc.integer({ min: 1, max: 60 }), { maxLength: 60 });

describe("framed logs", () => {
  test("keep every line, its order and its stream, however the bytes are cut", () => {
    fc.assert(
      fc.property(fc.array(line, { maxLength: 30 }), cuts, (lines, cutting) => {
        const chunks = read(new FrameLines(), Buffer.concat(lines.map(({ stream, text }) => frame(stream, `${STAMP}${text}\n`))), cutting);
        expect(textOf(chunks)).toBe(lines.map(({ text }) => `${STAMP}${text}\n`).join(""));
        expect(linesOf(chunks)).toBe(lines.length);
        const seen = chunks.flatMap((chunk) => Array.from({ length: chunk.lines }, () => chunk.stream));
        expect(seen).toEqual(lines.map(({ stream }) => (stream === 1 ? "stdout" : "stderr")));
        for (const chunk of chunks) expect(chunk.bytes.at(-1)).toBe(10);
      }),
    );
  });

  test("many lines of one stream come as one chunk", () => {
    const bytes = Buffer.concat(Array.from({ length: 100 }, (_, at) => frame(1, `${STAMP}${at}\n`)));
    expect(read(new FrameLines(), bytes, [])).toHaveLength(1);
  });

  test("join the pieces of a long line, also in the middle of a character", () => {
    const word = Buffer.from("é");
    const pieces = [frame(1, Buffer.concat([Buffer.from(`${STAMP}caf`), word.subarray(0, 1)])), frame(2, `${STAMP}other\n`)];
    const rest = frame(1, Buffer.concat([Buffer.from(STAMP), word.subarray(1), Buffer.from("!\n")]));
    const chunks = read(new FrameLines(), Buffer.concat([...pieces, rest]), [3, 40]);
    expect(chunks.map((chunk) => chunk.bytes.toString("utf8"))).toEqual([`${STAMP}other\n`, `${STAMP}café!\n`]);
  });

  test("cut a line without an end at a character, and stay bounded", () => {
    const piece = Buffer.from("é".repeat(8192));
    const bytes = Buffer.concat(Array.from({ length: 200 }, () => frame(1, Buffer.concat([Buffer.from(STAMP), piece]))));
    const chunks = read(new FrameLines(), bytes, []);
    expect(chunks.length).toBeGreaterThan(2);
    expect(textOf(chunks)).not.toContain("\uFFFD");
    expect(textOf(chunks).replaceAll(STAMP, "").replaceAll("\n", "")).toBe("é".repeat(8192 * 200));
    for (const chunk of chunks) {
      expect(chunk.bytes.length).toBeLessThan(1.1 * 1024 * 1024);
      expect(chunk.bytes.toString("utf8").startsWith(STAMP)).toBe(true);
    }
  });

  test("give an end to a last line that has none", () => {
    expect(textOf(read(new FrameLines(), frame(1, `${STAMP}unfinished`), []))).toBe(`${STAMP}unfinished\n`);
  });
});

test("terminal logs are cut at line ends only", () => {
  fc.assert(
    fc.property(fc.array(fc.string().map((text) => text.replace(/\n/g, ""))), cuts, (lines, cutting) => {
      const text = lines.map((each) => `${STAMP}${each}\r\n`).join("");
      const chunks = read(new RawLines(), Buffer.from(text), cutting);
      expect(textOf(chunks)).toBe(text);
      expect(linesOf(chunks)).toBe(lines.length);
      for (const chunk of chunks) expect(chunk.bytes.at(-1)).toBe(10);
    }),
  );
});

test.each([
  ["2026-11-22T10:00:00.000000001Z", "1795341600.000000002"],
  ["2026-11-22T10:00:00.999999999Z", "1795341601.000000000"],
  ["2026-11-22T10:00:00Z", "1795341600.000000001"],
])("after %s means since %s", (since, expected) => {
  expect(engineSince(since)).toBe(expected);
});
