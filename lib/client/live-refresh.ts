import { hashKey, partialMatchKey, type QueryCacheNotifyEvent, type QueryClient, type QueryKey } from "@tanstack/react-query";
import type { Change } from "@/lib/realtime/protocol";
import { keys } from "./queries";

/** Query keys that a change may have made old. What the page is about comes first; the list, which every page has for its menu, waits for it. */
export function keysOf(change: Change): QueryKey[][] {
  if (change.scope === "users") return [[keys.users, keys.sessions]];
  if (change.scope === "notices") return [[keys.notices]];
  // A right that came or went brings or takes notices too.
  if (change.scope === "projects") return [[keys.projects], [["environment"], keys.notices]];
  if (change.scope === "audit") return [[keys.audit]];
  if (change.scope === "engine") return [[keys.environments, keys.stacks(change.environment), keys.adminEnvironments]];
  const { environment, stack } = change;
  if (change.scope === "events") return [[keys.events(environment, stack)]];
  return [
    [keys.stack(environment, stack), keys.operations(environment, stack), keys.operations(environment, null), ["operation"]],
    [keys.stacks(environment), keys.secrets(environment)],
    // What those who keep order look at: of everybody, so it is long and comes last.
    [keys.ports(environment), keys.running(environment), keys.overview(environment)],
    // Room is counted from what is asked for, however it runs.
    change.wanted ? [keys.ownQuotas(environment), keys.quotas(environment)] : [],
  ];
}

/** How long what a server component read may be on its way to the page. */
const ON_ITS_WAY_MS = 10_000;

/** Brought by a page of the server, not fetched by this one. */
const isArrival = (event: QueryCacheNotifyEvent): boolean =>
  (event.type === "added" && event.query.state.data !== undefined) || (event.type === "updated" && event.action.type === "setState");

/**
 * Refetches what is on screen. While a key is being fetched, further changes of it are remembered and fetched once more afterwards:
 * a stream of changes can neither starve the page nor leave it with an old answer.
 * What arrives with a page was read before the changes that came meanwhile, so `arrived` fetches it once more when there were any.
 */
export function createRefresher(
  queryClient: Pick<QueryClient, "invalidateQueries">,
  now: () => number = Date.now,
): { change(change: Change): void; everything(): void; arrived(event: QueryCacheNotifyEvent): void } {
  const told = new Map<string, { key: QueryKey; at: number }>();
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

  const inTurn = async (groups: QueryKey[][]): Promise<void> => {
    for (const group of groups) await Promise.all(group.map(refresh));
  };

  return {
    change: (change) => {
      const groups = keysOf(change);
      for (const key of groups.flat()) told.set(hashKey(key), { key, at: now() });
      void inTurn(groups);
    },
    arrived: (event) => {
      if (!isArrival(event)) return;
      for (const [name, { key, at }] of told)
        if (now() - at > ON_ITS_WAY_MS) told.delete(name);
        // Not now: this is heard in the middle of drawing.
        else if (partialMatchKey(event.query.queryKey, key)) setTimeout(() => void refresh(key));
    },
    everything: () => void queryClient.invalidateQueries(),
  };
}
