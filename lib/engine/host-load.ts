import { readFile } from "node:fs/promises";
import type { HostLoad } from "@/lib/core/overview";
import { socketPathOf } from "./endpoint";

interface Ticks {
  busy: number;
  all: number;
}

/** An answer that compares with something older says little of now. */
const OLDEST_MS = 60_000;

/** Reads the kernel's own files, where the engine is on this machine; what is between two questions is what was used. */
export function hostLoad(endpoint: string, now: () => number = Date.now): () => Promise<HostLoad | null> {
  let before: { at: number; ticks: Ticks } | null = null;
  return async () => {
    if (socketPathOf(endpoint) === null) return null;
    try {
      const [stat, memory, load] = await Promise.all(["stat", "meminfo", "loadavg"].map((name) => readFile(`/proc/${name}`, "utf8")));
      const ticks = ticksIn(stat ?? "");
      const last = before !== null && now() - before.at < OLDEST_MS ? before.ticks : null;
      before = { at: now(), ticks };
      return {
        cpus: (stat?.match(/^cpu\d+ /gm) ?? []).length,
        cpuPercent: last && percentOf(last, ticks),
        load: loadIn(load ?? ""),
        ...memoryIn(memory ?? ""),
      };
    } catch {
      // Not Linux: nothing is known.
      return null;
    }
  };
}

/** `cpu user nice system idle iowait irq softirq steal guest guest_nice`; guests are counted as users already. */
export function ticksIn(stat: string): Ticks {
  const numbers = (/^cpu +(.*)$/m.exec(stat)?.[1] ?? "").split(" ").slice(0, 8).map(Number);
  const all = numbers.reduce((sum, number) => sum + number, 0);
  return { all, busy: all - (numbers[3] ?? 0) - (numbers[4] ?? 0) };
}

export function percentOf(before: Ticks, after: Ticks): number | null {
  const all = after.all - before.all;
  return all <= 0 ? null : Math.min(100, Math.max(0, ((after.busy - before.busy) / all) * 100));
}

export function memoryIn(text: string): Pick<HostLoad, "memoryBytes" | "memoryUsedBytes"> {
  const kib = (name: string) => Number(new RegExp(`^${name}: +(\\d+) kB$`, "m").exec(text)?.[1] ?? 0) * 1024;
  const memoryBytes = kib("MemTotal");
  return { memoryBytes, memoryUsedBytes: memoryBytes - kib("MemAvailable") };
}

function loadIn(text: string): HostLoad["load"] {
  const [one = 0, five = 0, fifteen = 0] = text.split(" ").map(Number);
  return [one, five, fifteen];
}
