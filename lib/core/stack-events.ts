import type { OperationView } from "./views";

/** One run of a health check. */
export interface HealthProbe {
  at: number;
  tookMs: number;
  exitCode: number;
  output: string;
}

/** The container that an event is about, as its labels name it. */
export interface EventContainer {
  stackId: string;
  id: string;
  service: string;
  generation: number;
  revision: number;
  index: number;
}

/**
 * Who made it happen. `itself`: the program ended. `memory`: the kernel ended it for want of memory. `engine`: its restart policy. `hand`: somebody
 * at the engine, past Spindle. `unseen`: it happened while Spindle did not watch.
 */
export type EventCause = "spindle" | "itself" | "memory" | "engine" | "hand" | "unseen";

export type EventWhat =
  | { kind: "started"; by: EventCause }
  | { kind: "restarted"; by: EventCause; code: number | null }
  /** `again`: the engine starts it once more; `memoryBytes`: its limit. */
  | { kind: "ended"; by: EventCause; code: number | null; again: boolean; memoryBytes: number | null }
  /** A process inside was killed; the container may live on. */
  | { kind: "oom"; memoryBytes: number | null }
  /** What the check said as it changed; `from`: since when it had been what it was before. */
  | { kind: "health"; to: "healthy" | "unhealthy"; probe: HealthProbe | null }
  | { kind: "paused" | "resumed" | "renamed" | "changed" | "removed"; by: EventCause }
  | { kind: "network-made" | "network-removed" | "volume-made" | "volume-removed"; by: EventCause; name: string }
  /** Nobody looked in between: what happened then is known only as far as the engine remembers it. */
  | { kind: "unwatched"; from: number; to: number }
  /** More came than could be written down. */
  | { kind: "lost"; events: number };

export type EventKind = EventWhat["kind"];
export const EVENT_KINDS: readonly EventKind[] = [
  ...(["started", "restarted", "ended", "oom", "health", "paused", "resumed", "renamed", "changed", "removed"] as const),
  ...(["network-made", "network-removed", "volume-made", "volume-removed", "unwatched", "lost"] as const),
];

/** One thing that happened to a stack; what happens over and over is one, with a count. Times are the engine's, ms. */
export interface StackEvent {
  id: string;
  stackId: string;
  at: number;
  /** Of the last one, where it happened more than once. */
  lastAt: number;
  count: number;
  /** Null for what is the whole stack's. */
  container: Omit<EventContainer, "stackId"> | null;
  /** The operation that brought it about. */
  operationId: string | null;
  what: EventWhat;
}

export type EventSeverity = "error" | "warning" | "notice";

export function severityOf({ what }: Pick<StackEvent, "what">): EventSeverity {
  if (what.kind === "oom") return "error";
  if (what.kind === "health") return what.to === "unhealthy" ? "error" : "notice";
  if (what.kind === "unwatched" || what.kind === "lost") return "warning";
  if (what.kind === "ended") {
    if (what.by === "memory") return "error";
    if (what.by === "itself") return what.code === 0 ? "notice" : "error";
    if (what.by === "unseen") return what.code === 0 ? "notice" : "warning";
  }
  return what.by === "hand" ? "warning" : "notice";
}

/** As people say it: `web-1`. */
export const eventLabel = ({ service, index }: Pick<EventContainer, "service" | "index">): string => `${service}-${index}`;

/** So many ends one after the other are a loop. */
const LOOP_ENDS = 3;
export const isLoop = ({ what, count }: Pick<StackEvent, "what" | "count">): boolean => what.kind === "ended" && count >= LOOP_ENDS;

/** What is told to those who pass it on. */
export type StackNews =
  /** Written down: a new one, or one that was there already and happened again. */
  | { type: "event"; stackId: string; event: StackEvent; again: boolean }
  /** Once for a loop, as its third end is seen. */
  | { type: "crash-loop"; stackId: string; event: StackEvent }
  | { type: "operation-ended"; stackId: string; operation: OperationView }
  /** Every container is replaced, and somebody has to decide. */
  | { type: "upgrade-waits"; stackId: string; service: string; revision: number; since: number };

export interface StackEvents {
  /** Told after it is written down, each once, also over restarts of Spindle. Returns the way to stop. */
  subscribe(listener: (news: StackNews) => void): () => void;
}

/** A page of the timeline, newest first. */
export interface TimelinePage {
  events: StackEvent[];
  /** Those that began in this stretch of time, and those that its events belong to. */
  operations: OperationView[];
  /** Ask for what is before this moment next; null at the end. */
  before: number | null;
}

/** How a container's check has been: what it said last, and the times it changed its mind, newest first. */
export interface HealthHistory {
  containers: {
    id: string;
    label: string;
    generation: number;
    /** False: it is gone, and this is what is remembered of it. */
    here: boolean;
    /** Newest first; empty where the engine does not answer. Null for who may not read what containers say. */
    probes: HealthProbe[] | null;
    changes: StackEvent[];
  }[];
}
