import type { StackEvents } from "@/lib/core/stack-events";

export interface OperationCount {
  kind: string;
  result: string;
  count: number;
}

/** Operations that ended since the start, by kind and result: few kinds, so few rows. */
export function countOperations(events: StackEvents): () => OperationCount[] {
  const counts = new Map<string, OperationCount>();
  events.subscribe((news) => {
    if (news.type !== "operation-ended") return;
    const { kind, status: result } = news.operation;
    const one = counts.get(`${kind} ${result}`) ?? { kind, result, count: 0 };
    one.count += 1;
    counts.set(`${kind} ${result}`, one);
  });
  return () => [...counts.values()];
}
