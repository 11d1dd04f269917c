"use client";
import { useMemo } from "react";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Diff } from "@/components/ui/diff";
import { lineDiff } from "@/components/upgrade/line-diff";

interface ModerniseDialogProps {
  before: { compose: string; rancher: string };
  after: string;
  onClose: () => void;
  onTake: () => void;
}

/** The rewritten text against the present one; nothing changes before it is taken over. */
export default function ModerniseDialog({ before, after, onClose, onTake }: ModerniseDialogProps) {
  const lines = useMemo(() => lineDiff(before.compose.replaceAll("\r\n", "\n"), after), [before.compose, after]);
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      className="!w-[min(960px,calc(100vw-32px))]"
      title="Modernise this file"
      foot={
        <>
          <Button variant="ghost" onClick={onClose}>
            Keep it as it is
          </Button>
          <Button variant="primary" onClick={onTake}>
            Take over
          </Button>
        </>
      }
    >
      <p className="mb-3">
        {before.rancher === ""
          ? "The same stack without Rancher's words."
          : "The same stack in one file: what rancher-compose.yml says moves into docker-compose.yml, and the second file goes."}{" "}
        Nothing is deployed by it.
      </p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a long diff must scroll by keyboard */}
      <section className="max-h-[50vh] overflow-auto" aria-label="Changes of the text" tabIndex={0}>
        <Diff lines={lines} />
      </section>
    </Dialog>
  );
}
