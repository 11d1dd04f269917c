"use client";
import { FilesOpener } from "@/components/files/files-button";
import { IconButton } from "@/components/ui/button";
import type { ShellPlace } from "@/lib/client/shell-session";

export interface SessionToolsProps {
  place: ShellPlace;
  /** `web-1`. */
  label: string;
  /** A shell is there now. */
  open: boolean;
}

/** What one can do in a container beside typing: buttons in the title bar of its shell, left of the terminal's own. */
export function SessionTools({ place, label }: SessionToolsProps) {
  return (
    <FilesOpener place={place} label={label}>
      {(open, near) => <IconButton label={`Files of ${label}`} icon="folder" size="sm" onClick={open} onPointerEnter={near} onFocus={near} />}
    </FilesOpener>
  );
}
