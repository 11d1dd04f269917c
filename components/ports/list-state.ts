import { type LeaseView, leaseKey } from "@/lib/core/ports";

export const PORT_SORTS = ["port", "stack", "project", "owner", "since"] as const;
export type PortSort = (typeof PORT_SORTS)[number];

export interface PortListState {
  query: string;
  /** Only those that could be released, or that lie outside of the pool. */
  only: "stale" | "outside" | null;
  sort: PortSort;
}

export function readPortState(params: URLSearchParams): PortListState {
  const [only, sort] = [params.get("only"), params.get("sort")];
  return {
    query: params.get("q") ?? "",
    only: only === "stale" || only === "outside" ? only : null,
    sort: PORT_SORTS.find((known) => known === sort) ?? "port",
  };
}

export function writePortState({ query, only, sort }: PortListState): string {
  const params = new URLSearchParams({ tab: "ports" });
  if (query !== "") params.set("q", query);
  if (only !== null) params.set("only", only);
  if (sort !== "port") params.set("sort", sort);
  return `?${params}`;
}

const wordsOf = (lease: LeaseView): string => [leaseKey(lease), lease.stack, lease.service, lease.project, lease.owner].join(" ").toLowerCase();

export function arrangePorts(leases: readonly LeaseView[], { query, only, sort }: PortListState): LeaseView[] {
  const wanted = query.toLowerCase().split(/\s+/).filter(Boolean);
  const kept = leases.filter(
    (lease) => wanted.every((word) => wordsOf(lease).includes(word)) && (only === null || (only === "stale" ? lease.stale !== null : lease.outside)),
  );
  const byPort = (a: LeaseView, b: LeaseView) => a.port - b.port || a.protocol.localeCompare(b.protocol);
  if (sort === "port") return kept.sort(byPort);
  // The newest first; what is older than the note of it comes last.
  if (sort === "since") return kept.sort((a, b) => (b.since ?? 0) - (a.since ?? 0) || byPort(a, b));
  return kept.sort((a, b) => (a[sort] ?? "").localeCompare(b[sort] ?? "") || byPort(a, b));
}
