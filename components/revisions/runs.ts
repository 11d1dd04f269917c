import type { StackView } from "@/lib/core/views";

/** A container by its label; `since` where it was made by an older revision and the one it is listed under left it as it was. */
export interface Run {
  label: string;
  since?: number;
}

/**
 * Which containers run which revision now: the one that made each, and the present one where that asks for the same. A service that the file does not have
 * any more runs for none but its own.
 */
export function runningByRevision(stack: Pick<StackView, "services" | "revision">): Map<number, Run[]> {
  const runs = new Map<number, Run[]>();
  const add = (revision: number, run: Run) => runs.set(revision, [...(runs.get(revision) ?? []), run]);
  for (const { containers, outside } of stack.services)
    for (const { revision, label, state, generation } of containers) {
      if (state !== "running" && state !== "restarting" && state !== "paused") continue;
      add(revision, { label });
      if (generation === "new" && outside === undefined && revision < stack.revision) add(stack.revision, { label, since: revision });
    }
  return runs;
}

const wordOf = ({ label, since }: Run): string => (since === undefined ? label : `${label} since ${since}`);

export const allRuns = (runs: readonly Run[]): string => runs.map(wordOf).join(", ");

/** "web-1, web-2", "web-1 since 40, web-2 and 3 more". */
export function runsWords(runs: readonly Run[]): string {
  if (runs.length <= 3) return allRuns(runs);
  return `${allRuns(runs.slice(0, 2))} and ${runs.length - 2} more`;
}
