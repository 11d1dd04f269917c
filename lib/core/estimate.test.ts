import { expect, test } from "vitest";
import { plainSpec } from "@/lib/testing/spec";
import { DEFAULT_STRATEGY } from "./desired";
import { estimate, type Past } from "./estimate";
import type { ObservedContainer } from "./observed";
import type { OperationView, StepView } from "./views";

const step = (title: string, from: number, to: number, service = "web"): StepView =>
  ({ title, service, status: "succeeded", startedAt: from * 1000, endedAt: to * 1000 }) as StepView;
const upgrade = (steps: StepView[], part: Partial<OperationView> = {}): OperationView =>
  ({ kind: "upgrade", status: "succeeded", steps, ...part }) as OperationView;
const strategy = (batchSize: number, intervalSeconds: number) => ({ ...DEFAULT_STRATEGY, batchSize, intervalSeconds });
const WEB = plainSpec({ name: "web" });
const check = (intervalMs: number | null) => ({ test: ["CMD", "true"], intervalMs, timeoutMs: null, startPeriodMs: null, retries: null });
const past = (part: Partial<Past>): Past => ({ operations: [], strategy: strategy(1, 2), spec: WEB, containers: [], ...part });
const running = (part: Partial<ObservedContainer>) => ({ state: "running", health: "none", startedAt: 10_000, restartCount: 0, ...part }) as ObservedContainer;

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
] as const)("%i containers with %o, by the last upgrade", (count, now, seconds) => {
  expect(estimate(WEB, count, past({ operations: [LAST] }), now)).toEqual({ ms: seconds * 1000, by: "upgrade" });
});

test("is left out where nothing is known", () => {
  const now = strategy(1, 2);
  for (const operations of [[], [{ ...LAST, status: "failed" as const }], [{ ...LAST, kind: "deploy" as const }], [upgrade([step("Pull web:v2", 0, 9)])]])
    expect(estimate(WEB, 2, past({ operations }), now)).toBeNull();
  expect(estimate(plainSpec({ name: "other" }), 2, past({ operations: [LAST] }), now)).toBeNull();
  expect(estimate(WEB, 0, past({ operations: [LAST] }), now)).toBeNull();
});

test("the newest upgrade that went well counts", () => {
  const now = strategy(1, 0);
  const slow = upgrade([step("Create web-1", 0, 0), step("Start web-1", 1, 1), step("done", 90, 90)]);
  expect(estimate(WEB, 1, past({ operations: [{ ...LAST, status: "superseded" }, slow, LAST] }), now)?.ms).toBe(90_000);
});

test("before the first upgrade it goes by how long what runs took to be good, and to stop", () => {
  const now = strategy(1, 2);
  const healthy = running({ health: "healthy", healthySince: 17_000 });
  expect(estimate(WEB, 1, past({ containers: [running({})] }), now)).toEqual({ ms: 2_000, by: "start" });
  expect(estimate(WEB, 2, past({ containers: [running({}), healthy] }), now)).toEqual({ ms: 18_000, by: "start" });
  const recovered = running({ health: "healthy", healthySince: 400_000 });
  expect(estimate(WEB, 1, past({ containers: [recovered] }), now)).toBeNull();
  expect(estimate(WEB, 1, past({ containers: [healthy], operations: [upgrade([step("Stop web-1", 0, 10)], { kind: "stop" })] }), now)?.ms).toBe(18_000);
});

test("a health check that is new, or whose first answer nobody saw, takes its own time", () => {
  const now = strategy(1, 2);
  const wanted = { ...WEB, healthcheck: check(20_000) };
  expect(estimate(wanted, 1, past({ operations: [LAST] }), now)).toEqual({ ms: 21_000, by: "check" });
  const unseen = running({ health: "healthy", healthySince: 10_000 });
  expect(estimate(wanted, 1, past({ spec: wanted, containers: [unseen] }), now)).toEqual({ ms: 21_000, by: "check" });
  expect(estimate({ ...WEB, healthcheck: check(null) }, 1, past({}), now)?.ms).toBe(31_000);
});
