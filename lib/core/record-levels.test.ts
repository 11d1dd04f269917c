import { expect, test } from "vitest";
import { RecordLevels } from "./record-levels";

const AT = "2026-11-25T10:41:52.118000000Z";
const levelsOf = (text: string, levels = new RecordLevels()) => text.split("\n").map((line) => `${levels.next(line, AT) ?? "none"} ${line}`.trimEnd());
/** Each line with the level it should have before it. */
const expectLevels = (said: string) => expect(levelsOf(said.replace(/^\w+ ?/gm, ""))).toEqual(said.split("\n"));

test("a traceback is of one level, with the source that it quotes and the error it ends with", () => {
  expectLevels(
    [
      "error 2026-11-25 10:41:52 ERROR scan failed",
      "error Traceback (most recent call last):",
      'error   File "/app/main.py", line 3, in <module>',
      'error     setup(name, level="info")',
      "error     ^^^^^^^^^^^^^^^^^^^^^^^^^",
      "error scans.Boom: no detector",
      "none listening on :8080",
    ].join("\n"),
  );
});

test("one error after another, with the line between them", () => {
  expectLevels(
    [
      "error Traceback (most recent call last):",
      'error   File "/app/main.py", line 3, in <module>',
      "error KeyError: 'scan'",
      "none",
      "error During handling of the above exception, another exception occurred:",
      "none",
      "error Traceback (most recent call last):",
      'error   File "/app/main.py", line 5, in <module>',
      "error KeyboardInterrupt",
    ].join("\n"),
  );
});

test.each([
  [
    "Java",
    [
      "warn 10:41:52.118 [main] WARN  org.hibernate.orm - no pool",
      "warn \tat com.foo.Bar.error(Bar.java:31)",
      "error Caused by: java.net.ConnectException: refused",
      "error \tat com.foo.Baz.qux(Baz.java:7)",
      "error \t... 12 more",
    ],
  ],
  ["Node", ["error TypeError: x is not a function", "error     at main (file:///app/index.js:3:1) {", "error   code: 'E_X'", "error }"]],
  [
    "Go",
    [
      "error panic: runtime error: index out of range [3] with length 0",
      "none",
      "error goroutine 1 [running]:",
      "error main.main()",
      "error \t/app/main.go:12 +0x1d",
      "error net/http.(*conn).serve(0xc000012345, {0x7f, 0x1})",
      "error \t/usr/local/go/src/net/http/server.go:2092 +0x5d0",
      "error created by net/http.(*Server).Serve in goroutine 1",
    ],
  ],
  ["text over several lines", ["info INFO config {", 'info   "scans": 3', "info }", "none ready"]],
  ["lines with levels of their own", ["error ERROR one", "info   INFO two", "info     three", "none four"]],
  ["nothing before it", ["none   indented", "none main.main()", "none plain"]],
])("%s", (_of, lines) => {
  expectLevels(lines.join("\n"));
});

test("what is written later begins anew", () => {
  const levels = new RecordLevels();
  expect(levels.next("ERROR gone", "2026-11-25T10:41:52.900000000Z")).toBe("error");
  expect(levels.next("  by timeout", "2026-11-25T10:41:53.100000000Z")).toBe("error");
  expect(levels.next("   .   ____   a banner", "2026-11-25T10:41:55.000000000Z")).toBeNull();
});

test("where lines are missing, nothing goes on", () => {
  const levels = new RecordLevels();
  levelsOf("Traceback (most recent call last):\n  File x", levels);
  levels.lost();
  expect(levelsOf("  of which record?\nBoom", levels)).toEqual(["none   of which record?", "none Boom"]);
});

test("lines that want to be slow to read are read all the same", () => {
  const hostile = [" ".repeat(1_000_000), `\t${"x".repeat(1_000_000)}`, `${"a(*b)".repeat(200_000)}`, "a.".repeat(500_000)];
  const levels = levelsOf(["ERROR", ...hostile].join("\n")).map((line) => line.split(" ")[0]);
  expect(levels).toEqual(["error", "none", "error", "error", "none"]);
});
