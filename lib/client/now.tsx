"use client";
import { createContext, type ReactNode, use, useEffect, useState, useSyncExternalStore } from "react";

interface ServerClock {
  now: number;
  timeZone: string;
}

const Clock = createContext<ServerClock>({ now: 0, timeZone: "UTC" });

let current = 0;
let timer: ReturnType<typeof setInterval> | undefined;
const listeners = new Set<() => void>();

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= setInterval(tick, 1_000);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}
function tick() {
  current = Date.now();
  for (const listener of listeners) listener();
}

/** Gives the first render in the browser the server's clock, so that ages read the same on both sides. */
export function NowProvider({ now, timeZone, children }: ServerClock & { children: ReactNode }) {
  const [clock, setClock] = useState({ now, timeZone });
  useEffect(() => {
    const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
    setClock((was) => (was.timeZone === own ? was : { ...was, timeZone: own }));
  }, []);
  return <Clock value={clock}>{children}</Clock>;
}

/** Now in ms, ticking every second while something shows it. */
export function useNow(): number {
  const { now } = use(Clock);
  return useSyncExternalStore(
    subscribe,
    () => {
      if (current === 0) current = Date.now();
      return current;
    },
    () => now,
  );
}

/** The zone to show clock times in: the server's at first, then the browser's own. */
export const useTimeZone = (): string => use(Clock).timeZone;
