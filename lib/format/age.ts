import { HARD_SPACE } from "./names";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const formats = new Map<string, Intl.DateTimeFormat>();
function format(at: number, timeZone: string | undefined, options: Intl.DateTimeFormatOptions): string {
  const key = `${timeZone}/${JSON.stringify(options)}`;
  const known = formats.get(key) ?? new Intl.DateTimeFormat("en-GB", { ...options, timeZone });
  formats.set(key, known);
  return known.format(at);
}

/** "09:13:20" in the given zone (the machine's own without one). */
export const clock = (at: number, timeZone?: string): string =>
  format(at, timeZone, { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" });

/** "09:13". */
export const clockMinutes = (at: number, timeZone?: string): string => format(at, timeZone, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });

/** "12 Nov". */
export const day = (at: number, timeZone?: string): string => format(at, timeZone, { day: "numeric", month: "short" }).replace(" ", HARD_SPACE);

/** "12 Nov 2026, 09:13:20": for titles and details. */
export const stamp = (at: number, timeZone?: string): string =>
  `${format(at, timeZone, { day: "numeric", month: "short", year: "numeric" })}, ${clock(at, timeZone)}`;

/** How long ago, as one says it: "now", "40 s ago", "18 min ago", "2 h ago", "yesterday", "3 days ago", "12 Nov". */
export function age(at: number, now: number, timeZone?: string): string {
  const passed = now - at;
  if (passed < 5_000) return "now";
  if (passed < MINUTE) return `${Math.floor(passed / 1000)}${HARD_SPACE}s ago`;
  if (passed < HOUR) return `${Math.floor(passed / MINUTE)}${HARD_SPACE}min ago`;
  if (passed < 22 * HOUR) return `${Math.floor(passed / HOUR)}${HARD_SPACE}h ago`;
  const days = Math.max(1, Math.round(passed / DAY));
  if (days === 1) return "yesterday";
  return days < 8 ? `${days}${HARD_SPACE}days ago` : day(at, timeZone);
}
