"use client";
import { useEffect, useRef } from "react";

export interface LogKeys {
  start: () => void;
  end: () => void;
  follow: () => void;
  wrap: () => void;
  hit: (direction: 1 | -1) => void;
  /** Opens the marked line, or the first in sight. */
  open: () => void;
  close: () => void;
}

const writes = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
const isElsewhere = (target: EventTarget | null): boolean => target instanceof Element && target.closest(".xterm, [role=dialog], [role=menu]") !== null;

/** `g` and `G` go to the beginning and the end, `f` follows, `w` wraps, `n` and `N` go from hit to hit, Enter opens a line and Escape closes it. `/` is everywhere's. */
export function useLogKeys(keys: LogKeys | null): void {
  const latest = useRef(keys);
  latest.current = keys;
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      const now = latest.current;
      if (now === null || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || writes(event.target) || isElsewhere(event.target)) return;
      const onList = event.target instanceof Element && event.target.getAttribute("role") === "log";
      if (event.key === "g") now.start();
      else if (event.key === "G") now.end();
      else if (event.key === "f") now.follow();
      else if (event.key === "w") now.wrap();
      else if (event.key === "n") now.hit(1);
      else if (event.key === "N") now.hit(-1);
      else if (event.key === "Enter" && onList) now.open();
      else if (event.key === "Escape" && onList) now.close();
      else return;
      event.preventDefault();
    };
    document.addEventListener("keydown", press);
    return () => document.removeEventListener("keydown", press);
  }, []);
}
