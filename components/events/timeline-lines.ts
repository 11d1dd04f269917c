import type { StackEvent } from "@/lib/core/stack-events";
import type { TimelineEntry } from "@/lib/core/timeline";
import type { OperationView, StepView } from "@/lib/core/views";

/** What is drawn, one a row. */
export type TimelineLine =
  | { type: "operation"; operation: OperationView; under: number; open: boolean }
  | { type: "event"; event: StackEvent; nested: boolean; last: boolean }
  | { type: "pull"; operationId: string; step: StepView; last: boolean };

/** An operation that is unfolded is followed by what stands under it. */
export function linesOf(entries: readonly TimelineEntry[], isUnfolded: (operationId: string) => boolean): TimelineLine[] {
  return entries.flatMap((entry): TimelineLine[] => {
    if (entry.type === "event") return [{ type: "event", event: entry.event, nested: false, last: false }];
    const { operation, events } = entry;
    const pulls = once(operation.steps);
    const under = pulls.length + events.length;
    const open = under > 0 && isUnfolded(operation.id);
    const head: TimelineLine = { type: "operation", operation, under, open };
    if (!open) return [head];
    const inside = [
      ...pulls.map((step) => ({ at: step.startedAt, line: { type: "pull", operationId: operation.id, step, last: false } satisfies TimelineLine })),
      ...events.map((event) => ({ at: event.at, line: { type: "event", event, nested: true, last: false } satisfies TimelineLine })),
    ].sort((a, b) => a.at - b.at);
    return [head, ...inside.map(({ line }, index) => ({ ...line, last: index === inside.length - 1 }))];
  });
}

/** Services of one image each pull it; it is said once, as it went first, unless it went otherwise later. */
function once(steps: readonly StepView[]): StepView[] {
  const seen = new Map<string, StepView>();
  for (const step of steps) if (!seen.has(`${step.title} ${step.status}`)) seen.set(`${step.title} ${step.status}`, step);
  return [...seen.values()];
}
