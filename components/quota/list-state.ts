import { type ProjectQuotaView, RESOURCES, type Resource, standingOf } from "@/lib/core/quota";

export type QuotaSort = "project" | "fullest" | Resource;
const QUOTA_SORTS: readonly QuotaSort[] = ["project", "fullest", ...RESOURCES];
export type QuotaFilter = "tight" | "own";

/** All of it stands in the address. */
export interface QuotaListState {
  query: string;
  filter: QuotaFilter | null;
  sort: QuotaSort;
}

export function readQuotaState(params: URLSearchParams): QuotaListState {
  const [filter, sort] = [params.get("only"), params.get("sort")];
  return {
    query: params.get("q") ?? "",
    filter: filter === "tight" || filter === "own" ? filter : null,
    sort: QUOTA_SORTS.find((known) => known === sort) ?? "project",
  };
}

export function writeQuotaState({ query, filter, sort }: QuotaListState): string {
  const params = new URLSearchParams({ tab: "quotas" });
  if (query !== "") params.set("q", query);
  if (filter !== null) params.set("only", filter);
  if (sort !== "project") params.set("sort", sort);
  return `?${params}`;
}

const share = ({ used, allowed }: ProjectQuotaView, what: Resource): number => {
  const limit = allowed[what];
  return limit === null ? 0 : limit === 0 ? (used[what] > 0 ? 2 : 0) : used[what] / limit;
};
const fullest = (one: ProjectQuotaView): number => Math.max(...RESOURCES.map((what) => share(one, what)));
export const isTight = (one: ProjectQuotaView): boolean => RESOURCES.some((what) => standingOf(one.used[what], one.allowed[what]) !== "free");

export function arrangeQuotas(projects: readonly ProjectQuotaView[], { query, filter, sort }: QuotaListState): ProjectQuotaView[] {
  const wanted = query.trim().toLowerCase();
  const kept = projects.filter(
    (one) => one.project.toLowerCase().includes(wanted) && (filter === null || (filter === "tight" ? isTight(one) : one.override !== null)),
  );
  const by = (one: ProjectQuotaView): number => (sort === "project" ? 0 : sort === "fullest" ? fullest(one) : one.used[sort]);
  return kept.sort((a, b) => by(b) - by(a) || (a.project < b.project ? -1 : 1));
}
