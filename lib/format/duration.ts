import { HARD_SPACE } from "./names";

const part = (value: number, unit: string) => `${value}${HARD_SPACE}${unit}`;
const both = (big: string, small: number, unit: string) => (small === 0 ? big : `${big} ${part(small, unit)}`);

/** How long, from ms: "0.4 s", "21 s", "76 s", "5 min 12 s", "2 h 14 min", "3 days". */
export function duration(ms: number): string {
  const seconds = Math.max(0, ms) / 1000;
  if (seconds < 9.95) return `${seconds.toFixed(1).replace(/\.0$/, "")}${HARD_SPACE}s`;
  const whole = Math.round(seconds);
  if (whole < 120) return part(whole, "s");
  const minutes = Math.floor(whole / 60);
  if (minutes < 10) return both(part(minutes, "min"), whole % 60, "s");
  if (minutes < 60) return part(minutes, "min");
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return both(part(hours, "h"), minutes % 60, "min");
  const days = Math.floor(hours / 24);
  return part(days, days === 1 ? "day" : "days");
}

/** A wait that ticks down: whole seconds, never below one. */
export const countdown = (until: number, now: number): string => duration(Math.max(1, Math.ceil((until - now) / 1000)) * 1000);

/** A place in a recording, from seconds: "0:07", "12:40", "1:02:03". */
export function clockOf(seconds: number): string {
  const whole = Math.floor(seconds);
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
  const two = (value: number) => String(value).padStart(2, "0");
  return hours > 0 ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`;
}
