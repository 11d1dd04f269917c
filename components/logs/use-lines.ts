"use client";
import { useEffect, useReducer, useSyncExternalStore } from "react";
import type { LogReader } from "@/lib/client/log-reader";

const FIGURES_MS = 250;

/** Draws anew with every change of the lines: once a frame at most. */
export function useLines({ subscribe, version }: LogReader): void {
  useSyncExternalStore(subscribe, version, version);
}

/** The same for figures beside the lines, that nobody reads faster. */
export function useFigures({ subscribe }: LogReader): void {
  const [, draw] = useReducer((drawn: number) => drawn + 1, 0);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | null = null;
    let [isLate, isRunning] = [false, false];
    const drawn = () => {
      if (!isLate) {
        isRunning = false;
        return;
      }
      isLate = false;
      draw();
      timer = setTimeout(drawn, FIGURES_MS);
    };
    const unsubscribe = subscribe(() => {
      isLate = true;
      if (isRunning) return;
      isRunning = true;
      drawn();
    });
    return () => {
      unsubscribe();
      if (timer !== null) clearTimeout(timer);
    };
  }, [subscribe]);
}
