"use client";
import type { ShellPlace } from "@/lib/client/shell-session";

export interface SessionToolsProps {
  place: ShellPlace;
  /** `web-1`. */
  label: string;
  /** A shell is there now. */
  open: boolean;
}

/** What one can do in a container beside typing: buttons in the title bar of its shell, left of the terminal's own. */
export function SessionTools(_: SessionToolsProps) {
  return null;
}
