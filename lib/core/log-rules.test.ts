import { expect, test } from "vitest";
import { logRules } from "./log-rules";
import type { EventWhat, StackEvent } from "./stack-events";
import type { OperationView } from "./views";

const AT = Date.UTC(2026, 10, 26, 10, 41, 52, 118);
const container = { id: "c0", service: "web", generation: 1, revision: 7, index: 2 };
const event = (what: EventWhat, over: Partial<StackEvent> = {}): StackEvent => ({
  ...{ id: "e", stackId: "s", at: AT, lastAt: AT, count: 1, container, operationId: null, what },
  ...over,
});
const ended: EventWhat = { kind: "ended", by: "memory", code: 137, again: true, memoryBytes: 1 };
const upgrade = { id: "o", kind: "upgrade", service: "web", toRevision: 8, actor: "tin", startedAt: AT - 5_000 } as OperationView;

test("an end says its code and whether memory was short, after the lines of its moment", () => {
  expect(logRules([event(ended)], [])).toEqual([
    { at: "2026-11-26T10:41:52.118999999Z", kind: "ended", container: "c0", end: { code: 137, outOfMemory: true, times: 1 } },
  ]);
});

test("of ends that are one row the first is said, and at the last how many came after it", () => {
  const rules = logRules([event({ ...ended, by: "itself", code: 1 }, { count: 12, lastAt: AT + 60_000 })], []);
  expect(rules.map((rule) => [rule.at.slice(11, 19), rule.kind === "ended" && rule.end.times])).toEqual([
    ["10:41:52", 1],
    ["10:42:52", 11],
  ]);
});

test("what somebody asked for stands with their name, in the order of time", () => {
  const rules = logRules([event({ kind: "restarted", by: "hand", code: 0 }), event({ kind: "lost", events: 3 }, { container: null })], [upgrade]);
  expect(rules).toMatchObject([
    { kind: "asked", asked: { id: "o", kind: "upgrade", service: "web", revision: 8, by: "tin" } },
    { kind: "ended", end: { code: 0, outOfMemory: false } },
  ]);
});
