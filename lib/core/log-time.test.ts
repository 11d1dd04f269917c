import { expect, test } from "vitest";
import { exactMoment, logMoment, msOfMoment } from "./log-time";

const NOW = Date.UTC(2026, 10, 26, 10, 41, 52, 118);

test.each([
  ["10:41", "2026-11-26T10:41:00.000Z"],
  ["10:41:52.1", "2026-11-26T10:41:52.100Z"],
  ["9:05", "2026-11-26T09:05:00.000Z"],
  ["10:42", "2026-11-25T10:42:00.000Z"],
  ["2026-11-25 10:41", "2026-11-25T10:41:00.000Z"],
  ["2026-11-25T10:41:52.118999999", "2026-11-25T10:41:52.118Z"],
  ["2026-11-25", "2026-11-25T00:00:00.000Z"],
  ["2026-11-25T10:41:52.118042Z", "2026-11-25T10:41:52.118Z"],
  ["2026-11-25T10:41+01:00", "2026-11-25T09:41:00.000Z"],
  ["-2h", "2026-11-26T08:41:52.118Z"],
  ["- 90m", "2026-11-26T09:11:52.118Z"],
  ["-1.5d", "2026-11-24T22:41:52.118Z"],
  [" now ", "2026-11-26T10:41:52.118Z"],
])("%s is understood", (typed, moment) => {
  expect(new Date(logMoment(typed, NOW, true) ?? 0).toISOString()).toBe(moment);
});

test("a clock time is the reader's own, unless times are shown in UTC", () => {
  const local = new Date(logMoment("10:41", NOW, false) ?? 0);
  expect([local.getHours(), local.getMinutes()]).toEqual([10, 41]);
  expect(local.getTime()).toBeLessThanOrEqual(NOW);
  const dated = new Date(logMoment("2026-11-25 10:41", NOW, false) ?? 0);
  expect([dated.getDate(), dated.getHours(), dated.getMinutes()]).toEqual([25, 10, 41]);
});

test.each(["", "soon", "24:00", "10:61", "2026-13-01", "2026-02-30", "-2", "-2y", "2h", "10", "2026-11-25Z", "1e9"])("%j is not", (typed) => {
  expect(logMoment(typed, NOW, true)).toBeNull();
});

test("moments compare as text once they are exact", () => {
  expect(exactMoment(NOW)).toBe("2026-11-26T10:41:52.118000000Z");
  expect(msOfMoment("2026-11-26T10:41:52.118999999Z")).toBe(NOW);
});
