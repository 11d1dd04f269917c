"use client";
import dynamic from "next/dynamic";
import { type ReactNode, useState } from "react";
import type { ContainerPlace } from "@/lib/client/files";

const load = () => import("./files-dialog").then((part) => part.FilesDialog);
const FilesDialog = dynamic(load, { ssr: false });

/** Whatever opens the files of a container; the panel loads when it is reached for. */
export function FilesOpener({ place, label, children }: { place: ContainerPlace; label: string; children: (open: () => void, near: () => void) => ReactNode }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      {children(
        () => setOpen(true),
        () => void load(),
      )}
      {open && <FilesDialog place={place} label={label} onClose={() => setOpen(false)} />}
    </>
  );
}
