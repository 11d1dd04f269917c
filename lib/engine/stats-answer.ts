import type { UsageCounters } from "@/lib/core/statistics";

/** What is used of the engine's answer to `stats`; a stopped container has an answer without figures. */
export interface StatsAnswer {
  read?: string;
  cpu_stats?: { cpu_usage?: { total_usage?: number } };
  memory_stats?: { usage?: number; stats?: Record<string, number> };
  networks?: Record<string, { rx_bytes?: number; tx_bytes?: number }> | null;
  blkio_stats?: { io_service_bytes_recursive?: { op?: string; value?: number }[] | null };
  pids_stats?: { current?: number };
}

/** Null when the container does not run. Both versions of cgroups; the engine counts memory with what the kernel would give back. */
export function countersIn(answer: StatsAnswer): UsageCounters | null {
  const at = Date.parse(answer.read ?? "");
  const { usage, stats = {} } = answer.memory_stats ?? {};
  if (Number.isNaN(at) || at <= 0 || usage === undefined) return null;
  const networks = Object.values(answer.networks ?? {});
  const sum = (values: (number | undefined)[]) => values.reduce<number>((total, value) => total + (value ?? 0), 0);
  const io = answer.blkio_stats?.io_service_bytes_recursive ?? [];
  const moved = (word: string) => sum(io.filter(({ op }) => op?.toLowerCase() === word).map(({ value }) => value));
  return {
    at,
    cpuNs: answer.cpu_stats?.cpu_usage?.total_usage ?? 0,
    memoryBytes: Math.max(0, usage - (stats.total_inactive_file ?? stats.inactive_file ?? 0)),
    rxBytes: sum(networks.map(({ rx_bytes }) => rx_bytes)),
    txBytes: sum(networks.map(({ tx_bytes }) => tx_bytes)),
    readBytes: moved("read"),
    writeBytes: moved("write"),
    pids: answer.pids_stats?.current ?? 0,
    oomKills: null,
  };
}
