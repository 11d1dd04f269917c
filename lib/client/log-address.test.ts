import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type LogAddress, matcherOrProblem, NO_ADDRESS, questionOf, readAddress, writeAddress } from "./log-address";
import { bucketsOf, shownRange } from "./log-buckets";
import { keptFilterOf, LEVEL_NAMES, NO_QUESTION, toggledSource } from "./log-question";
import { SourceBook, tokenOf } from "./log-sources";
import { LogBuffer } from "./log-stream-buffer";
import { NO_FILTER } from "./log-stream-selection";

describe("an address", () => {
  test("says what was asked, and keeps what else stands in it", () => {
    const address: LogAddress = {
      text: "/a,b/ & c",
      levels: ["error", "none"],
      stream: "stderr",
      sources: ["web-1", "web-2@1f0c4a7b2d3e"],
      since: "-1h",
      until: "2026-11-25T10:41:00.000Z",
      line: { time: "2026-11-25T10:41:52.118042000Z", source: "k1", n: 42 },
    };
    const written = writeAddress(new URLSearchParams("tab=logs"), address);
    expect(written).toBe(
      "?tab=logs&source=web-1,web-2@1f0c4a7b2d3e&level=error,none&stream=stderr&text=%2Fa,b%2F+%26+c&since=-1h&until=2026-11-25T10:41:00.000Z&line=2026-11-25T10:41:52.118042000Z~k1~42",
    );
    expect(readAddress(new URLSearchParams(written))).toEqual(address);
    expect(writeAddress(new URLSearchParams(written), NO_ADDRESS)).toBe("?tab=logs");
  });

  test("of any text is read as it was written", () => {
    fc.assert(
      fc.property(fc.string(), fc.subarray([...LEVEL_NAMES], { minLength: 1, maxLength: 4 }), (text, levels) => {
        const address = { ...NO_ADDRESS, text, levels };
        expect(readAddress(new URLSearchParams(writeAddress(new URLSearchParams(), address)))).toEqual(address);
      }),
    );
  });

  test("that nobody wrote asks for nothing", () => {
    expect(readAddress(new URLSearchParams("level=loud&stream=both&line=7&source=,&since="))).toEqual(NO_ADDRESS);
    expect(questionOf({ ...NO_ADDRESS, text: "/(/", since: "soon" }, 0, true)).toEqual({ ...NO_QUESTION, text: "/(/" });
  });
});

test("an expression that repeats a repetition is not asked: a page would stand still for it", () => {
  const problems = (texts: string[]) => texts.map((text) => matcherOrProblem(text).problem);
  const endless = ["/(x+x+)+y/", "/(a*)*/", "/((ab)+c)*/", "/(?:\\w+\\s?){2,}$/", "/(x(y+)?)+/"];
  expect(problems(endless)).toEqual(endless.map(() => "too slow: repeats a repetition"));
  expect(questionOf({ ...NO_ADDRESS, text: "/(x+x+)+y/" }, 0, true).matcher).toBeNull();
  const fine = ["/(\\d{1,3},)+/", "/(GET|PUT) .*5\\d\\d/", "/([+*])+/", "/(\\+)+/", "/a+b*(c+)d/", "(x+x+)+y", '/"msg"\\s*:\\s*"?scan/'];
  expect(problems(fine)).toEqual(fine.map(() => null));
});

describe("chosen sources", () => {
  const book = new SourceBook();
  for (const [container, label] of [
    ["aaaaaaaaaaaaaaaa", "web-1"],
    ["bbbbbbbbbbbbbbbb", "web-2"],
  ] as const)
    book.live({ container, label, generation: "new", revision: 2 });
  book.keep([
    { key: "k0", container: "cccccccccccccccc", service: "web", label: "web-1", generation: 1, revision: 1, from: "1", to: "2", lines: 3 },
    { key: "k2", container: "bbbbbbbbbbbbbbbb", service: "web", label: "web-2", generation: 2, revision: 2, from: "1", to: "2", lines: 3 },
  ]);
  const press = (token: string, tokens: string[]) => toggledSource(token, tokens, book.list, (source) => tokenOf(source, book.list));

  test("are named by their number, and by their container where that is gone", () => {
    expect(book.list.map((source) => tokenOf(source, book.list))).toEqual(["web-1", "web-2", "web-1@cccccccccccc"]);
    expect(press("web-1", [])).toEqual(["web-2"]);
    expect(press("web-1", ["web-2"])).toEqual([]);
    expect(press("web-1@cccccccccccc", ["web-2"])).toEqual(["web-2", "web-1@cccccccccccc"]);
  });

  test("mean every container that had the number, kept or live", () => {
    const scope = { service: "web", containers: null };
    expect(keptFilterOf({ ...NO_QUESTION, sources: ["web-1"] }, scope, book.list)?.sources).toEqual(["k0"]);
    expect(keptFilterOf({ ...NO_QUESTION, sources: ["web-2"] }, scope, book.list)?.sources).toEqual(["k2"]);
    expect(keptFilterOf(NO_QUESTION, scope, book.list)?.sources).toBeNull();
    expect(keptFilterOf({ ...NO_QUESTION, sources: ["web-9"] }, scope, book.list)).toBeNull();
    expect(keptFilterOf(NO_QUESTION, { service: "web", containers: ["bbbbbbbbbbbbbbbb"] }, book.list)?.sources).toEqual(["k2"]);
  });
});

describe("a histogram", () => {
  test("shows the last hour, what was chosen, or as far back as one reads", () => {
    const hour = 3_600_000;
    const now = 100 * hour;
    expect(shownRange(null, null, 0, null, now)).toEqual({ from: now - hour, to: now });
    expect(shownRange(null, null, now - 10 * 60_000, null, now)).toEqual({ from: now - 10 * 60_000, to: now });
    expect(shownRange(5, 9, 0, null, now)).toEqual({ from: 5, to: 9 });
    expect(shownRange(null, null, 0, now - 50 * hour, now).from).toBeLessThan(now - 50 * hour);
  });

  test("of lines that are nowhere kept counts each once", () => {
    const buffer = new LogBuffer();
    for (let second = 0; second < 50; second += 1)
      buffer.push({
        kind: "line",
        at: `2026-11-25T10:00:${String(second).padStart(2, "0")}.000000000Z`,
        source: 0,
        stream: "stdout",
        text: "",
        level: second % 2 === 0 ? "error" : null,
      });
    const found = bucketsOf(buffer, NO_FILTER, null, 10);
    expect(found?.buckets).toHaveLength(10);
    expect(found?.buckets.reduce((sum, { counts }) => sum + counts.error + counts.none, 0)).toBe(50);
    expect(bucketsOf(new LogBuffer(), NO_FILTER, null, 10)).toBeNull();
  });
});
