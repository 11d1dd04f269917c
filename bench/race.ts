/** Runs `round` once for every contender, the first one changing from round to round so that nobody always runs on a machine just warmed up. */
export async function interleave<T>(rounds: number, contenders: readonly T[], round: (contender: T, at: number) => Promise<void>): Promise<void> {
  for (let at = 0; at < rounds; at += 1)
    for (let turn = 0; turn < contenders.length; turn += 1) {
      const contender = contenders[(at + turn) % contenders.length];
      if (contender !== undefined) await round(contender, at);
    }
}

/** Milliseconds from the call of `act` to the moment `done` resolves with; waits for both. */
export async function timed(done: () => Promise<number>, act: () => Promise<unknown>): Promise<number> {
  const finished = done();
  const begun = performance.now();
  const [at] = await Promise.all([finished, act()]);
  return at - begun;
}

/** Samples by contender and by what was measured. */
export class Samples {
  readonly #values = new Map<string, number[]>();

  add(contender: string, figure: string, value: number): void {
    const key = `${contender} ${figure}`;
    this.#values.set(key, [...(this.#values.get(key) ?? []), value]);
  }

  of(contender: string, figure: string): number[] {
    return this.#values.get(`${contender} ${figure}`) ?? [];
  }
}
