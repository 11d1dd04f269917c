import "server-only";

/** From many givers to one taker: whoever gives waits until it was taken. */
export class Handover<T> implements AsyncIterable<T> {
  readonly #waiting: { value: T; taken: () => void }[] = [];
  #wake: () => void = () => undefined;
  #closed = false;

  put(value: T): Promise<void> {
    if (this.#closed) return Promise.resolve();
    return new Promise((taken) => {
      this.#waiting.push({ value, taken });
      this.#wake();
    });
  }

  /** Nobody waits any longer, and nothing more is taken. */
  close(): void {
    this.#closed = true;
    for (const { taken } of this.#waiting.splice(0)) taken();
    this.#wake();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T> {
    for (;;) {
      const next = this.#waiting.shift();
      if (next) {
        yield next.value;
        next.taken();
      } else if (this.#closed) return;
      else
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
    }
  }
}
