import { expect, test } from "vitest";
import { StreamCap } from "./stream-cap";

test("a burst goes through, and in the long run so much a second", () => {
  const cap = new StreamCap(1_000, 5_000);
  let through = 0;
  for (let at = 0; at < 60_000; at += 10) if (cap.admits(100, at)) through += 100;
  expect(through).toBeGreaterThan(5_000 + 55_000);
  expect(through).toBeLessThanOrEqual(5_000 + 61_000);
});

test("what is under the limit is never dropped, however late it is read", () => {
  const cap = new StreamCap(1_000, 5_000);
  for (let at = 0; at < 100_000; at += 100) expect(cap.admits(100, at)).toBe(true);
});

test("drops in few stretches", () => {
  const cap = new StreamCap(2_000_000, 8_000_000);
  let stretches = 0;
  let before = true;
  for (let at = 0; at < 10_000; at += 1) {
    const now = cap.admits(50_000, at);
    if (before && !now) stretches += 1;
    before = now;
  }
  expect(stretches).toBeLessThan(25);
});

test("a clock that is set back stops nobody", () => {
  const cap = new StreamCap(1_000, 1_000);
  expect(cap.admits(1_000, 10_000)).toBe(true);
  expect(cap.admits(500, 5_000)).toBe(false);
  expect(cap.admits(500, 12_000)).toBe(true);
});
