"use client";
import dynamic from "next/dynamic";
import { useEffect, useState } from "react";
import { remembersShells } from "@/components/terminal/shell-memory";
import { loadDock } from "./warm-shell";
import { onWish } from "./wish-shell";

const Dock = dynamic(loadDock, { ssr: false });

/** Where the dock stands in every page: nothing at all until the first shell, or after a reload with some. */
export function DockSlot() {
  const [used, setUsed] = useState(false);
  useEffect(() => {
    if (remembersShells()) setUsed(true);
    return onWish(() => setUsed(true));
  }, []);
  return used ? <Dock /> : null;
}
