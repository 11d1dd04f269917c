import fc, * as all from "fast-check";
import { expect, test } from "vitest";

test("what is drawn by chance is drawn the same in every run", () => {
  const seed = Number(process.env.SPINDLE_TEST_SEED ?? 20261126);
  expect([fc.readConfigureGlobal()?.seed, all.readConfigureGlobal()?.seed]).toEqual([seed, seed]);
  const drawn = () => {
    const values: number[] = [];
    fc.assert(fc.property(fc.integer(), (value) => void values.push(value)));
    return values;
  };
  expect(drawn()).toEqual(drawn());
});
