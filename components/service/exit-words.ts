import type { ContainerView } from "@/lib/core/views";
import { exitCodeWords } from "@/lib/format/exit-code";

/** How the last run of a container ended, in words: "exit 0, no error", "exit 137, out of memory". Null while it has not ended. */
export function exitWords({ exitCode, oomKilled, state }: Pick<ContainerView, "exitCode" | "oomKilled" | "state">): string | null {
  if (exitCode === null || state === "running" || state === "missing" || state === "created") return null;
  return `exit ${exitCode}, ${oomKilled ? "out of memory" : exitCodeWords(exitCode)}`;
}
