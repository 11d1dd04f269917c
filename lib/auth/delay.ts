/** Two slips are free, then each failure doubles the wait up to a minute; who still fails after that waits ten: 15 guesses an hour at most. */
const FREE = 2;
const DOUBLING_MS = 60_000;
const LONG_MS = 600_000;
const SHORT_WAITS = 7;

/** Failures before this are forgotten. */
const FORGET_MS = 3_600_000;

export interface Failures {
  count: number;
  lastAt: number;
}

/** How long after its last failure the next try must wait, ms. */
export function waitAfter(count: number): number {
  if (count < FREE) return 0;
  const doublings = count - FREE;
  return doublings < SHORT_WAITS ? Math.min(DOUBLING_MS, 1_000 * 2 ** doublings) : LONG_MS;
}

export const isForgotten = (failures: Failures, now: number): boolean => now - failures.lastAt >= FORGET_MS;

/** Whole seconds until the next try is looked at; 0 when it may be now. */
export function secondsToWait(failures: Failures | null, now: number): number {
  if (!failures || isForgotten(failures, now)) return 0;
  return Math.max(0, Math.ceil((failures.lastAt + waitAfter(failures.count) - now) / 1_000));
}
