import { HARD_SPACE } from "@/lib/format/names";
import type { TimeStyle } from "./use-log-choices";

const two = (value: number) => String(value).padStart(2, "0");
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

const dateOf = (at: string): Date => new Date(`${at.slice(0, 23)}Z`);

/** `10:41:52.118`, with the day before it when that is not today, and the year when that is another; or how long ago. `now` in ms. */
export function lineTime(at: string, style: TimeStyle, now: number): string {
  if (style === "relative") return ago(now - dateOf(at).getTime());
  return withDay(dateOf(at), at, style === "utc", new Date(now));
}

function withDay(date: Date, at: string, utc: boolean, today: Date): string {
  if (Number.isNaN(date.getTime())) return at;
  const millis = at.slice(20, 23).padEnd(3, "0");
  const [year, month, day, ...clock] = utc
    ? [date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate(), date.getUTCHours(), date.getUTCMinutes(), date.getUTCSeconds()]
    : [date.getFullYear(), date.getMonth(), date.getDate(), date.getHours(), date.getMinutes(), date.getSeconds()];
  const [thisYear, thisMonth, thisDay] = utc
    ? [today.getUTCFullYear(), today.getUTCMonth(), today.getUTCDate()]
    : [today.getFullYear(), today.getMonth(), today.getDate()];
  const isToday = day === thisDay && month === thisMonth && year === thisYear;
  const when = isToday ? "" : `${day} ${MONTHS[month ?? 0]} ${year === thisYear ? "" : `${year} `}`;
  return `${when}${clock.map(two).join(":")}.${millis}`;
}

function ago(ms: number): string {
  const seconds = Math.max(0, ms) / 1000;
  if (seconds < 60) return `${Math.floor(seconds)}${HARD_SPACE}s`;
  if (seconds < 3_600) return `${Math.floor(seconds / 60)}${HARD_SPACE}min`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3_600)}${HARD_SPACE}h`;
  return `${Math.floor(seconds / 86_400)}${HARD_SPACE}d`;
}

/** `25 Nov 10:41` where the day matters, `10:41` where it is today; for axes and sentences. */
export function shortTime(ms: number, utc: boolean, now: number, seconds = false): string {
  if (Number.isNaN(ms)) return "";
  const full = withDay(new Date(ms), new Date(ms).toISOString(), utc, new Date(now));
  return full.slice(0, seconds ? -4 : -7);
}

/** `2026-11-25 10:41:52.118042000`, as it can be typed into a field. */
export function exactTime(at: string, utc: boolean): string {
  if (utc) return at.replace("T", " ").replace("Z", " UTC");
  const date = dateOf(at);
  if (Number.isNaN(date.getTime())) return at;
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}.${at.slice(20, 29)}`;
}

/** The same without what a field has no use for. */
export const typedTime = (ms: number, utc: boolean): string => exactTime(`${new Date(ms).toISOString().slice(0, 23)}000000Z`, utc).slice(0, 19);
