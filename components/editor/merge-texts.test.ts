import { describe, expect, test } from "vitest";
import { mergeTexts, mergeVariables } from "./merge-texts";

const BASE = "services:\n  web:\n    image: web:1\n    scale: 1\n  db:\n    image: db:1\n    scale: 1\n";

describe("merging two texts with the one both began on", () => {
  test("takes over what only they changed", () => {
    const merged = mergeTexts(BASE, BASE.replace("web:1", "web:2"), BASE.replace("db:1", "db:2"));
    expect(merged).toEqual({ text: BASE.replace("web:1", "web:2").replace("db:1", "db:2"), taken: 1, conflicts: [] });
  });
  test("keeps mine where both changed, and says where", () => {
    const merged = mergeTexts(BASE, BASE.replace("web:1", "web:2"), BASE.replace("web:1", "web:3"));
    expect(merged).toEqual({ text: BASE.replace("web:1", "web:2"), taken: 0, conflicts: [{ line: 3, lines: 1 }] });
  });
  test("is calm when both did the same", () => {
    const both = BASE.replace("web:1", "web:2");
    expect(mergeTexts(BASE, both, both)).toMatchObject({ text: both, conflicts: [] });
  });
  test("keeps lines that I added and drops those that they removed", () => {
    const merged = mergeTexts(BASE, `${BASE}  cache:\n    image: redis:7\n`, BASE.replace("    scale: 1\n  db", "  db"));
    expect(merged.text).toBe(`${BASE.replace("    scale: 1\n  db", "  db")}  cache:\n    image: redis:7\n`);
  });
});

test("variables are merged by name", () => {
  const base = { A: "1", B: "1", C: "1", D: "1" };
  const merged = mergeVariables(base, { A: "2", B: "1", C: "2", D: "1", E: "new" }, { A: "1", B: "2", C: "3" });
  expect(merged).toEqual({ variables: { A: "2", B: "2", C: "2", E: "new" }, conflicts: ["C"] });
});
