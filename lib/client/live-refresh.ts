import { hashKey, type QueryClient, type QueryKey } from "@tanstack/react-query";
import type { Change } from "@/lib/realtime/protocol";
import { keys } from "./queries";

/** Query keys that a change may have made old. */
export function keysOf(change: Change): QueryKey[] {
  if (change.scope === "users") return [keys.users, keys.sessions];
  if (change.scope === "engine") return [keys.environments, keys.stacks(change.environment)];
  const { environment, stack } = change;
  return [keys.stack(environment, stack), keys.stacks(environment), keys.operations(environment, stack), keys.operations(environment, null), ["operation"]];
}

/**
 * Refetches what is on screen. While a key is being fetched, further changes of it are remembered and fetched once more afterwards:
 * a stream of changes can neither starve the page nor leave it with an old answer.
 */
export function createRefresher(queryClient: Pick<QueryClient, "invalidateQueries">): { change(change: Change): void; everything(): void } {
  const running = new Map<string, { again: boolean }>();

  const refresh = async (key: QueryKey): Promise<void> => {
    const name = hashKey(key);
    const already = running.get(name);
    if (already !== undefined) {
      already.again = true;
      return;
    }
    const run = { again: true };
    running.set(name, run);
    while (run.again) {
      run.again = false;
      await queryClient.invalidateQueries({ queryKey: key });
    }
    running.delete(name);
  };

  return {
    change: (change) => {
      for (const key of keysOf(change)) void refresh(key);
    },
    everything: () => void queryClient.invalidateQueries(),
  };
}
