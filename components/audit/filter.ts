import { AUDIT_OUTCOMES, type AuditOutcome } from "@/lib/core/audit";

/** The filter as the address has it: texts, times as ISO 8601 in UTC; absent is open. */
export interface FilterText {
  person: string | null;
  action: string | null;
  stack: string | null;
  environment: string | null;
  address: string | null;
  outcome: AuditOutcome | null;
  from: string | null;
  until: string | null;
}

const KEYS = ["person", "action", "stack", "environment", "address", "from", "until"] as const;

export function readFilter(params: Pick<URLSearchParams, "get">): FilterText {
  const texts = Object.fromEntries(KEYS.map((key) => [key, params.get(key) || null])) as Omit<FilterText, "outcome">;
  const outcome = params.get("outcome");
  return { ...texts, outcome: AUDIT_OUTCOMES.find((one) => one === outcome) ?? null };
}

/** As a query without its question mark, its keys always in the same order: it is a part of the query's key. */
export const filterQuery = (filter: FilterText): string =>
  new URLSearchParams(
    Object.entries(filter)
      .flatMap(([key, value]) => (value === null ? [] : [[key, value]]))
      .sort(),
  ).toString();

/** The same from what a page of the server was asked. */
export const auditQueryText = (asked: Record<string, string | string[] | undefined>): string =>
  filterQuery(readFilter({ get: (key) => (typeof asked[key] === "string" ? asked[key] : null) }));

export const isOpen = (filter: FilterText): boolean => Object.values(filter).every((value) => value === null);

/** `2026-11-25T10:00` in the zone that times are shown in, for a field of the browser. */
export function fieldTime(iso: string | null, timeZone: string): string {
  const at = iso === null ? Number.NaN : Date.parse(iso);
  if (Number.isNaN(at)) return "";
  const format = new Intl.DateTimeFormat("sv-SE", { timeZone, year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit" });
  return format.format(at).replace(" ", "T");
}

/** What the field says, in the browser's own zone. */
export function isoTime(field: string): string | null {
  const at = Date.parse(field);
  return Number.isNaN(at) ? null : new Date(at).toISOString();
}
