"use client";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { AskInPlace } from "@/components/ui/two-step";
import type { ContainerPlace } from "@/lib/client/files";
import { cancelTransfersStep } from "@/lib/format/file-sentences";
import { FilesPanel } from "./files-panel";
import "./files.css";

/** Load it late. */
export function FilesDialog({ place, label, onClose }: { place: ContainerPlace; label: string; onClose: () => void }) {
  const [moving, setMoving] = useState<readonly string[]>([]);
  const [asks, setAsks] = useState(false);
  const close = () => (moving.length > 0 ? setAsks(true) : onClose());
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && close()}
      title={
        <>
          Files of <span className="mono">{label}</span>
        </>
      }
      className="files-dialog"
      foot={
        asks && moving.length > 0 ? (
          <AskInPlace label="Cancel transfers" step={cancelTransfersStep(moving)} onKeep={() => setAsks(false)} onGo={onClose} />
        ) : (
          <Button onClick={close}>Close</Button>
        )
      }
    >
      <FilesPanel place={place} label={label} onMoving={setMoving} />
    </Dialog>
  );
}
