import type { Attempts } from "@/lib/core/plan";
import type { PullProgress } from "@/lib/core/views";

export interface Reconciler {
  /** Take every stack of the registry under care and follow the mirror. */
  start(): Promise<void>;
  /** Lets the steps under way finish, then returns. */
  stop(): Promise<void>;
  /** Something about the stack's desired state changed: read it again and act. Never throws. */
  wake(stackId: string): void;
  /** Failures remembered for a stack, for the views. */
  attempts(stackId: string): Attempts;
  /** Resources a step is under way for, with the live progress of pulls. */
  underWay(stackId: string): ReadonlyMap<string, { cause: string; since: number; pull: PullProgress | null }>;
  /** Live pull progress of an operation's steps, by step seq. */
  progress(operationId: string): ReadonlyMap<number, PullProgress>;
  /** Told whenever attempts, steps or progress of a stack changed. */
  subscribe(listener: (stackId: string) => void): () => void;
}
