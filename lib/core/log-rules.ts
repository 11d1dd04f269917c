import type { StackEvent } from "./stack-events";
import type { OperationKind, OperationView } from "./views";

/** How a program ended, and how often since the rule before. */
export interface LogEnd {
  /** Null where it is not known. */
  code: number | null;
  outOfMemory: boolean;
  times: number;
}

/** What a person asked of a stack, or of one service. */
export interface LogAsked {
  id: string;
  kind: OperationKind;
  service: string | null;
  revision: number | null;
  by: string;
}

/** What is said between the lines of a log. `at` has nine digits: it comes after the lines of that moment. */
export type LogRule = { at: string } & ({ kind: "ended"; container: string; end: LogEnd } | { kind: "asked"; asked: LogAsked });

export const RULE_EVENTS = ["ended", "restarted"] as const;
/** What changes which containers write. */
export const RULE_OPERATIONS: readonly OperationKind[] = ["upgrade", "confirm", "roll-back", "scale", "start", "stop", "restart"];

/** Oldest first. */
export function logRules(events: readonly StackEvent[], operations: readonly OperationView[]): LogRule[] {
  const rules = [...events.flatMap(endsIn), ...operations.map(askedIn)];
  return rules.sort((one, other) => (one.at < other.at ? -1 : one.at > other.at ? 1 : 0));
}

/** Of ends that are one row, the first and the last. */
function endsIn({ at, lastAt, count, container, what }: StackEvent): LogRule[] {
  if (container === null || (what.kind !== "ended" && what.kind !== "restarted")) return [];
  const end = { code: what.code, outOfMemory: what.by === "memory", times: 1 };
  const rule = (ms: number, times: number): LogRule => ({ at: afterMs(ms), kind: "ended", container: container.id, end: { ...end, times } });
  return count === 1 ? [rule(at, 1)] : [rule(at, 1), rule(lastAt, count - 1)];
}

const askedIn = ({ id, kind, service, toRevision, actor, startedAt }: OperationView): LogRule => ({
  at: afterMs(startedAt),
  kind: "asked",
  asked: { id, kind, service, revision: toRevision, by: actor },
});

/** Engines tell an end to the millisecond, and lines finer. */
const afterMs = (ms: number): string => `${new Date(ms).toISOString().slice(0, 23)}999999Z`;
