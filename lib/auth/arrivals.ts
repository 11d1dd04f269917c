/** Long enough for the slowest reload. */
const KEPT_MS = 60_000;

/** When the pages of each sign-in were last asked for: a page that is loaded again is asked for before the old one is gone. */
export interface Arrivals {
  note(sessionId: string): void;
  /** Whether one was asked for after `moment`, ms. */
  since(sessionId: string, moment: number): boolean;
}

/** Lives in this process only. `now` in ms. */
export function createArrivals(now: () => number): Arrivals {
  const last = new Map<string, number>();
  return {
    note(sessionId) {
      // The old ones are first: a map keeps the order.
      for (const [old, at] of last) {
        if (at > now() - KEPT_MS) break;
        last.delete(old);
      }
      last.delete(sessionId);
      last.set(sessionId, now());
    },
    since: (sessionId, moment) => (last.get(sessionId) ?? -Infinity) > moment,
  };
}
