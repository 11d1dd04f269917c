/** A moment as people type it into a log view, or null: `10:41`, `10:41:52`, `2026-11-25 10:41`, `2026-11-25`, `-2h`, `-90m`, `now`, RFC 3339. */
export function logMoment(text: string, now: number, utc: boolean): number | null {
  const typed = text.trim();
  if (typed === "now") return now;
  return backFrom(typed, now) ?? clockTime(typed, now, utc) ?? dated(typed, utc) ?? stamped(typed);
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const UNITS: Record<string, number> = { s: 1_000, m: MINUTE, h: HOUR, d: DAY, w: 7 * DAY };

function backFrom(typed: string, now: number): number | null {
  const found = /^-\s*(\d{1,6}(?:\.\d{1,3})?)\s*([smhdw])$/.exec(typed);
  if (found === null) return null;
  return now - Math.round(Number(found[1]) * (UNITS[found[2] ?? ""] ?? 0));
}

/** Today, or yesterday when it has not come yet today. */
function clockTime(typed: string, now: number, utc: boolean): number | null {
  const found = /^(\d{1,2}):(\d\d)(?::(\d\d)(?:[.,](\d{1,3}))?)?$/.exec(typed);
  if (found === null) return null;
  const today = partsOf(now, utc);
  const [hour, minute, second] = [Number(found[1]), Number(found[2]), Number(found[3] ?? 0)];
  const milli = Number((found[4] ?? "0").padEnd(3, "0"));
  const at = (day: number) => momentOf([today.year, today.month, day, hour, minute, second, milli], utc);
  const moment = at(today.day);
  return moment !== null && moment > now ? at(today.day - 1) : moment;
}

function dated(typed: string, utc: boolean): number | null {
  const found = /^(\d{4})-(\d\d)-(\d\d)(?:[ T](\d{1,2}):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?)?$/.exec(typed);
  if (found === null) return null;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = found.slice(1, 7).map((part) => Number(part ?? 0));
  if (month < 1 || month > 12 || day < 1 || day > new Date(Date.UTC(year, month, 0)).getUTCDate()) return null;
  return momentOf([year, month - 1, day, hour, minute, second, Number((found[7] ?? "0").slice(0, 3).padEnd(3, "0"))], utc);
}

function stamped(typed: string): number | null {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d)$/.test(typed)) return null;
  const moment = Date.parse(typed.replace(/(\.\d{3})\d+/, "$1"));
  return Number.isNaN(moment) ? null : moment;
}

type Parts = [year: number, month: number, day: number, hour: number, minute: number, second: number, milli: number];

function momentOf(parts: Parts, utc: boolean): number | null {
  const [, , , hour, minute, second] = parts;
  if (hour > 23 || minute > 59 || second > 59) return null;
  const moment = utc ? Date.UTC(...parts) : new Date(...parts).getTime();
  return Number.isNaN(moment) ? null : moment;
}

function partsOf(moment: number, utc: boolean): { year: number; month: number; day: number } {
  const date = new Date(moment);
  return utc
    ? { year: date.getUTCFullYear(), month: date.getUTCMonth(), day: date.getUTCDate() }
    : { year: date.getFullYear(), month: date.getMonth(), day: date.getDate() };
}

/** RFC 3339 with the nine digits by which moments compare as text. */
export const exactMoment = (ms: number): string => `${new Date(ms).toISOString().slice(0, 23)}000000Z`;

/** ms of a moment with nanoseconds; the rest of its fraction is lost. */
export const msOfMoment = (at: string): number => Date.parse(`${at.slice(0, 23)}Z`);

/** Moments compare as text once the fraction has nine digits; engines leave trailing zeros out. */
export function canonical(moment: string): string {
  if (moment.length === 30) return moment;
  const [whole = "", fraction = ""] = moment.replace("Z", "").split(".");
  return `${whole}.${fraction.padEnd(9, "0")}Z`;
}
