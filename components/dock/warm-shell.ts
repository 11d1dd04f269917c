"use client";
import type { ShellAbout } from "@/components/terminal/open-shell";
import { warmTicket } from "@/lib/client/ask-ticket";

export const loadDock = () => import("./dock").then((part) => part.Dock);

/** Somebody points at what opens a shell: what it takes is fetched, so that the click waits for nothing. */
export function warmShell({ environment, stack, container }: Pick<ShellAbout, "environment" | "stack" | "container">): void {
  warmTicket({ environment, stack, container });
  void loadDock();
  void import("@/components/terminal/create-terminal").then(({ loadTerminal }) => loadTerminal());
}
