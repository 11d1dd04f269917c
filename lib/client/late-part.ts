"use client";
import { type ComponentType, useEffect, useSyncExternalStore } from "react";

/**
 * A part of a page that is loaded when it is first wanted, or when `near` says that it soon will be. Unlike next/dynamic it is shown as soon as it is there:
 * what React has covered with a placeholder it uncovers 300 ms later at the earliest.
 */
export class LatePart<Props> {
  readonly #listeners = new Set<() => void>();
  #part: ComponentType<Props> | null = null;
  #loads = false;

  constructor(private readonly load: () => Promise<ComponentType<Props>>) {}

  part = (): ComponentType<Props> | null => this.#part;

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  near = (): void => {
    if (this.#loads) return;
    this.#loads = true;
    this.load().then(
      (part) => {
        this.#part = part;
        for (const listener of this.#listeners) listener();
      },
      // Whoever wants it next asks again.
      () => {
        this.#loads = false;
      },
    );
  };
}

const NOTHING = () => null;

/** Null until it is there. */
export function useLatePart<Props>(late: LatePart<Props>, wanted: boolean): ComponentType<Props> | null {
  const part = useSyncExternalStore(late.subscribe, late.part, NOTHING);
  useEffect(() => {
    if (wanted) late.near();
  }, [late, wanted]);
  return part;
}
