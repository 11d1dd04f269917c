import { expect, test } from "vitest";
import { leftOutside } from "./names";
import { outsideTitle, outsideWords, ranOutside } from "./outside-sentences";

test("one and many", () => {
  const [one, two] = [
    { name: "a", since: 2 },
    { name: "b", since: 5 },
  ];
  expect(outsideTitle([one])).toBe("`a` runs outside of the file, kept since revision 2");
  expect(outsideTitle([one, { name: "b", since: 2 }])).toBe("`a` and `b` run outside of the file, kept since revision 2");
  expect(outsideTitle([one, two])).toBe("`a` and `b` run outside of the file, kept since revisions 2 and 5");
  expect(outsideWords([one])).toContain("does not have it.");
  expect(outsideWords([one, two])).toContain("does not have them.");
  expect(ranOutside(["a", "b"])).toBe("`a` and `b` ran on outside of this file.");
  expect(leftOutside([])).toEqual([]);
  expect(leftOutside(["a"])).toEqual(["`a` runs beside that file and is not part of it."]);
});
