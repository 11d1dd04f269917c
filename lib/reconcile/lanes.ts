import pLimit from "p-limit";
import type { StepType } from "@/lib/core/plan";
import type { Place } from "@/lib/engine/port";

/** Removal is narrow on purpose: engine 20.10 can deadlock for good on mass removal (moby#46661). */
const WIDTH = { pull: 3, build: 10, remove: 4 } as const;

type Limits = Record<keyof typeof WIDTH, ReturnType<typeof pLimit>>;

const LANE: Partial<Record<StepType, keyof typeof WIDTH>> = {
  "pull-image": "pull",
  "remove-container": "remove",
  "remove-network": "remove",
  "remove-volume": "remove",
};

/** How many engine calls run side by side, over all stacks of each engine: a slow one keeps nobody waiting at another. */
export class Lanes {
  readonly #limits = new WeakMap<Place, Limits>();
  readonly #byStack = new Map<string, Set<Promise<void>>>();

  run(place: Place, stackId: string, type: StepType, work: () => Promise<void>): Promise<void> {
    const task = this.#limitsOf(place)[LANE[type] ?? "build"](work);
    const tasks = this.#byStack.get(stackId) ?? new Set();
    this.#byStack.set(stackId, tasks);
    tasks.add(task);
    return task.finally(() => {
      tasks.delete(task);
      if (tasks.size === 0) this.#byStack.delete(stackId);
    });
  }

  #limitsOf(place: Place): Limits {
    const limits = this.#limits.get(place) ?? { pull: pLimit(WIDTH.pull), build: pLimit(WIDTH.build), remove: pLimit(WIDTH.remove) };
    this.#limits.set(place, limits);
    return limits;
  }

  async idle(stackId: string): Promise<void> {
    while (this.#byStack.get(stackId)?.size) await Promise.allSettled([...(this.#byStack.get(stackId) ?? [])]);
  }
}
