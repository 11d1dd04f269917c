import { expect, test } from "vitest";
import { LogSieve } from "./log-sieve";
import { Window } from "./window";

const chunk = (text: string) => ({ stream: "stdout" as const, bytes: Buffer.from(text), lines: 1 });
const stage = (limit = 100) => {
  const window = new Window(limit);
  return { window, sieve: new LogSieve(window, () => 0) };
};
const full = (bytes: number) => chunk("x".repeat(bytes));

test("what fits goes, and what does not is counted once something follows it", () => {
  const { window, sieve } = stage();
  expect([sieve.admits(full(60)), sieve.admits(full(60)), sieve.admits(full(1))]).toEqual([true, false, false]);
  expect([window.outstanding, sieve.takeSkipped(), sieve.holds]).toEqual([60, 1, true]);
  window.ack(60);
  expect(sieve.admits(full(10))).toBe(true);
  expect([window.outstanding, sieve.takeSkipped(), sieve.takeSkipped(), sieve.holds]).toEqual([10, 1, 0, false]);
});

test("dropping goes on until the page has caught up half way, and whoever was dropped once leaves room to others", () => {
  const { window, sieve } = stage();
  window.take(95);
  expect(sieve.admits(full(10))).toBe(false);
  window.ack(44);
  expect(sieve.admits(full(1))).toBe(false);
  window.ack(1);
  expect(sieve.admits(full(1))).toBe(true);
  expect(sieve.admits(full(25))).toBe(false);
  expect(window.fits(49)).toBe(true);
});

test("the last one is held back for a round, and goes when there is room and nothing came after it", () => {
  const { window, sieve } = stage();
  window.take(95);
  sieve.admits(chunk("the last words"));
  expect([sieve.takeRested(), sieve.takeRested()]).toEqual([null, null]);
  window.ack(95);
  expect(sieve.takeRested()?.bytes.toString()).toBe("the last words");
  expect([sieve.takeSkipped(), sieve.holds, window.outstanding]).toEqual([0, false, 14]);
});

test("at the end of its container it goes at once", () => {
  const { window, sieve } = stage();
  window.take(95);
  sieve.admits(chunk("the last words"));
  expect(sieve.takeHeld()?.bytes.toString()).toBe("the last words");
  expect(sieve.takeHeld()).toBeNull();
});

test("older lines wait for room, until the page leaves", async () => {
  const { window, sieve } = stage();
  window.take(95);
  const waits = [sieve.waitFor(full(10)), sieve.waitFor(full(95))];
  window.ack(95);
  expect(await waits[0]).toBe(true);
  window.close();
  expect(await waits[1]).toBe(false);
  expect(sieve.takeSkipped()).toBe(0);
});

test("a flood that a quick page could take is still no more than one container may ask of everybody", () => {
  const window = new Window(64_000_000);
  const sieve = new LogSieve(window, () => 0);
  let admitted = 0;
  while (sieve.admits(full(1_000_000))) {
    admitted += 1;
    window.ack(1_000_000);
  }
  expect(admitted).toBe(32);
});
