import type { Desk } from "../desk";
import type { Entry } from "../node";
import type { Spot } from "../place";
import { formatBytes } from "../units";
import { bytesOf, numberOf, refuse, wrong } from "../values";
import { type Draft, give } from "./draft";

const USUAL_PERIOD = 100_000;
/** What every container has that says nothing. */
const USUAL_SHARES = 1024;

/** A weight counts only while processors are short; more than a service's processors are worth would push others aside. */
export function readCpuShares(desk: Desk, draft: Draft, entry: Entry): void {
  const most = Math.max(USUAL_SHARES, Math.floor(USUAL_SHARES * desk.policy.limits.cpus));
  const shares = numberOf(desk, entry.value, "cpu_shares", { least: 0, most, whole: true });
  if (shares === 1) wrong(desk, entry.value, "cpu_shares", "cpu_shares starts at 2.");
  // To the engine 0 means "as usual".
  else if (shares !== undefined && shares !== 0) draft.spec.cpuShares = shares;
}

/** `cpu_period` alone keeps `cpus`; `cpu_quota` is another spelling of it: that much time in each period. */
export function readCpuPeriod(desk: Desk, draft: Draft, entry: Entry): void {
  const period = numberOf(desk, entry.value, "cpu_period", { least: 1000, most: 1_000_000, whole: true, unlimited: "Remove it for the usual 100000." });
  if (period !== undefined && period !== USUAL_PERIOD) draft.spec.cpuPeriod = period;
}

export function readCpuQuota(desk: Desk, draft: Draft, entry: Entry): void {
  const limits = { least: 1000, most: 1_000_000_000, whole: true, unlimited: "Say how much time of each cpu_period is enough." };
  const quota = numberOf(desk, entry.value, "cpu_quota", limits);
  if (quota === undefined) return;
  draft.later.push(() => {
    const cpus = Math.round((quota / (draft.spec.cpuPeriod ?? USUAL_PERIOD)) * 1e9) / 1e9;
    const most = desk.policy.limits.cpus;
    if (cpus < 0.01 || cpus > most)
      refuse(desk, entry.value, "cpu_quota", `This quota is ${cpus} processors; 0.01 to ${most} is what a container can have here.`);
    else give(desk, draft, "cpus", cpus, entry.value, "cpu_quota");
  });
}

export function readSwappiness(desk: Desk, draft: Draft, entry: Entry): void {
  const value = numberOf(desk, entry.value, "mem_swappiness", { least: 0, most: 100, whole: true });
  if (value !== undefined) draft.spec.memorySwappiness = value;
}

/** Memory and swap together, so it is at least the memory. */
export function readSwapLimit(desk: Desk, draft: Draft, entry: Entry): void {
  const most = desk.policy.limits.memoryBytes;
  const bytes = bytesOf(desk, entry.value, "memswap_limit", { least: 6 * 1024 * 1024, most, range: `6m to ${formatBytes(most)}` });
  if (bytes === undefined) return;
  const at: Spot = entry.value;
  draft.later.push(() => {
    const { memoryBytes } = draft.spec;
    if (bytes < memoryBytes)
      wrong(
        desk,
        at,
        "memswap_limit",
        `memswap_limit is memory and swap together, so it is at least the ${formatBytes(memoryBytes)} of memory. Raise it, or set \`mem_limit\`.`,
      );
    else if (bytes > memoryBytes) draft.spec.memorySwapBytes = bytes;
  });
}
