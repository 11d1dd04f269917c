import type { Cast, CastEvent } from "@/lib/core/recording";

/** Longer pauses are shortened to this: nobody watches a prompt for ten minutes. */
export const LONGEST_PAUSE_S = 2;

export interface Timeline {
  /** The recording's events with the time at which they are shown. */
  events: { shownAt: number; event: CastEvent }[];
  /** How long it takes to watch, s. */
  length: number;
}

export function timelineOf({ events }: Pick<Cast, "events">): Timeline {
  let shownAt = 0;
  let last = 0;
  const timed = events.map((event) => {
    shownAt += Math.min(LONGEST_PAUSE_S, Math.max(0, event[0] - last));
    last = event[0];
    return { shownAt, event };
  });
  return { events: timed, length: shownAt };
}

/** How many events have been shown by then. */
export function shownBy({ events }: Timeline, seconds: number): number {
  let [low, high] = [0, events.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((events[middle]?.shownAt ?? 0) <= seconds) low = middle + 1;
    else high = middle;
  }
  return low;
}
