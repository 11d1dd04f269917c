/** The life of one server process: when it ends, whatever it still waits for never comes. */
export class Life {
  dead = false;
  #left: number | null = null;
  #after = false;
  #died: () => void = () => undefined;
  readonly death = new Promise<void>((resolve) => {
    this.#died = resolve;
  });

  /** Dies at the `nth` change from now: just before it reaches the engine, or just after, with its answer lost. */
  endAt(nth: number, after: boolean): void {
    this.#left = nth;
    this.#after = after;
  }

  end(): void {
    this.dead = true;
    this.#died();
  }

  /** `target` as this process sees it. `changes` names the calls that count. */
  mortal<T extends object>(target: T, changes: readonly string[]): T {
    return new Proxy(target, {
      get: (object, name, receiver) => {
        const value: unknown = Reflect.get(object, name, receiver);
        if (typeof value !== "function") return value;
        return (...given: unknown[]) => {
          const call = () => Reflect.apply(value, object, given) as unknown;
          if (this.dead) return new Promise(() => undefined);
          if (!changes.includes(String(name)) || this.#left === null) return this.#orNever(call());
          this.#left -= 1;
          if (this.#left > 0) return this.#orNever(call());
          if (this.#after) void Promise.resolve(call()).catch(() => undefined);
          this.end();
          return new Promise(() => undefined);
        };
      },
    });
  }

  /** An answer that arrives after death is never heard. */
  #orNever(answer: unknown): unknown {
    if (!(answer instanceof Promise)) return answer;
    return new Promise((resolve, reject) => {
      answer.then(
        (value) => this.dead || resolve(value),
        (error: unknown) => this.dead || reject(error),
      );
    });
  }
}

export const ENGINE_CHANGES = [
  "createNetwork",
  "removeNetwork",
  "createVolume",
  "removeVolume",
  "pull",
  "placeSecrets",
  "dropOtherSecrets",
  "create",
  "start",
  "stop",
  "restart",
  "runHook",
  "remove",
] as const;
