"use client";
import type { ShellAbout } from "@/components/terminal/open-shell";
import { warmTicket } from "@/lib/client/ask-ticket";
import { late } from "@/lib/client/late";

export const Dock = late(() => import("./dock").then((part) => part.Dock));

/** Somebody points at what opens a shell, or has pressed it: what it takes is fetched all at once, so that nothing of it waits for the rest. */
export function warmShell({ environment, stack, container }: Pick<ShellAbout, "environment" | "stack" | "container">): void {
  warmTicket({ environment, stack, container });
  Dock.near();
  void import("@/components/terminal/create-terminal").then(({ loadTerminal }) => loadTerminal());
}
