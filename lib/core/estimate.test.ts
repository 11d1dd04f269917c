import { expect, test } from "vitest";
import { DEFAULT_STRATEGY } from "./desired";
import { estimateMs } from "./estimate";
import type { OperationView, StepView } from "./views";

const step = (title: string, from: number, to: number, service = "web"): StepView =>
  ({ title, service, status: "succeeded", startedAt: from * 1000, endedAt: to * 1000 }) as StepView;
const upgrade = (steps: StepView[], part: Partial<OperationView> = {}): OperationView =>
  ({ kind: "upgrade", status: "succeeded", steps, ...part }) as OperationView;
const strategy = (batchSize: number, intervalSeconds: number) => ({ ...DEFAULT_STRATEGY, batchSize, intervalSeconds });

/** Two containers, one at a time with 2 s between: 4 s each, the pull not counted. */
const LAST = upgrade([
  step("Pull web:v2", 0, 60),
  step("Create web-1", 60, 60),
  step("Start web-1", 61, 61),
  step("Create web-2", 66, 66),
  step("Start web-2", 67, 67),
  step("Create db-1", 60, 99, "db"),
  step("Every container is replaced", 70, 70),
]);

test.each([
  [2, strategy(1, 2), 10],
  [2, strategy(2, 2), 4],
  [5, strategy(2, 10), 32],
  [0, strategy(1, 2), null],
] as const)("%i containers with %o", (count, now, seconds) => {
  expect(estimateMs("web", count, [LAST], strategy(1, 2), now)).toBe(seconds === null ? null : seconds * 1000);
});

test("is left out where nothing is known", () => {
  const now = strategy(1, 2);
  for (const operations of [[], [{ ...LAST, status: "failed" as const }], [{ ...LAST, kind: "deploy" as const }], [upgrade([step("Pull web:v2", 0, 9)])]])
    expect(estimateMs("web", 2, operations, now, now)).toBeNull();
  expect(estimateMs("other", 2, [LAST], now, now)).toBeNull();
});

test("the newest upgrade that went well counts", () => {
  const now = strategy(1, 0);
  const slow = upgrade([step("Create web-1", 0, 0), step("Start web-1", 1, 1), step("done", 90, 90)]);
  expect(estimateMs("web", 1, [{ ...LAST, status: "superseded" }, slow, LAST], now, now)).toBe(90_000);
});
