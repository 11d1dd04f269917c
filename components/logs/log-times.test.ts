import { expect, test } from "vitest";
import { lineTime, shortTime } from "./log-times";

const NOW = Date.UTC(2026, 10, 26, 12);

test("a time has its day where that is not today, and its year where that is another", () => {
  const at = ["2026-11-26T10:41:52.118042000Z", "2026-11-25T10:41:52.118042000Z", "2025-11-26T10:41:52.118042000Z"];
  expect(at.map((moment) => lineTime(moment, "utc", NOW))).toEqual(["10:41:52.118", "25 Nov 10:41:52.118", "26 Nov 2025 10:41:52.118"]);
  expect(at.map((moment) => shortTime(Date.parse(moment), true, NOW))).toEqual(["10:41", "25 Nov 10:41", "26 Nov 2025 10:41"]);
});
