import type { StackEvent } from "@/lib/core/stack-events";

/** How far the events of one engine have been written down. */
export interface EventMark {
  /** When it was last known that nothing was missed, by Spindle's own clock. */
  watchedUntil: number;
  /** Of the last event written, by the engine's clock; null before the first. */
  lastEventAt: number | null;
  /** Names of the events at about that moment: an engine that is asked again tells them again. */
  recent: string[];
}

export interface EventFilter {
  service?: string;
  kinds?: readonly StackEvent["what"]["kind"][];
  /** Both ends of a stretch of time, ms: what began in it or still happened in it. */
  from?: number;
  before?: number;
  limit: number;
}

/** What happened to stacks. Reads have no scope: whoever asks has shown that they may see the stack. */
export interface EventReads {
  /** Newest first. */
  stackEvents(stackId: string, filter: EventFilter): Promise<StackEvent[]>;
}

export interface EventLog extends EventReads {
  eventMark(engine: string): Promise<EventMark | null>;
  /** Of all stacks, oldest first: what may still go on. */
  eventsSince(at: number): Promise<StackEvent[]>;
  /**
   * Together or not at all; what is about a stack that is gone is left out. Where `belongs` says when a row was heard of (Spindle's clock), it gets the
   * operation that ran then, or had just ended. Answers with what was written.
   */
  writeEvents(batch: {
    put: StackEvent[];
    drop: string[];
    belongs: ReadonlyMap<string, number>;
    marks: { engine: string; mark: EventMark }[];
  }): Promise<StackEvent[]>;
  /** Of each of these stacks the newest `most` stay, and nothing older than `since`. */
  trimEvents(stackIds: readonly string[], keep: { most: number; since: number }): Promise<void>;
}
