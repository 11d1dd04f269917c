import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { together } from "./together";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function room() {
  const calls: { key: string; values: number[]; end: (error?: Error) => void }[] = [];
  const ask = together<number>(
    (key, values) => new Promise<void>((resolve, reject) => calls.push({ key, values, end: (error) => (error ? reject(error) : resolve()) })),
  );
  const settle = () => vi.advanceTimersByTimeAsync(100);
  return { calls, ask, settle };
}

test("what is asked at once goes in one call, what comes meanwhile in the next, and keys do not wait for one another", async () => {
  const { calls, ask, settle } = room();
  const first = [ask("a", 1), ask("a", 2)];
  await settle();
  const second = [ask("a", 3), ask("a", 4)];
  const other = ask("b", 5);
  await settle();
  expect(calls.map(({ key, values }) => [key, values])).toEqual([
    ["a", [1, 2]],
    ["b", [5]],
  ]);
  calls[0]?.end();
  await Promise.all(first);
  await settle();
  expect(calls[2]?.values).toEqual([3, 4]);
  calls[1]?.end();
  calls[2]?.end();
  await Promise.all([...second, other]);
});

test("a call that fails fails for all who share it, and not for those after them", async () => {
  const { calls, ask, settle } = room();
  const first = ask("a", 1);
  const failed = expect(first).rejects.toThrow("no");
  await settle();
  const next = ask("a", 2);
  calls[0]?.end(new Error("no"));
  await failed;
  await settle();
  calls[1]?.end();
  await next;
  expect(calls.map(({ values }) => values)).toEqual([[1], [2]]);
});
