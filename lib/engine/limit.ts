/** Lets at most `width` of the given tasks run at a time; the others wait their turn. */
export function limiter(width: number): <T>(task: () => Promise<T>) => Promise<T> {
  let running = 0;
  const waiting: (() => void)[] = [];
  return async (task) => {
    // A slot is handed over, never freed in between, so a newcomer cannot overtake.
    if (running >= width) await new Promise<void>((resolve) => waiting.push(resolve));
    else running += 1;
    try {
      return await task();
    } finally {
      const next = waiting.shift();
      if (next === undefined) running -= 1;
      else next();
    }
  };
}

/** Like Promise.all over `map`, with at most `width` calls under way. */
export async function mapWide<T, R>(items: readonly T[], width: number, map: (item: T) => Promise<R>): Promise<R[]> {
  const limit = limiter(width);
  return Promise.all(items.map((item) => limit(() => map(item))));
}
