"use client";
import { useSyncExternalStore } from "react";

/** How terminals look, for this browser. */
export interface TerminalLook {
  fontPx: number;
  /** What the terminal shows is told to a screen reader as text. */
  screenReader: boolean;
}

const KEY = "spindle.terminal";
const FIRST: TerminalLook = { fontPx: 13, screenReader: false };
const SMALLEST = 8;
const LARGEST = 32;

const listeners = new Set<() => void>();
let look: TerminalLook | null = null;

function read(): TerminalLook {
  try {
    const { fontPx, screenReader } = JSON.parse(localStorage.getItem(KEY) ?? "{}") as Partial<TerminalLook>;
    return { fontPx: within(Number(fontPx ?? FIRST.fontPx)), screenReader: screenReader === true };
  } catch {
    return FIRST;
  }
}

const within = (px: number): number => (Number.isFinite(px) ? Math.min(LARGEST, Math.max(SMALLEST, Math.round(px))) : FIRST.fontPx);

export const terminalLook = (): TerminalLook => {
  look ??= read();
  return look;
};

function set(next: TerminalLook): void {
  look = next;
  try {
    localStorage.setItem(KEY, JSON.stringify(next));
  } catch {
    // A browser that keeps nothing still shows it.
  }
  for (const listener of listeners) listener();
}

/** One step larger or smaller; 0 is the size from the beginning. */
export const changeFont = (step: -1 | 0 | 1): void => set({ ...terminalLook(), fontPx: step === 0 ? FIRST.fontPx : within(terminalLook().fontPx + step) });
export const setScreenReader = (screenReader: boolean): void => set({ ...terminalLook(), screenReader });

export function onLook(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export const useTerminalLook = (): TerminalLook => useSyncExternalStore(onLook, terminalLook, () => FIRST);
