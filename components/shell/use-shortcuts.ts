"use client";
import { useEffect } from "react";

export interface Shortcuts {
  onPalette: () => void;
  onKeys: () => void;
}

const writes = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
/** Inside a terminal every key belongs to the shell. */
const inTerminal = (target: EventTarget | null): boolean => target instanceof Element && target.closest(".xterm") !== null;

/** The keys that work everywhere. A page's filter box is the field marked `data-filter`. */
export function useShortcuts({ onPalette, onKeys }: Shortcuts): void {
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.defaultPrevented || inTerminal(event.target)) return;
      if (event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey) && !event.altKey) {
        event.preventDefault();
        onPalette();
        return;
      }
      if (event.ctrlKey || event.metaKey || event.altKey || writes(event.target) || document.querySelector('[role="dialog"]')) return;
      if (event.key === "?") {
        event.preventDefault();
        onKeys();
      }
      if (event.key === "/") {
        const filter = document.querySelector<HTMLInputElement>("[data-filter]");
        if (!filter) return;
        event.preventDefault();
        filter.focus();
        filter.select();
      }
    };
    document.addEventListener("keydown", press);
    return () => document.removeEventListener("keydown", press);
  }, [onPalette, onKeys]);
}
