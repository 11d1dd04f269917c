import { expect, test } from "vitest";
import { createArrivals } from "./arrivals";

test("a page of the same sign-in that was asked for after a moment is known, and old ones are forgotten", () => {
  let now = 1_000;
  const arrivals = createArrivals(() => now);
  expect(arrivals.since("mine", 0)).toBe(false);
  arrivals.note("mine");
  expect([arrivals.since("mine", 999), arrivals.since("mine", 1_000), arrivals.since("other", 0)]).toEqual([true, false, false]);
  now = 62_000;
  arrivals.note("other");
  expect([arrivals.since("mine", 0), arrivals.since("other", 61_999)]).toEqual([false, true]);
});
