"use client";
import { useEffect, useState } from "react";
import { remembersShells } from "@/components/terminal/shell-memory";
import { onDock } from "./dock-state";
import { Dock } from "./warm-shell";
import { onWish } from "./wish-shell";

/** Where the dock stands in every page: nothing at all until the first shell, or after a reload with some. */
export function DockSlot() {
  const [used, setUsed] = useState(false);
  useEffect(() => {
    if (remembersShells()) setUsed(true);
    // A wish for a shell, or one that moves from a page into the dock.
    const stops = [onWish(() => setUsed(true)), onDock(() => setUsed(true))];
    return () => {
      for (const stop of stops) stop();
    };
  }, []);
  return used ? <Dock /> : null;
}
