"use client";
import { useEffect, useState } from "react";
import { late } from "@/lib/client/late";

export interface ToastInput {
  tone: "well" | "broken";
  title: string;
  /** Names between back-ticks are set in mono, as in every sentence. */
  text?: string;
  action?: { label: string; href: string };
}

type Listener = (toast: ToastInput) => void;
const listeners = new Set<Listener>();

/** Only for things that ended elsewhere; what ends on this page shows in its place. */
export function showToast(toast: ToastInput): void {
  for (const listener of listeners) listener(toast);
}

const Shelf = late(() => import("./toast-shelf").then((part) => part.ToastShelf));

/** Mounted once by the shell; its parts load with the first toast. */
export function Toaster() {
  const [first, setFirst] = useState<ToastInput | null>(null);
  useEffect(() => {
    if (first !== null) return;
    listeners.add(setFirst);
    return () => void listeners.delete(setFirst);
  }, [first]);
  return first === null ? null : <Shelf first={first} subscribe={subscribe} />;
}

function subscribe(listener: Listener): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}
