import type { NeedsYou, ServiceSummary, StackSummary } from "@/lib/core/views";
import { type StateGroup, stateGroup } from "@/lib/format/state";
import type { ListState, Sort } from "./list-state";

export interface Arranged {
  stacks: StackSummary[];
  counts: Record<StateGroup, number>;
}

const RANK: Record<StateGroup, number> = { "needs-you": 0, "in-progress": 1, active: 2, stopped: 3 };
const byName = (a: StackSummary, b: StackSummary) => a.name.localeCompare(b.name);

const ORDER: Record<Sort, (groupOf: (stack: StackSummary) => StateGroup) => (a: StackSummary, b: StackSummary) => number> = {
  needs: (groupOf) => (a, b) => RANK[groupOf(a)] - RANK[groupOf(b)] || byName(a, b),
  name: () => byName,
  change: () => (a, b) => (b.lastChange?.at ?? 0) - (a.lastChange?.at ?? 0) || byName(a, b),
};

/** A stack is found by its own name, its project, its services' names and images. */
function matches(stack: StackSummary, words: string[]): boolean {
  const text = [stack.name, stack.project, ...stack.services.flatMap(({ name, image }) => [name, image])].join(" ").toLowerCase();
  return words.every((word) => text.includes(word));
}

/** Filters and sorts; `counts` are of what the words match, whatever chip is pressed. */
export function arrange(
  stacks: readonly StackSummary[],
  needsYou: readonly NeedsYou[],
  { query, group, sort, project = null }: Pick<ListState, "query" | "group" | "sort"> & Partial<Pick<ListState, "project">>,
): Arranged {
  const waiting = new Set(needsYou.map(({ stack }) => stack));
  const groupOf = (stack: StackSummary) => stateGroup(stack, waiting.has(stack.name));
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  const found = stacks.filter((stack) => (project === null || stack.project === project) && matches(stack, words));
  const counts: Record<StateGroup, number> = { "needs-you": 0, "in-progress": 0, active: 0, stopped: 0 };
  for (const stack of found) counts[groupOf(stack)] += 1;
  return { stacks: found.filter((stack) => group === null || groupOf(stack) === group).sort(ORDER[sort](groupOf)), counts };
}

export type Row =
  | { kind: "stack"; key: string; stack: StackSummary; open: boolean }
  | { kind: "service"; key: string; stack: StackSummary; service: ServiceSummary; last: boolean };

/** The rows on the page: open stacks are followed by their services. */
export function rowsOf(stacks: readonly StackSummary[], open: ReadonlySet<string>): Row[] {
  return stacks.flatMap((stack): Row[] => {
    const isOpen = open.has(stack.name);
    const head: Row = { kind: "stack", key: stack.id, stack, open: isOpen };
    if (!isOpen) return [head];
    return [head, ...stack.services.map((service, at): Row => ({ kind: "service", key: service.id, stack, service, last: at === stack.services.length - 1 }))];
  });
}
