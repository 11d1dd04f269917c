"use client";
import { type ReactNode, useState } from "react";
import type { ContainerPlace } from "@/lib/client/files";
import { LatePart, useLatePart } from "@/lib/client/late-part";

const lateDialog = new LatePart(() => import("./files-dialog").then((part) => part.FilesDialog));

/** Whatever opens the files of a container; the panel loads when it is reached for. */
export function FilesOpener({ place, label, children }: { place: ContainerPlace; label: string; children: (open: () => void, near: () => void) => ReactNode }) {
  const [open, setOpen] = useState(false);
  const FilesDialog = useLatePart(lateDialog, open);
  return (
    <>
      {children(() => setOpen(true), lateDialog.near)}
      {open && FilesDialog !== null && <FilesDialog place={place} label={label} onClose={() => setOpen(false)} />}
    </>
  );
}
