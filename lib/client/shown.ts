/** What a page shows of something that changes: the value stays the same object while nothing in it is different; `version` goes up with every change, also of what is not in it. */
export class Shown<Value extends object> {
  #value: Value;
  #version = 0;
  readonly #listeners = new Set<() => void>();

  constructor(value: Value) {
    this.#value = value;
  }

  value = (): Value => this.#value;

  version = (): number => this.#version;

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  tell(value: Value): void {
    if (!isSame(this.#value, value)) this.#value = value;
    this.#version += 1;
    for (const listener of this.#listeners) listener();
  }

  close(): void {
    this.#listeners.clear();
  }
}

const isSame = <Value extends object>(before: Value, after: Value): boolean =>
  (Object.keys(after) as (keyof Value)[]).every((name) => Object.is(before[name], after[name]));
