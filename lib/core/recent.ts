/** Remembers answers for a while, and asks once for all who ask at the same time. A failure is forgotten at once. */
export interface Recent<T> {
  ask(key: string, question: () => Promise<T>): Promise<T>;
  /** The next who asks gets a new answer. */
  forget(key: string): void;
}

export function recent<T>({ keepMs, most, now }: { keepMs: number; most: number; now: () => number }): Recent<T> {
  const known = new Map<string, { answer: Promise<T>; until: number }>();
  return {
    ask(key, question) {
      const before = known.get(key);
      if (before && before.until > now()) return before.answer;
      const entry = { answer: question(), until: now() + keepMs };
      known.delete(key);
      known.set(key, entry);
      entry.answer.catch(() => {
        if (known.get(key) === entry) known.delete(key);
      });
      for (const oldest of known.keys()) {
        if (known.size <= most) break;
        known.delete(oldest);
      }
      return entry.answer;
    },
    forget: (key) => void known.delete(key),
  };
}
