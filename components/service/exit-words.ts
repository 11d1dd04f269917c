import type { ContainerView } from "@/lib/core/views";

const SIGNALS: Record<number, string> = { 130: "stopped by Ctrl-C", 137: "killed", 139: "crashed on a memory fault", 143: "asked to stop" };

/** How the last run of a container ended, in words: "exit 0, no error", "exit 137, out of memory". Null while it has not ended. */
export function exitWords({ exitCode, oomKilled, state }: Pick<ContainerView, "exitCode" | "oomKilled" | "state">): string | null {
  if (exitCode === null || state === "running" || state === "missing" || state === "created") return null;
  if (oomKilled) return `exit ${exitCode}, out of memory`;
  if (exitCode === 0) return "exit 0, no error";
  if (exitCode === 126) return "exit 126, may not be executed";
  if (exitCode === 127) return "exit 127, command not found";
  return `exit ${exitCode}, ${SIGNALS[exitCode] ?? "ended with an error"}`;
}
