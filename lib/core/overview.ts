import type { KeptBytes } from "./kept-logs";

/** How busy the machine of an engine is; known only where that is Spindle's own. */
export interface HostLoad {
  cpus: number;
  /** Of all its CPUs together, 0 to 100; null until it was looked at twice. */
  cpuPercent: number | null;
  /** Processes that want to run, over 1, 5 and 15 minutes. */
  load: [number, number, number];
  memoryBytes: number;
  /** Without what the kernel would give back at once. */
  memoryUsedBytes: number;
}

/** By stack. */
export function bytesByStack(kept: readonly KeptBytes[]): Map<string, number> {
  const sums = new Map<string, number>();
  for (const { stackId, bytes } of kept) sums.set(stackId, (sums.get(stackId) ?? 0) + bytes);
  return sums;
}

export interface TopContainer {
  id: string;
  stack: string;
  service: string;
  label: string;
  project: string;
  owner: string;
  cpu: number;
  memory: number;
  memoryLimit: number;
}

/** Is the engine well, and who uses it: of everybody in an environment. */
export interface OverviewView {
  environment: string;
  host: HostLoad | null;
  stacks: number;
  containers: { running: number; stopped: number; restarting: number; unhealthy: number; foreign: number };
  /** The hungriest, each list by its own measure; null where nobody samples. */
  top: { cpu: TopContainer[]; memory: TopContainer[] } | null;
  /** By stack, the largest first. */
  keptLogs: { bytes: number; stacks: { stack: string; bytes: number }[] };
}
