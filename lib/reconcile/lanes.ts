import pLimit from "p-limit";
import type { StepType } from "@/lib/core/plan";

/** Removal is narrow on purpose: engine 20.10 can deadlock for good on mass removal (moby#46661). */
const WIDTH = { pull: 3, build: 10, remove: 4 } as const;

const LANE: Partial<Record<StepType, keyof typeof WIDTH>> = {
  "pull-image": "pull",
  "remove-container": "remove",
  "remove-network": "remove",
  "remove-volume": "remove",
};

/** How many engine calls run side by side, over all stacks of one engine. */
export class Lanes {
  readonly #limits = { pull: pLimit(WIDTH.pull), build: pLimit(WIDTH.build), remove: pLimit(WIDTH.remove) };
  readonly #byStack = new Map<string, Set<Promise<void>>>();

  run(stackId: string, type: StepType, work: () => Promise<void>): Promise<void> {
    const task = this.#limits[LANE[type] ?? "build"](work);
    const tasks = this.#byStack.get(stackId) ?? new Set();
    this.#byStack.set(stackId, tasks);
    tasks.add(task);
    return task.finally(() => {
      tasks.delete(task);
      if (tasks.size === 0) this.#byStack.delete(stackId);
    });
  }

  async idle(stackId: string): Promise<void> {
    while (this.#byStack.get(stackId)?.size) await Promise.allSettled([...(this.#byStack.get(stackId) ?? [])]);
  }
}
