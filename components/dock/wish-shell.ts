"use client";
import type { ShellAbout } from "@/components/terminal/open-shell";

/** Shells that somebody asked for before the dock was there. */
const wishes: ShellAbout[] = [];
const listeners = new Set<() => void>();

/** Opens a shell in the dock, whatever page this is; the dock loads when it is first used. */
export function wishShell(about: ShellAbout): void {
  wishes.push(about);
  for (const listener of listeners) listener();
}

export const takeWishes = (): ShellAbout[] => wishes.splice(0);

export function onWish(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
