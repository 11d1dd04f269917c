import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";
import { isLeftover } from "./leftovers.mjs";

test("what belongs to a run that still works stays", () => {
  expect(isLeftover(`e2e-${process.pid}-a1b2c3`)).toBe(false);
});

test("what belongs to a run that is over goes", () => {
  const { pid } = spawnSync(process.execPath, ["--version"]);
  expect(isLeftover(`test-${pid}-a1b2c3`)).toBe(true);
});

test.each(["main", "f3a9", "testing", "", undefined])("instance %s of a real Spindle is never touched", (instance) => {
  expect(isLeftover(instance)).toBe(false);
});
