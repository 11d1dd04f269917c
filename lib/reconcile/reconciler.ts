import type { Attempts } from "@/lib/core/plan";
import type { PullProgress } from "@/lib/core/views";
import type { Place, Places } from "@/lib/engine/port";
import type { StackHands } from "./execute-step";
import { Lanes } from "./lanes";
import { StackWorker } from "./stack-worker";
import type { Reconciler } from "./types";

const NO_ATTEMPTS: Attempts = new Map();

const afterMs: StackHands["after"] = (ms, work) => {
  const timer = setTimeout(work, ms);
  timer.unref();
  return () => clearTimeout(timer);
};

/** One worker a stack, made when first needed. Events only wake; what to do is decided afresh each time, so there is no resume code. */
export function createReconciler(
  given: Omit<StackHands, "after"> & { places: Places; log: (error: unknown) => void; after?: StackHands["after"] },
): Reconciler {
  const hands = { ...given, after: given.after ?? afterMs };
  const workers = new Map<string, StackWorker>();
  const listeners = new Set<(stackId: string) => void>();
  const lanes = new Lanes();
  let unsubscribe: (() => void) | null = null;
  const wereUp = new WeakSet<Place>();

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

  /** Whether an engine is up now and was not when it was last asked. */
  const cameUp = (place: Place): boolean => {
    const isUp = place.mirror.status().state === "up";
    const came = isUp && !wereUp.has(place);
    if (isUp) wereUp.add(place);
    else wereUp.delete(place);
    return came;
  };

  const followEngines = () =>
    hands.places.subscribe((change, environmentIds) => {
      if (change.type === "stack") return workers.get(change.stackId)?.look();
      const [first] = environmentIds;
      if (first === undefined || !cameUp(hands.places.of(first))) return;
      for (const each of workers.values()) if (environmentIds.includes(each.environmentId ?? "")) each.engineReturned();
    });

  return {
    async start() {
      const stacks = await hands.registry.stackIds();
      for (const { environmentId } of stacks) cameUp(hands.places.of(environmentId));
      unsubscribe = followEngines();
      for (const { id } of stacks) worker(id).wake();
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
