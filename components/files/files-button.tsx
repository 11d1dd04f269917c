"use client";
import { type ReactNode, useState } from "react";
import type { ContainerPlace } from "@/lib/client/files";
import { late } from "@/lib/client/late";

const FilesDialog = late(() => import("./files-dialog").then((part) => part.FilesDialog));

/** Whatever opens the files of a container; the panel loads when it is reached for. */
export function FilesOpener({ place, label, children }: { place: ContainerPlace; label: string; children: (open: () => void, near: () => void) => ReactNode }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      {children(() => setOpen(true), FilesDialog.near)}
      {open && <FilesDialog place={place} label={label} onClose={() => setOpen(false)} />}
    </>
  );
}
