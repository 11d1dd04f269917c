"use client";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field, Textarea } from "@/components/ui/field";
import { plain } from "@/lib/format/names";
import { convertRun } from "./docker-run";
import type { Source } from "./source";

/** Asks for a `docker run` line. What comes of it is a text like any other: it is reviewed before anything starts. */
export default function RunDialog({ onOpen, onClose }: { onOpen: (source: Source) => void; onClose: () => void }) {
  const [line, setLine] = useState("");
  const [error, setError] = useState<string | null>(null);
  const [pending, setPending] = useState(false);
  const convert = async () => {
    setPending(true);
    const result = await convertRun(line).catch(() => ({ ok: false as const, reason: "The converter could not be loaded. Try again." }));
    setPending(false);
    if (result.ok) onOpen(result.source);
    else setError(plain(result.reason));
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title="From a docker run line"
      foot={
        <>
          <Button variant="ghost" onClick={onClose}>
            Cancel
          </Button>
          <Button variant="primary" disabled={line.trim() === ""} pending={pending} onClick={() => void convert()}>
            Convert
          </Button>
        </>
      }
    >
      <Field label="Line" error={error} hint="It is read in your browser and never run as it stands: Review says what is allowed.">
        {(wiring) => (
          <Textarea
            {...wiring}
            mono
            rows={5}
            value={line}
            placeholder="docker run -d --name web -p 8080 -v data:/data nginx:1.27"
            spellCheck={false}
            autoComplete="off"
            onChange={(event) => {
              setLine(event.target.value);
              setError(null);
            }}
            onKeyDown={(event) => {
              if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || line.trim() === "") return;
              event.preventDefault();
              void convert();
            }}
          />
        )}
      </Field>
    </Dialog>
  );
}
