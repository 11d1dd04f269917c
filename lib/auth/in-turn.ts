const turns = new Map<string, Promise<unknown>>();

/** Runs works of the same key one after the other, so that each sees what the one before it wrote. */
export async function inTurn<T>(key: string, work: () => Promise<T>): Promise<T> {
  const result = (turns.get(key) ?? Promise.resolve()).then(work);
  const settled = result.catch(() => undefined);
  turns.set(key, settled);
  try {
    return await result;
  } finally {
    if (turns.get(key) === settled) turns.delete(key);
  }
}
