import { readdirSync, readFileSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";

const TICK_MS = 10;

/** CPU time of a process so far, all threads, ms. Linux only. */
export function cpuOf(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ") ?? [];
  return (Number(fields[11]) + Number(fields[12])) * TICK_MS;
}

/** The engine's own process: the one with the name that has taken most, should there be several. */
export function enginePid(): number {
  const named = readdirSync("/proc").flatMap((name) => {
    try {
      return /^\d+$/.test(name) && readFileSync(`/proc/${name}/comm`, "utf8").trim() === "dockerd" ? [Number(name)] : [];
    } catch {
      return [];
    }
  });
  const [pid] = named.sort((a, b) => cpuOf(b) - cpuOf(a));
  if (pid === undefined) throw new Error("no dockerd runs on this machine");
  return pid;
}

/** Cores that processes took, on average over a while. */
export async function coresOf(pids: readonly number[], ms: number): Promise<number[]> {
  const [before, from] = [pids.map(cpuOf), performance.now()];
  await pause(ms);
  const took = performance.now() - from;
  return pids.map((pid, index) => (cpuOf(pid) - (before[index] ?? 0)) / took);
}
