import type { StackView } from "@/lib/core/views";

/** Which containers run which revision now. A service that a file leaves alone keeps the containers of an older one. */
export function runningByRevision(stack: Pick<StackView, "services">): Map<number, string[]> {
  const runs = new Map<number, string[]>();
  for (const { containers } of stack.services)
    for (const { revision, label, state } of containers) {
      if (state !== "running" && state !== "restarting" && state !== "paused") continue;
      runs.set(revision, [...(runs.get(revision) ?? []), label]);
    }
  return runs;
}

/** "web-1, web-2", "web-1, web-2 and 3 more". */
export function runsWords(labels: readonly string[]): string {
  if (labels.length <= 3) return labels.join(", ");
  return `${labels.slice(0, 2).join(", ")} and ${labels.length - 2} more`;
}
