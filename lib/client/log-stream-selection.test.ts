import { describe, expect, test } from "vitest";
import { matcherOf } from "@/lib/core/log-match";
import type { NewEntry } from "./log-entry";
import { LogBuffer } from "./log-stream-buffer";
import { type LogFilter, LogSelection, NO_FILTER } from "./log-stream-selection";

const line = (text: string, source = 0, level: "error" | null = null): NewEntry => ({ kind: "line", at: "", source, stream: "stdout", text, level });
const shown = (selection: LogSelection) =>
  Array.from({ length: selection.size }, (_, at) => {
    const entry = selection.at(at);
    return entry?.kind === "line" ? entry.text : `${entry?.kind}`;
  });

describe("a filter", () => {
  test("is plain text unless it stands between slashes; capitals matter where they are written", () => {
    expect(matcherOf("")).toBeNull();
    expect(matcherOf("a.c")?.test("abc")).toBe(false);
    expect(matcherOf("a.c")?.test("xA.Cx")).toBe(true);
    expect(matcherOf("A.c")?.test("a.c")).toBe(false);
    expect(matcherOf("/a.c/")?.test("abc")).toBe(true);
    expect(matcherOf("/a.c/")?.test("ABC")).toBe(false);
    expect(matcherOf("/a.c/i")?.test("ABC")).toBe(true);
    expect(() => matcherOf("/(/")).toThrow(SyntaxError);
    expect(matcherOf("/half")?.test("/half")).toBe(true);
  });

  test("looks through colours, keeps gaps, and leaves out what is hidden", () => {
    const buffer = new LogBuffer();
    for (const entry of [line("\x1b[31msc\x1b[0mans"), line("other"), line("scans", 1), line("scans", 0, "error")]) buffer.push(entry);
    buffer.push({ kind: "gap", source: 0, lines: 3 });
    buffer.push({ kind: "gap", source: 1, lines: 3 });
    expect(shown(new LogSelection(buffer, NO_FILTER, matcherOf("scans")))).toEqual(["\x1b[31msc\x1b[0mans", "scans", "scans", "gap", "gap"]);
    const hidden = { ...NO_FILTER, showsSource: (source: number) => source !== 1, hiddenLevels: new Set(["error" as const]) };
    expect(shown(new LogSelection(buffer, hidden, matcherOf("scans")))).toEqual(["\x1b[31msc\x1b[0mans", "gap"]);
  });
});

test("lines are counted without what is said between them, also when the first have gone", () => {
  const buffer = new LogBuffer({ lines: 4, characters: 1e9 });
  const selection = new LogSelection(buffer, NO_FILTER, matcherOf("scans"));
  buffer.push({ kind: "gap", source: 0, lines: 3 });
  for (const text of ["scans 1", "other", "scans 2"]) buffer.push(line(text));
  selection.update();
  expect([selection.size, selection.lines, buffer.lines]).toEqual([3, 2, 3]);
  buffer.push(line("scans 3"));
  buffer.push(line("scans 4"));
  selection.update();
  expect([selection.size, selection.lines, buffer.lines]).toEqual([3, 3, 4]);
});

test("streams, levels that are not said, and stretches of time", () => {
  const buffer = new LogBuffer();
  const put = (at: string, stream: "stdout" | "stderr", level: "warn" | null) => buffer.push({ kind: "line", at, source: 0, stream, text: at, level });
  put("1", "stdout", null);
  put("2", "stderr", "warn");
  put("3", "stdout", "warn");
  put("4", "stderr", null);
  const only = (filter: Partial<LogFilter>) => shown(new LogSelection(buffer, { ...NO_FILTER, ...filter }, null));
  expect(only({ stream: "stderr" })).toEqual(["2", "4"]);
  expect(only({ hiddenLevels: new Set(["none"]) })).toEqual(["2", "3"]);
  expect(only({ after: "1", until: "3" })).toEqual(["2", "3"]);
  expect(new LogSelection(buffer, NO_FILTER, null).indexFrom(2)).toBe(2);
});

describe.each(["all", "some"])("%s of a growing buffer", (which) => {
  test("are known by place and by id, while old ones go", () => {
    const buffer = new LogBuffer({ lines: 1_000, characters: 1e9 });
    const selection = new LogSelection(buffer, NO_FILTER, which === "all" ? null : matcherOf("/[02468]$/"));
    const step = which === "all" ? 1 : 2;
    for (let at = 0; at < 60_000; at += 1) {
      buffer.push(line(String(at)));
      if (at % 777 === 0) selection.update();
    }
    selection.update();
    expect(selection.size).toBe(1_000 / step);
    expect(selection.removed).toBe(59_000 / step);
    expect(shown(selection)[0]).toBe("59000");
    expect(selection.idAt(1)).toBe(59_000 + step);
    expect(selection.countFrom(59_990)).toBe(10 / step);
    expect(selection.countFrom(0)).toBe(1_000 / step);
    buffer.clear();
    selection.update();
    expect(selection.size).toBe(0);
    buffer.push(line("1000"));
    selection.update();
    expect(shown(selection)).toEqual(["1000"]);
  });
});
