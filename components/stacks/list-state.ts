import type { StateGroup } from "@/lib/format/state";

export const SORTS = [
  { value: "needs", label: "Needs you first" },
  { value: "name", label: "By name" },
  { value: "change", label: "Last change first" },
] as const;
export type Sort = (typeof SORTS)[number]["value"];

/** What the list shows; all of it stands in the address, so that it can be linked to and survives a reload. */
export interface ListState {
  query: string;
  group: StateGroup | null;
  sort: Sort;
  /** Only stacks of this one. */
  project: string | null;
  open: ReadonlySet<string>;
}

const GROUPS: readonly StateGroup[] = ["needs-you", "in-progress", "active", "stopped"];

export function readState(params: URLSearchParams): ListState {
  const group = params.get("state");
  const sort = params.get("sort");
  return {
    query: params.get("q") ?? "",
    group: GROUPS.find((known) => known === group) ?? null,
    sort: SORTS.find(({ value }) => value === sort)?.value ?? "needs",
    project: params.get("project") || null,
    open: new Set((params.get("open") ?? "").split(",").filter(Boolean)),
  };
}

/** Only what differs from the first sight stands in the address. */
export function writeState({ query, group, sort, project, open }: ListState): string {
  const params = new URLSearchParams();
  if (query !== "") params.set("q", query);
  if (group !== null) params.set("state", group);
  if (sort !== "needs") params.set("sort", sort);
  if (project !== null) params.set("project", project);
  if (open.size > 0) params.set("open", [...open].sort().join(","));
  // Stack names need no escaping of the comma between them.
  const text = params.toString().replaceAll("%2C", ",");
  return text === "" ? "" : `?${text}`;
}
