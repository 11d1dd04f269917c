"use client";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import type { ContainerPlace } from "@/lib/client/files";
import { FilesPanel } from "./files-panel";
import "./files.css";

/** Load it late. */
export function FilesDialog({ place, label, onClose }: { place: ContainerPlace; label: string; onClose: () => void }) {
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={
        <>
          Files of <span className="mono">{label}</span>
        </>
      }
      className="files-dialog"
      foot={<Button onClick={onClose}>Close</Button>}
    >
      <FilesPanel place={place} label={label} />
    </Dialog>
  );
}
