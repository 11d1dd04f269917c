import { readFileSync } from "node:fs";

/** Resident memory of one process in whole MiB: all of it, and its fair share of what it has in common with others. Linux only. */
export function memoryOf(pid: number): { rss: number; pss: number } {
  const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, "utf8");
  const kib = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+) kB`, "m").exec(rollup)?.[1]);
  return { rss: Math.round(kib("Rss") / 1024), pss: Math.round(kib("Pss") / 1024) };
}
