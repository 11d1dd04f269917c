import fc from "fast-check";
import { expect, test } from "vitest";
import { MOST_FILE_BYTES } from "./files";
import { tarBlanks, tarEnd, tarHead } from "./tar";

const textOf = (bytes: Uint8Array, from = 0, to = bytes.length) => Buffer.from(bytes).toString("latin1", from, to);

test("the head of a file names it, its size and its date, and its last block is full", () => {
  const head = Buffer.from(tarHead(".spindle-x", { size: MOST_FILE_BYTES, mode: 0o644, at: 1_700_000_000 }));
  expect([head.length, textOf(head, 0, 10), textOf(head, 257, 262)]).toEqual([512, ".spindle-x", "ustar"]);
  expect([Number.parseInt(textOf(head, 124, 135), 8), Number.parseInt(textOf(head, 136, 147), 8)]).toEqual([MOST_FILE_BYTES, 1_700_000_000]);
  const sum = Number.parseInt(textOf(head, 148, 154), 8);
  const blank = Buffer.from(head).fill(32, 148, 156);
  expect(blank.reduce((total, byte) => total + byte, 0)).toBe(sum);
  fc.assert(fc.property(fc.nat(), (size) => void expect((size + tarBlanks(size).length) % 512).toBe(0)));
  expect(tarEnd()).toEqual(new Uint8Array(1024));
});

test("a folder ends with a slash, and a long name comes whole before its own head", () => {
  const folder = tarHead("deep", { size: 0, mode: 0o755 }, "folder");
  expect([textOf(folder, 0, 6), textOf(folder, 156, 157)]).toEqual(["deep/\0", "5"]);
  fc.assert(
    fc.property(fc.string({ unit: "grapheme", minLength: 60, maxLength: 400 }), (name) => {
      const bytes = Buffer.from(name);
      const head = Buffer.from(tarHead(name, { size: 3, mode: 0o644 }));
      expect(head.length % 512).toBe(0);
      if (bytes.length < 100) return void expect(head.subarray(0, bytes.length)).toEqual(bytes);
      expect([textOf(head, 0, 13), textOf(head, 156, 157)]).toEqual(["././@LongLink", "L"]);
      expect(head.subarray(512, 512 + bytes.length)).toEqual(bytes);
      expect(Number.parseInt(textOf(head, 124, 135), 8)).toBe(bytes.length + 1);
    }),
  );
});
