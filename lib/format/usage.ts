import type { StatisticsMark } from "@/lib/core/statistics";
import { bytes, bytesOf } from "./bytes";
import { HARD_SPACE } from "./names";

/** Of one core: "4.1 %", "38 %", "160 %". Three digits at most. */
export const percent = (value: number): string => `${value >= 99.95 ? Math.round(value) : Number(value.toFixed(1))}${HARD_SPACE}%`;

/** "4.2 of 50 %", both of one core; what is used alone where there is no limit. */
export const cpuOf = (cpu: number, cpus: number): string => (cpus > 0 ? `${percent(cpu).slice(0, -2)} of ${percent(cpus * 100)}` : percent(cpu));

/** "0.5 CPUs", "1 CPU". */
export const cpusWord = (cpus: number): string => `${Number(cpus.toFixed(2))}${HARD_SPACE}${cpus === 1 ? "CPU" : "CPUs"}`;

/** "24 % of its limit of 0.5 CPUs"; what one core is without a limit. */
export const cpuOfLimit = (cpu: number, cpus: number): string =>
  cpus > 0 ? `${percent(cpu / cpus)} of its limit of ${cpusWord(cpus)}` : "of one core, no limit";

/** "96 of 256 MiB", and "556 KiB of 64 MiB" where that would be "1 of 64"; what is used alone where there is no limit. */
export function memoryOf(used: number, limit: number): string {
  if (limit <= 0) return bytes(used);
  return used * 64 < limit || bytes(limit).length < 5 ? `${bytes(used)} of ${bytes(limit)}` : bytesOf(used, limit);
}

/** "1.2 MiB/s". */
export const perSecond = (value: number): string => `${bytes(value)}/s`;

const DONE = { deploy: "Deployed", upgrade: "Upgraded", confirm: "Upgrade confirmed", "roll-back": "Rolled back" } as const;

/** "`web-1` ran out of memory", "Upgraded to revision 7 by tin". */
export function markWords(mark: StatisticsMark): string {
  if ("container" in mark) {
    if (mark.kind === "restart") return `\`${mark.container}\` restarted`;
    return mark.exitCode === null ? `A process in \`${mark.container}\` was killed: out of memory` : `\`${mark.container}\` ran out of memory`;
  }
  const to = mark.revision === null || mark.kind === "confirm" ? "" : ` ${mark.kind === "deploy" ? "as" : "to"} revision${HARD_SPACE}${mark.revision}`;
  return `${DONE[mark.kind]}${mark.service === null ? "" : ` \`${mark.service}\``}${to} by ${mark.actor}`;
}

/** How fine the figures are, as one says it to somebody who looks. */
export function samplingWords(everySeconds: number, direct: boolean): string {
  if (direct) return everySeconds === 1 ? "Sampled every second." : `Sampled every second while somebody looks, else every ${everySeconds}${HARD_SPACE}s.`;
  return "Sampled every second while somebody looks, else once a minute: this engine has to be asked for its figures.";
}
