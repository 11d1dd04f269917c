import { describe, expect, test } from "vitest";
import { justBefore, LogPosition, momentOf } from "./position";

const at = (nanos: number) => `2026-11-22T11:15:15.${String(nanos).padStart(9, "0")}Z`;
const chunk = (moments: number[], stream: "stdout" | "stderr" = "stdout", from = 0) => ({
  stream,
  bytes: Buffer.from(moments.map((nanos, index) => `${at(nanos)} line ${from + index}\n`).join("")),
  lines: moments.length,
});
const text = (part: { bytes: Buffer } | null) => part?.bytes.toString() ?? null;

describe("a moment", () => {
  test("steps back by a nanosecond, over a second and a day too", () => {
    expect(justBefore(at(5))).toBe(at(4));
    expect(justBefore("2026-01-01T00:00:00Z")).toBe("2025-12-31T23:59:59.999999999Z");
    expect(justBefore("2026-01-01T00:00:00.1Z")).toBe("2026-01-01T00:00:00.099999999Z");
  });

  test("of a clock compares with the engine's", () => {
    expect(momentOf(Date.UTC(2026, 10, 22, 11, 15, 15, 0)) < at(1)).toBe(true);
    expect(momentOf(Date.UTC(2026, 10, 22, 11, 15, 15, 1)) > at(999_999)).toBe(true);
  });
});

describe("a reopened log", () => {
  test("goes on at the very next line, among lines of one moment too", () => {
    const position = new LogPosition();
    expect(position.since).toBeNull();
    expect(text(position.fresh(chunk([1, 2, 2])))).toBe(text(chunk([1, 2, 2])));
    position.rewind();
    expect(position.since).toBe(at(1));
    expect(text(position.fresh(chunk([1, 2, 2, 2, 3])))).toBe(text(chunk([2, 3], "stdout", 3)));
    position.rewind();
    expect(position.fresh(chunk([1, 2, 2, 2, 3]))).toBeNull();
    expect(text(position.fresh(chunk([4])))).toBe(text(chunk([4])));
  });

  test("keeps its streams apart, and rereads from the older one", () => {
    const position = new LogPosition();
    position.fresh(chunk([5, 9]));
    position.fresh(chunk([7], "stderr"));
    expect(position.since).toBe(at(6));
    position.rewind();
    expect(position.fresh(chunk([7], "stderr"))).toBeNull();
    expect(text(position.fresh(chunk([8], "stderr")))).toBe(text(chunk([8], "stderr")));
    expect(text(position.fresh(chunk([9, 10])))).toBe(text(chunk([10], "stdout", 1)));
  });

  test("counts lines of one moment over several chunks", () => {
    const position = new LogPosition();
    for (let index = 0; index < 3; index += 1) position.fresh(chunk([2], "stdout", index));
    position.rewind();
    expect(text(position.fresh(chunk([2, 2, 2, 2])))).toBe(text(chunk([2], "stdout", 3)));
  });

  test("takes a page's word for where it was", () => {
    const position = new LogPosition([{ container: "c", stream: "stdout", at: at(2), lines: 1 }]);
    expect(position.since).toBe(at(1));
    expect(text(position.fresh(chunk([2, 2, 3])))).toBe(text(chunk([2, 3], "stdout", 1)));
  });
});

describe("a log file turned over under its reader", () => {
  const clock = () => Date.parse("2026-11-22T12:00:00Z");

  test("comes again from its beginning, and is not told twice", () => {
    const position = new LogPosition([], clock);
    position.fresh(chunk([1, 2, 3]));
    expect(text(position.fresh(chunk([4, 5, 1, 2])))).toBe(text(chunk([4, 5])));
    expect(position.fresh(chunk([3, 4]))).toBeNull();
    expect(text(position.fresh(chunk([5, 6, 7])))).toBe(text(chunk([6, 7], "stdout", 1)));
    expect(text(position.fresh(chunk([8])))).toBe(text(chunk([8])));
  });

  test("repeats a few lines in the middle of what it sends, and they are not told twice", () => {
    const position = new LogPosition();
    expect(text(position.fresh(chunk([96, 97, 98, 99, 100, 98, 99, 100, 101])))).toBe(text(chunk([96, 97, 98, 99, 100]))?.concat(`${at(101)} line 8\n`));
    expect(text(position.fresh(chunk([102])))).toBe(text(chunk([102])));
  });

  test("sends its last line twice, and it is told once", () => {
    const position = new LogPosition();
    const twice = `${text(chunk([98, 99]))}${at(99)} line 1\n${at(99)} another of that moment\n`;
    expect(text(position.fresh({ stream: "stdout", bytes: Buffer.from(twice), lines: 4 }))).toBe(`${text(chunk([98, 99]))}${at(99)} another of that moment\n`);
    const again = { stream: "stdout" as const, bytes: Buffer.from(`${at(99)} another of that moment\n${at(100)} next\n`), lines: 2 };
    expect(text(position.fresh(again))).toBe(`${at(100)} next\n`);
  });

  test("is not mistaken for a clock that was set back", () => {
    const position = new LogPosition([], () => Date.parse("2026-11-22T10:00:00Z"));
    position.fresh(chunk([5]));
    expect(text(position.fresh(chunk([1, 2])))).toBe(text(chunk([1, 2])));
  });

  test("leaves the reader behind, which shows in the last line", () => {
    const position = new LogPosition([], clock);
    expect(position.isLater(chunk([1]))).toBe(true);
    position.fresh(chunk([1, 2]));
    expect(position.isLater(chunk([2]))).toBe(false);
    expect(position.isLater(chunk([3]))).toBe(true);
    expect(position.isLater(chunk([1], "stderr"))).toBe(true);
  });
});
