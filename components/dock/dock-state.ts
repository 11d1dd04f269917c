"use client";
import { useSyncExternalStore } from "react";

/** `open` over the lower part of the page, `min` only its tabs, `max` the whole window. */
export type DockMode = "open" | "min" | "max";

export interface DockState {
  mode: DockMode;
  /** Of the whole dock while it is open, px. */
  height: number;
}

const KEY = "spindle.dock";
const FIRST: DockState = { mode: "open", height: 320 };
export const LEAST_HEIGHT = 160;
/** Of the page, at least this much stays in sight. */
const PAGE_LEFT = 120;

const listeners = new Set<() => void>();
let state: DockState | null = null;

export const mostHeight = (): number => Math.max(LEAST_HEIGHT, window.innerHeight - PAGE_LEFT);
const within = (height: number): number => Math.round(Math.min(mostHeight(), Math.max(LEAST_HEIGHT, height)));

function read(): DockState {
  try {
    const { mode, height } = JSON.parse(localStorage.getItem(KEY) ?? "{}") as Partial<DockState>;
    return { mode: mode === "min" ? "min" : FIRST.mode, height: typeof height === "number" ? within(height) : FIRST.height };
  } catch {
    return FIRST;
  }
}

function get(): DockState {
  state ??= read();
  return state;
}

function set(next: DockState): void {
  state = next;
  try {
    localStorage.setItem(KEY, JSON.stringify(next));
  } catch {
    // A browser that keeps nothing still moves it.
  }
  for (const listener of listeners) listener();
}

export const showDock = (mode: DockMode): void => set({ ...get(), mode });
export const setDockHeight = (height: number): void => set({ mode: "open", height: within(height) });
export const toggleDock = (): void => showDock(get().mode === "min" ? "open" : "min");

/** Told also where there is no dock yet. */
export function onDock(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export const useDock = (): DockState => useSyncExternalStore(onDock, get, () => FIRST);
