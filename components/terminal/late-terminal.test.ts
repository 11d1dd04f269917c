import { expect, test } from "vitest";
import { LateTerminal } from "./late-terminal";

test("what was to be shown before the terminal was there is shown on it in its order, and told to be", () => {
  const seen: string[] = [];
  const late = new LateTerminal();
  late.reset();
  late.write("early", () => seen.push("told"));
  expect([late.cols, late.rows, seen]).toEqual([80, 24, []]);
  late.become({
    cols: 120,
    rows: 40,
    write: (bytes, done) => {
      seen.push(`write ${String(bytes)}`);
      done();
    },
    reset: () => seen.push("reset"),
    size: () => seen.push("size"),
    fit: () => seen.push("fit"),
  });
  late.write("late", () => undefined);
  late.fit();
  expect([late.cols, late.rows, seen]).toEqual([120, 40, ["reset", "write early", "told", "write late", "fit"]]);
});
