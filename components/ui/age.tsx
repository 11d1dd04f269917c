"use client";
import { useNow, useTimeZone } from "@/lib/client/now";
import { age, clock, day, stamp } from "@/lib/format/age";
import { duration } from "@/lib/format/duration";

/** Words for a moment, with the moment itself as their title. */
function Moment({ at, words }: { at: number; words: (timeZone: string) => string }) {
  const timeZone = useTimeZone();
  return (
    <time dateTime={new Date(at).toISOString()} title={stamp(at, timeZone)}>
      {words(timeZone)}
    </time>
  );
}

/** "18 min ago". */
export function Age({ at }: { at: number }) {
  const now = useNow();
  return <Moment at={at} words={(timeZone) => age(at, now, timeZone)} />;
}

/** "3 Dec". */
export const Day = ({ at }: { at: number }) => <Moment at={at} words={(timeZone) => day(at, timeZone)} />;

/** "09:13:20". */
export const ClockTime = ({ at }: { at: number }) => <Moment at={at} words={(timeZone) => clock(at, timeZone)} />;

/** How long something took, or takes so far when `until` is null. */
export function Lasting({ from, until }: { from: number; until: number | null }) {
  const now = useNow();
  return <>{duration((until ?? now) - from)}</>;
}
