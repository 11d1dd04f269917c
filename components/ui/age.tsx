"use client";
import { useNow, useTimeZone } from "@/lib/client/now";
import { age, clock, day, stamp } from "@/lib/format/age";
import { duration } from "@/lib/format/duration";

/** "18 min ago", with the exact moment as its title. */
export function Age({ at }: { at: number }) {
  const now = useNow();
  const timeZone = useTimeZone();
  return (
    <time dateTime={new Date(at).toISOString()} title={stamp(at, timeZone)}>
      {age(at, now, timeZone)}
    </time>
  );
}

/** "3 Dec", with the exact moment as its title. */
export function Day({ at }: { at: number }) {
  const timeZone = useTimeZone();
  return (
    <time dateTime={new Date(at).toISOString()} title={stamp(at, timeZone)}>
      {day(at, timeZone)}
    </time>
  );
}

/** "09:13:20". */
export function ClockTime({ at }: { at: number }) {
  const timeZone = useTimeZone();
  return (
    <time dateTime={new Date(at).toISOString()} title={stamp(at, timeZone)}>
      {clock(at, timeZone)}
    </time>
  );
}

/** How long something took, or takes so far when `until` is null. */
export function Lasting({ from, until }: { from: number; until: number | null }) {
  const now = useNow();
  return <>{duration((until ?? now) - from)}</>;
}
