"use client";
import { type ComponentType, type ReactNode, useEffect, useSyncExternalStore } from "react";

/** Drawn like any component. `near` says that it soon will be. */
export type Late<Props> = ((props: Props) => ReactNode) & { near: () => void };

const NOT_YET = () => null;

/**
 * A part of a page that is loaded when it is first drawn, and not on the server; until it is there, `placeholder` stands in its place. Unlike next/dynamic
 * it is shown as soon as it is there: what React has covered with a placeholder it uncovers 300 ms later at the earliest.
 */
export function late<Props extends object>(load: () => Promise<ComponentType<Props>>, placeholder: () => ReactNode = NOT_YET): Late<Props> {
  const listeners = new Set<() => void>();
  let part: ComponentType<Props> | null = null;
  let loads = false;
  const subscribe = (listener: () => void) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  };
  const near = () => {
    if (loads) return;
    loads = true;
    load().then(
      (loaded) => {
        part = loaded;
        for (const listener of listeners) listener();
      },
      // Whoever wants it next asks again.
      () => {
        loads = false;
      },
    );
  };
  // biome-ignore lint/correctness/noComponentHookFactories: made once for each part, where its file begins
  function LatePart(props: Props) {
    const Part = useSyncExternalStore(subscribe, () => part, NOT_YET);
    useEffect(near, []);
    return Part === null ? placeholder() : <Part {...props} />;
  }
  return Object.assign(LatePart, { near });
}
