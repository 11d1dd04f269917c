import type { RunningContainer } from "@/lib/core/running";

export const RUNNING_SORTS = ["name", "age", "memory", "cpus", "state"] as const;
export type RunningSort = (typeof RUNNING_SORTS)[number];
export const STATE_FILTERS = ["running", "unwell", "stopped"] as const;
export type StateFilter = (typeof STATE_FILTERS)[number];
const GROUPINGS = ["none", "project", "owner"] as const;
export type Grouping = (typeof GROUPINGS)[number];

/** All of it stands in the address. */
export interface RunningListState {
  query: string;
  state: StateFilter | null;
  group: Grouping;
  sort: RunningSort;
}

const known = <T extends string>(all: readonly T[], text: string | null): T | undefined => all.find((one) => one === text);

export function readRunningState(params: URLSearchParams): RunningListState {
  return {
    query: params.get("q") ?? "",
    state: known(STATE_FILTERS, params.get("state")) ?? null,
    group: known(GROUPINGS, params.get("group")) ?? "project",
    sort: known(RUNNING_SORTS, params.get("sort")) ?? "name",
  };
}

export function writeRunningState({ query, state, group, sort }: RunningListState): string {
  const params = new URLSearchParams({ tab: "containers" });
  if (query !== "") params.set("q", query);
  if (state !== null) params.set("state", state);
  if (group !== "project") params.set("group", group);
  if (sort !== "name") params.set("sort", sort);
  return `?${params}`;
}

export const standing = ({ state, health, restarts = 0 }: RunningContainer): StateFilter => {
  if (state === "restarting" || state === "dead" || health === "unhealthy" || (state === "running" && restarts > 1)) return "unwell";
  return state === "running" || state === "paused" ? "running" : "stopped";
};

export type RunningRow =
  | { kind: "container"; key: string; container: RunningContainer }
  | { kind: "group"; key: string; name: string; containers: RunningContainer[] };

const nameOf = ({ stack, service, index }: RunningContainer): string => `${stack}/${service}-${index}`;
const wordsOf = (one: RunningContainer): string => `${nameOf(one)} ${one.project} ${one.owner} ${one.image} ${one.id}`.toLowerCase();

const COMPARE: Record<RunningSort, (a: RunningContainer, b: RunningContainer) => number> = {
  name: () => 0,
  age: (a, b) => (b.startedAt ?? b.createdAt) - (a.startedAt ?? a.createdAt),
  memory: (a, b) => b.memoryBytes - a.memoryBytes,
  cpus: (a, b) => b.cpus - a.cpus,
  state: (a, b) => STATE_FILTERS.indexOf(standing(b)) - STATE_FILTERS.indexOf(standing(a)),
};

export function arrangeRunning(
  containers: readonly RunningContainer[],
  { query, state, group, sort }: RunningListState,
): { rows: RunningRow[]; shown: number } {
  const wanted = query.toLowerCase().split(/\s+/).filter(Boolean);
  const kept = containers.filter(
    (one) => (state === null || standing(one) === state) && (wanted.length === 0 || wanted.every((word) => wordsOf(one).includes(word))),
  );
  // Sorted by what it is compared by, made once for each: there may be thousands.
  const sorted = kept
    .map((container) => ({ container, name: nameOf(container) }))
    .sort((a, b) => COMPARE[sort](a.container, b.container) || (a.name < b.name ? -1 : a.name > b.name ? 1 : a.container.createdAt - b.container.createdAt))
    .map(({ container }): RunningRow & { kind: "container" } => ({ kind: "container", key: container.id, container }));
  if (group === "none") return { rows: sorted, shown: kept.length };
  const groups = new Map<string, (RunningRow & { kind: "container" })[]>();
  for (const row of sorted) {
    const members = groups.get(row.container[group]);
    if (members) members.push(row);
    else groups.set(row.container[group], [row]);
  }
  const rows = [...groups]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([name, members]): RunningRow[] => [
      { kind: "group", key: `group ${name}`, name, containers: members.map(({ container }) => container) },
      ...members,
    ]);
  return { rows, shown: kept.length };
}
