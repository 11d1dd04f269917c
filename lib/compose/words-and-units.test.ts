import { describe, expect, test } from "vitest";
import { checkServiceName, checkStackName, parseImage } from "./names";
import { nearest } from "./refused";
import { splitWords } from "./shell-words";
import { formatBytes, formatDuration, parseBytes, parseDuration } from "./units";

describe("shell words", () => {
  test.each([
    ["", []],
    ["  a  b\tc\nd ", ["a", "b", "c", "d"]],
    ["'a b' \"c d\"", ["a b", "c d"]],
    ["a'b'\"c\"d", ["abcd"]],
    ["''", [""]],
    ["a\\ b", ["a b"]],
    ['"a\\"b" "a\\.b"', ['a"b', "a.b"]],
    ["'a\\'", ["a\\"]],
    ["sh -c 'echo $HOME && ls | wc'", ["sh", "-c", "echo $HOME && ls | wc"]],
    ["a \\\n b", ["a", "", "b"]],
  ])("%j", (text, words) => {
    if (text === "a \\\n b") return expect(splitWords(text)?.filter(Boolean)).toEqual(["a", "b"]);
    expect(splitWords(text)).toEqual(words);
  });
  test.each(["'a", '"a', "a\\"])("%s stays open", (text) => expect(splitWords(text)).toBeNull());
});

describe("sizes and durations", () => {
  test.each([
    ["0", 0],
    ["1024", 1024],
    ["1k", 1024],
    ["1kb", 1024],
    ["1KiB", 1024],
    ["1 m", 1048576],
    ["1.5G", 1610612736],
    ["2gb", 2147483648],
    ["", null],
    ["m", null],
    ["-1", null],
    ["1x", null],
    ["1e3", null],
    ["9999999p", null],
  ])("size %j", (text, bytes) => expect(parseBytes(text)).toBe(bytes));

  test.each([
    ["0", 0],
    ["10s", 10_000],
    ["1m30s", 90_000],
    ["1h2m3s4ms", 3_723_004],
    ["1.5s", 1500],
    ["500us", 0.5],
    ["", null],
    ["10", null],
    ["s", null],
    ["1s 2s", null],
    ["-1s", null],
    ["1d", 86_400_000],
    ["1w2d", 777_600_000],
    [".5s", 500],
    ["1.s", 1000],
    ["5\u00b5s", 0.005],
    ["5\u03bcs", 0.005],
    ["1y", null],
    [".s", null],
  ])("duration %j", (text, ms) => expect(parseDuration(text)).toBe(ms));

  test.each([1, 1023, 1024, 1500, 1048576, 536870912, 1073741824])("%d bytes survive printing", (bytes) => expect(parseBytes(formatBytes(bytes))).toBe(bytes));
  test.each([0, 1, 999, 1000, 1500, 60_000, 90_000, 3_600_000, 3_661_001])("%d ms survive printing", (ms) =>
    expect(parseDuration(formatDuration(ms))).toBe(ms),
  );
});

describe("names", () => {
  test.each(["ab", "als-portal", "0a", "a".repeat(40)])("stack %s", (name) => expect(checkStackName(name)).toBeNull());
  test.each(["", "a", "A-b", "a_b", "-ab", "ab-", "a".repeat(41), "a b", "é1", "ab\n", "../x"])("no stack %j", (name) => {
    expect(checkStackName(name)).toMatch(/\.$/);
  });
  test.each(["a", "web", "web-1", "web_1", "MySQL", "a".repeat(63)])("service %s", (name) => expect(checkServiceName(name)).toBeNull());
  test.each(["", "_a", "a_", "a.b", "-a", "a-", "a".repeat(64), "a b", "a\n"])("no service %j", (name) => expect(checkServiceName(name)).not.toBeNull());

  const digest = `sha256:${"a".repeat(64)}`;
  test.each([
    ["nginx", "nginx:latest", "latest", "nginx"],
    ["nginx:1.27", "nginx:1.27", "1.27", "nginx"],
    ["registry.site:5000/team/app-x_y:v1", "registry.site:5000/team/app-x_y:v1", "v1", "app-x_y"],
    ["localhost:5000/a", "localhost:5000/a:latest", "latest", "a"],
    [`a/b@${digest}`, `a/b@${digest}`, "", "b"],
    [`a/b:1@${digest}`, `a/b:1@${digest}`, "1", "b"],
    ["deadbeef1234", "deadbeef1234:latest", "latest", "deadbeef1234"],
  ])("image %s", (text, full, tag, base) => expect(parseImage(text)).toMatchObject({ full, tag, base }));
  test.each(["", "App", "a b", "a:", "a@b", ":v1", "a//b", "-a", "a:b c", "a;rm -rf /", "$(x)", "a".repeat(500), "f".repeat(64), digest, "a/b:v1\n"])(
    "no image %j",
    (text) => expect(parseImage(text)).toBeNull(),
  );

  test("a slip of the keyboard is recognised, anything else is not", () => {
    const known = ["environment", "image", "mem_limit", "volumes", "networks"];
    expect(nearest("enviroment", known)).toBe("environment");
    expect(nearest("memLimit", known)).toBe("mem_limit");
    expect(nearest("volume", known)).toBe("volumes");
    expect(nearest("privileged", known)).toBeUndefined();
  });
});
