import { describe, expect, test } from "vitest";
import type { EventWhat, StackEvent } from "@/lib/core/stack-events";
import { timelineOf } from "@/lib/core/timeline";
import type { OperationView } from "@/lib/core/views";
import { filterQuery, filterTimeline, NO_FILTER, readFilter } from "./filter";
import { linesOf } from "./timeline-lines";

const event = (id: string, at: number, what: EventWhat, operationId: string | null = null, service = "web"): StackEvent => ({
  ...{ id, stackId: "s", at, lastAt: at, count: 1, operationId, what },
  container: { id: "c", service, generation: 1, revision: 1, index: 1 },
});
const operation = (id: string, startedAt: number, over: Partial<OperationView> = {}): OperationView => ({
  ...{ id, kind: "upgrade", environment: "sandbox", stack: "shop", service: null, actor: "ada", message: null, fromRevision: 1, toRevision: 2 },
  ...{ detail: null, status: "succeeded", problem: null, startedAt, endedAt: startedAt + 5, steps: [], ...over },
});
const stopped: EventWhat = { kind: "ended", by: "spindle", code: 0, again: false, memoryBytes: null };
const killed: EventWhat = { kind: "ended", by: "hand", code: 137, again: false, memoryBytes: null };

const entries = timelineOf(
  [event("e1", 12, stopped, "o1"), event("e2", 13, { kind: "started", by: "spindle" }, "o1"), event("e3", 30, killed), event("e4", 5, killed, "unknown", "db")],
  [operation("o1", 10)],
);
const words = (list: typeof entries) =>
  list.map((entry) => (entry.type === "event" ? entry.event.id : `${entry.operation.id}(${entry.events.map(({ id }) => id)})`));

test("an operation's own events fold under it; what belongs to none, or to an unknown one, stands alone", () => {
  expect(words(entries)).toEqual(["e3", "o1(e1,e2)", "e4"]);
  expect(words(timelineOf([event("e1", 12, stopped, "o1"), event("e1", 12, stopped, "o1")], [operation("o1", 10), operation("o1", 10)]))).toEqual(["o1(e1)"]);
});

test("unfolded, they follow in the order they happened, pulls among them", () => {
  const pull = { seq: 1, title: "Pull web:v2", cause: "", service: "web", status: "succeeded", startedAt: 11, endedAt: 12, problem: null, pull: null } as const;
  const list = timelineOf([event("e1", 12, stopped, "o1")], [operation("o1", 10, { steps: [pull] })]);
  expect(linesOf(list, () => true).map((line) => (line.type === "event" ? line.event.id : line.type))).toEqual(["operation", "pull", "e1"]);
  expect(linesOf(list, () => false)).toHaveLength(1);
});

describe("the filter", () => {
  test("stands in the address", () => {
    const filter = { ...NO_FILTER, service: "web", kind: "ended" as const, severity: "warning" as const, text: "by hand" };
    expect(readFilter(new URLSearchParams(filterQuery(filter)))).toEqual(filter);
    expect(readFilter(new URLSearchParams("kind=nonsense&severity=much"))).toEqual(NO_FILTER);
  });

  test("by service, kind, severity and words; an operation stays for what stands under it", () => {
    expect(words(filterTimeline(entries, { ...NO_FILTER, service: "db" }))).toEqual(["e4"]);
    expect(words(filterTimeline(entries, { ...NO_FILTER, kind: "operation" }))).toEqual(["o1(e1,e2)"]);
    expect(words(filterTimeline(entries, { ...NO_FILTER, kind: "started" }))).toEqual(["o1(e2)"]);
    expect(words(filterTimeline(entries, { ...NO_FILTER, severity: "warning" }))).toEqual(["e3", "e4"]);
    expect(words(filterTimeline(entries, { ...NO_FILTER, severity: "error" }))).toEqual([]);
    expect(words(filterTimeline(entries, { ...NO_FILTER, text: "ADA" }))).toEqual(["o1(e1,e2)"]);
    expect(words(filterTimeline(entries, { ...NO_FILTER, text: "killed by hand" }))).toEqual(["e3", "e4"]);
  });
});
