const AGAIN_MS = 60_000;
const HOUR_MS = 3_600_000;
const PER_PERSON = 30;
const ALL = 600;
/** More askers than this at once are one crowd. */
const MOST_REMEMBERED = 2_000;

interface Spent {
  since: number;
  count: number;
  /** Turned away without a row of its own since the last one. */
  unwritten: number;
  lastBySubject: Map<string, number>;
}

export interface RefusalBudget {
  /** Null when no row is to be written; else how many were left out since this asker's last row. */
  spend(asker: string, subject: string, at: number): { leftOut: number } | null;
}

/** How many refused attempts are written down: the same one once a minute, 30 an hour of one asker, 600 of all. What is left out is counted in the next row. */
export function createRefusalBudget(): RefusalBudget {
  const askers = new Map<string, Spent>();
  let all = { since: 0, count: 0 };

  const spentBy = (asker: string, at: number): Spent => {
    const known = askers.get(asker);
    const leftOver = known?.unwritten ?? 0;
    if (known && at - known.since < HOUR_MS) return known;
    if (askers.size >= MOST_REMEMBERED) for (const [name] of [...askers].slice(0, MOST_REMEMBERED / 2)) askers.delete(name);
    const fresh = { since: at, count: 0, unwritten: leftOver, lastBySubject: new Map<string, number>() };
    askers.set(asker, fresh);
    return fresh;
  };

  return {
    spend(asker, subject, at) {
      if (at - all.since >= HOUR_MS) all = { since: at, count: 0 };
      const spent = spentBy(asker, at);
      const last = spent.lastBySubject.get(subject);
      if ((last !== undefined && at - last < AGAIN_MS) || spent.count >= PER_PERSON || all.count >= ALL) {
        spent.unwritten += 1;
        return null;
      }
      spent.lastBySubject.set(subject, at);
      spent.count += 1;
      all.count += 1;
      const leftOut = spent.unwritten;
      spent.unwritten = 0;
      return { leftOut };
    },
  };
}
