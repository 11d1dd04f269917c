/** What comes within a moment comes at once. */
const MOMENT_MS = 25;

/**
 * Calls that are alike, made together: those that come while one is under way share the next one, and those that come at once share the first. Answers a
 * call for each key; what has nothing to do is forgotten.
 */
export function together<Value>(call: (key: string, values: Value[]) => Promise<unknown>): (key: string, value: Value) => Promise<unknown> {
  const rounds = new Map<string, { values: Value[]; waits: boolean; done: Promise<unknown> }>();
  return (key, value) => {
    const last = rounds.get(key);
    if (last?.waits) {
      last.values.push(value);
      return last.done;
    }
    const round = { values: [value], waits: true, done: Promise.resolve() as Promise<unknown> };
    const before = last?.done.catch(() => undefined) ?? new Promise((resolve) => setTimeout(resolve, MOMENT_MS));
    round.done = before.then(() => {
      round.waits = false;
      return call(key, round.values);
    });
    rounds.set(key, round);
    const forget = () => rounds.get(key) === round && rounds.delete(key);
    round.done.then(forget, forget);
    return round.done;
  };
}
