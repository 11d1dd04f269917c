import type { StackNews } from "@/lib/core/stack-events";
import type { Registry } from "@/lib/registry/types";

export interface OperationWatchDeps {
  registry: Pick<Registry, "subscribe" | "operation" | "desired">;
  now: () => number;
  log: (error: unknown) => void;
  tell: (news: StackNews) => void;
}

const LOOK_MS = 100;

/** Operations that end and upgrades that begin to wait, told from what the registry commits. */
export function watchOperations({ registry, now, log, tell }: OperationWatchDeps): () => void {
  const began = now();
  /** By service: since when its upgrade waits, as far as it was told of. */
  const waiting = new Map<string, number>();
  const due = new Set<string>();
  let timer: NodeJS.Timeout | null = null;

  const ended = async (stackId: string, operationId: string) => {
    const operation = await registry.operation({ kind: "all" }, operationId);
    if (operation !== null) tell({ type: "operation-ended", stackId, operation });
  };

  const look = async (stackId: string) => {
    for (const { id, name, phase, phaseSince, target } of (await registry.desired(stackId))?.services ?? []) {
      if (phase !== "upgraded") waiting.delete(id);
      else if (waiting.get(id) !== phaseSince) {
        waiting.set(id, phaseSince);
        if (phaseSince >= began) tell({ type: "upgrade-waits", stackId, service: name, revision: target?.revision ?? 0, since: phaseSince });
      }
    }
  };

  const unsubscribe = registry.subscribe((change) => {
    if (change.type === "operation-ended") void ended(change.stackId, change.operationId).catch(log);
    if (change.type !== "stack") return;
    due.add(change.stackId);
    timer ??= setTimeout(() => {
      timer = null;
      const stacks = [...due];
      due.clear();
      for (const stackId of stacks) void look(stackId).catch(log);
    }, LOOK_MS);
  });
  return () => {
    unsubscribe();
    if (timer !== null) clearTimeout(timer);
  };
}
