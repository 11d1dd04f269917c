/** Things of which the first is wanted, one after the other. */
export class Heap<T> {
  readonly #all: T[] = [];

  constructor(private readonly before: (one: T, other: T) => boolean) {}

  get first(): T | undefined {
    return this.#all[0];
  }

  push(one: T): void {
    this.#all.push(one);
    for (let at = this.#all.length - 1; at > 0; ) {
      const parent = (at - 1) >> 1;
      if (!this.#swapUnlessBefore(parent, at)) return;
      at = parent;
    }
  }

  /** The first has changed. */
  sink(): void {
    for (let at = 0; ; ) {
      let least = at;
      for (const child of [2 * at + 1, 2 * at + 2]) {
        const [one, other] = [this.#all[child], this.#all[least]];
        if (one !== undefined && other !== undefined && this.before(one, other)) least = child;
      }
      if (least === at) return;
      this.#swapUnlessBefore(at, least);
      at = least;
    }
  }

  drop(): void {
    const last = this.#all.pop();
    if (last === undefined || this.#all.length === 0) return;
    this.#all[0] = last;
    this.sink();
  }

  #swapUnlessBefore(one: number, other: number): boolean {
    const [a, b] = [this.#all[one], this.#all[other]];
    if (a === undefined || b === undefined || !this.before(b, a)) return false;
    this.#all[one] = b;
    this.#all[other] = a;
    return true;
  }
}
