import type { Attempts } from "@/lib/core/plan";
import type { PullProgress } from "@/lib/core/views";
import type { Hands } from "./execute-step";
import { Lanes } from "./lanes";
import { StackWorker } from "./stack-worker";
import type { Reconciler } from "./types";

const NO_ATTEMPTS: Attempts = new Map();

const afterMs: Hands["after"] = (ms, work) => {
  const timer = setTimeout(work, ms);
  timer.unref();
  return () => clearTimeout(timer);
};

/** One worker a stack, made when first needed. Events only wake; what to do is decided afresh each time, so there is no resume code. */
export function createReconciler(given: Omit<Hands, "after"> & { log: (error: unknown) => void; after?: Hands["after"] }): Reconciler {
  const hands = { ...given, after: given.after ?? afterMs };
  const workers = new Map<string, StackWorker>();
  const listeners = new Set<(stackId: string) => void>();
  const lanes = new Lanes();
  let unsubscribe: (() => void) | null = null;
  let engineWasUp = false;

  const worker = (stackId: string): StackWorker => {
    const existing = workers.get(stackId);
    if (existing) return existing;
    const changed = () => {
      for (const listener of listeners) listener(stackId);
    };
    const made = new StackWorker(stackId, hands, lanes, {
      changed,
      log: hands.log,
      gone: () => {
        workers.delete(stackId);
        changed();
      },
    });
    workers.set(stackId, made);
    return made;
  };

  const followMirror = () =>
    hands.mirror.subscribe((change) => {
      if (change.type === "stack") return workers.get(change.stackId)?.look();
      const isUp = hands.mirror.status().state === "up";
      if (isUp && !engineWasUp) for (const each of workers.values()) each.engineReturned();
      engineWasUp = isUp;
    });

  return {
    async start() {
      engineWasUp = hands.mirror.status().state === "up";
      unsubscribe = followMirror();
      for (const { id } of await hands.registry.stackIds()) worker(id).wake();
    },
    async stop() {
      unsubscribe?.();
      await Promise.all([...workers.values()].map((each) => each.stop()));
    },
    wake: (stackId) => worker(stackId).wake(),
    attempts: (stackId) => workers.get(stackId)?.attempts ?? NO_ATTEMPTS,
    underWay: (stackId) => workers.get(stackId)?.underWay ?? new Map(),
    progress(operationId) {
      const progress = new Map<number, PullProgress>();
      for (const each of workers.values()) for (const entry of each.progress()) if (entry.operationId === operationId) progress.set(entry.seq, entry.pull);
      return progress;
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
