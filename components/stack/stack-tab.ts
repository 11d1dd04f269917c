export const STACK_TABS = [
  { id: "services", label: "Services" },
  { id: "compose", label: "Compose" },
  { id: "revisions", label: "Revisions" },
  { id: "logs", label: "Logs" },
  { id: "stats", label: "Stats" },
  { id: "activity", label: "Activity" },
  { id: "audit", label: "Audit" },
  { id: "access", label: "Access" },
] as const;
export type StackTab = (typeof STACK_TABS)[number]["id"];

/** The tab that an address names; services for anything else. */
export const stackTab = (value: unknown): StackTab => STACK_TABS.find(({ id }) => id === value)?.id ?? "services";

/** A revision number in an address. */
export const revisionNumber = (value: unknown): number | null => (typeof value === "string" && /^\d{1,9}$/.test(value) ? Number(value) : null);

/** `from` and `to` of an address; null unless both are numbers. */
export function comparedRevisions({ from, to }: Record<string, unknown>): { from: number; to: number } | null {
  const [old, young] = [revisionNumber(from), revisionNumber(to)];
  return old === null || young === null ? null : { from: old, to: young };
}
