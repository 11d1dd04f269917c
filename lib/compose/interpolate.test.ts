// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the variables of compose files look like that

import { describe, expect, test } from "vitest";
import { interpolate } from "./interpolate";

const VALUES: Record<string, string> = { A: "1", EMPTY: "", B_2: "two", D: "$A" };
const lookup = (name: string) => (Object.hasOwn(VALUES, name) ? VALUES[name] : undefined);
const run = (text: string) => interpolate(text, lookup);

describe("interpolation", () => {
  test.each([
    ["plain", "plain"],
    ["$A", "1"],
    ["${A}", "1"],
    ["x$A-${B_2}y", "x1-twoy"],
    ["$B_2x${A}", "1"],
    ["$$A", "$A"],
    ["$$$A", "$1"],
    ["$${A}", "${A}"],
    ["${EMPTY}", ""],
    ["${EMPTY:-d}", "d"],
    ["${EMPTY-d}", ""],
    ["${NONE:-d}", "d"],
    ["${NONE-d}", "d"],
    ["${NONE:-}", ""],
    ["${A:-d}", "1"],
    ["${A:+alt}", "alt"],
    ["${EMPTY:+alt}", ""],
    ["${EMPTY+alt}", "alt"],
    ["${NONE:+alt}", ""],
    ["${NONE+alt}", ""],
    ["${A:?needed}", "1"],
    ["${EMPTY?needed}", ""],
    ["${NONE:-${A}}", "1"],
    ["${NONE:-${NEITHER:-deep}}", "deep"],
    ["${A:+${B_2}-$A}", "two-1"],
    ['${NONE:-{"a":{"b":1}}}', '{"a":{"b":1}}'],
    ["${A:-${UNREAD}}", "1"],
    ["${NONE:-a:-b?c}", "a:-b?c"],
    // Values are data: what they contain is not looked at again.
    ["$D ${D}", "$A $A"],
  ])("%s -> %s", (text, expected) => {
    const result = run(text);
    if (text === "$B_2x${A}") return expect(result.troubles).toMatchObject([{ kind: "unset", name: "B_2x" }]);
    expect(result).toMatchObject({ text: expected, troubles: [] });
  });

  test.each([
    ["a $NONE b", "unset", "NONE", 2, 5],
    ["${NONE}", "unset", "NONE", 0, 7],
    ["x${NONE:?say why}", "required", "NONE", 1, 16],
    ["${EMPTY:?}", "required", "EMPTY", 0, 10],
    ["${NONE:-${NEITHER}}", "unset", "NEITHER", 8, 10],
    ["${", "syntax", "", 0, 2],
    ["${A", "syntax", "", 0, 3],
    ["${}", "syntax", "", 0, 3],
    ["${1A}", "syntax", "", 0, 5],
    ["${A!b}", "syntax", "", 0, 6],
    ["${A:b}", "syntax", "", 0, 6],
    ["${toString}", "unset", "toString", 0, 11],
    ["${__proto__}", "unset", "__proto__", 0, 12],
  ])("%s is %s", (text, kind, name, at, length) => {
    expect(run(text).troubles).toEqual([expect.objectContaining({ kind, name, at, length })]);
  });

  test.each(["5 $", "$5", "a$-b", "$(date)", "$}", "$ {A}"])("the sign of %s is one, as with Compose", (text) => {
    expect(run(text)).toMatchObject({ text, uses: [], troubles: [] });
  });

  test("lists what was used, with defaults as typed", () => {
    expect(run("$A ${NONE:-x$A} ${NONE:+y}").uses).toEqual([
      { name: "A", default: null },
      { name: "NONE", default: "x$A" },
      { name: "A", default: null },
      { name: "NONE", default: "" },
    ]);
  });

  test("the author's reason is kept", () => {
    expect(run("${NONE:?ask the beamline}").troubles[0]?.reason).toBe("ask the beamline");
  });

  test("nesting without end is a syntax error, found at once", () => {
    const deep = "${A1:-".repeat(5000) + "}".repeat(5000);
    expect(run(deep).troubles).toMatchObject([{ kind: "syntax" }]);
    expect(run("${".repeat(50_000)).troubles).toMatchObject([{ kind: "syntax" }]);
  });
});
