/** Joins sources that are in order each by what `momentOf` says. Reads one thing ahead of each, and no more. */
export async function* inOrder<T>(sources: AsyncGenerator<T>[], momentOf: (one: T) => string): AsyncGenerator<T> {
  try {
    const heads = await Promise.all(sources.map(async (source) => ({ source, next: await source.next() })));
    for (;;) {
      let first: (typeof heads)[number] | undefined;
      for (const head of heads) if (!head.next.done && (!first || momentOf(head.next.value) < momentOf(first.next.value as T))) first = head;
      if (first === undefined) return;
      yield first.next.value as T;
      first.next = await first.source.next();
    }
  } finally {
    await Promise.all(sources.map((source) => source.return(undefined)));
  }
}
