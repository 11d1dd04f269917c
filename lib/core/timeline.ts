import type { StackEvent } from "./stack-events";
import type { OperationView } from "./views";

/** One line of a stack's timeline: what somebody asked for with what came of it, or what happened by itself. */
export type TimelineEntry = { type: "operation"; operation: OperationView; events: StackEvent[] } | { type: "event"; event: StackEvent };

/** Newest first. What an operation brought about stands under it, where that operation is known. */
export function timelineOf(events: readonly StackEvent[], operations: readonly OperationView[]): TimelineEntry[] {
  const byId = new Map(operations.map((operation) => [operation.id, operation]));
  const under = new Map<string, StackEvent[]>();
  const alone: TimelineEntry[] = [];
  for (const event of new Map(events.map((each) => [each.id, each])).values())
    if (event.operationId !== null && byId.has(event.operationId)) under.set(event.operationId, [...(under.get(event.operationId) ?? []), event]);
    else alone.push({ type: "event", event });
  const asked = [...byId.values()].map((operation): TimelineEntry => ({ type: "operation", operation, events: inOrder(under.get(operation.id) ?? []) }));
  return [...asked, ...alone].sort((a, b) => momentOf(b) - momentOf(a) || (nameOf(a) < nameOf(b) ? 1 : -1));
}

/** Of what goes on, the latest. */
export const momentOf = (entry: TimelineEntry): number => (entry.type === "event" ? entry.event.lastAt : entry.operation.startedAt);
export const nameOf = (entry: TimelineEntry): string => (entry.type === "event" ? entry.event.id : entry.operation.id);

const inOrder = (events: readonly StackEvent[]): StackEvent[] => [...events].sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1));
