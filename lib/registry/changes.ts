import type { RegistryChange } from "./types";

const keyOf = (change: RegistryChange): string => JSON.stringify(change);

/** Tells every listener each change once per commit. A listener that throws must not undo what is already committed, nor rob the next one. */
export function createChanges() {
  const listeners = new Set<(change: RegistryChange) => void>();
  return {
    subscribe(listener: (change: RegistryChange) => void): () => void {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    publish(changes: RegistryChange[]): void {
      const once = new Map(changes.map((change) => [keyOf(change), change]));
      for (const change of once.values()) for (const listener of listeners) tell(listener, change);
    },
  };
}

function tell(listener: (change: RegistryChange) => void, change: RegistryChange): void {
  try {
    listener(change);
  } catch (error) {
    console.error("a listener to registry changes failed", error);
  }
}
