"use client";
import { DebugOffer } from "@/components/debug-shell/debug-offer";
import type { ShellPlace } from "@/lib/client/shell-session";

export interface NoShellProps {
  place: ShellPlace;
  /** `web-1`. */
  label: string;
  /** The image that has none. */
  image: string;
  /** Opens a shell of `image` beside the container, on the very same screen. */
  onDebug: (image: string) => void;
}

/** What is left to do where an image has no shell; stands under the sentence that says so. */
export function NoShell({ place, label, onDebug }: NoShellProps) {
  return <DebugOffer place={place} label={label} onDebug={onDebug} />;
}
