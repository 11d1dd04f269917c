"use client";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Segmented } from "@/components/ui/field";
import { late } from "@/lib/client/late";

export const FILES = ["docker-compose.yml", "rancher-compose.yml"] as const;
export type FileName = (typeof FILES)[number];

/** A rancher-compose.yml beside the compose text; an empty text is none. */
export interface SecondFile {
  text: string;
  onText: (text: string) => void;
}

/** Which of the two texts is shown; the second only once there is one, or somebody adds it. */
export function FileTabs({ file, open, onFile, onOpen }: { file: FileName; open: boolean; onFile: (file: FileName) => void; onOpen: () => void }) {
  if (open) return <Segmented label="File" value={file} onChange={onFile} options={FILES.map((value) => ({ value, label: value }))} />;
  return (
    <Button variant="ghost" size="sm" icon="plus" onClick={onOpen}>
      rancher-compose.yml
    </Button>
  );
}

const ModerniseDialog = late(() => import("./modernise-dialog").then((part) => part.default));

interface ModerniseProps {
  /** Both texts as they are, and as one text of today. */
  before: { compose: string; rancher: string };
  after: string;
  onTake: () => void;
}

/** Offered where a text has Rancher's words: shows what would change before it is taken over. */
export function Modernise({ before, after, onTake }: ModerniseProps) {
  const [asked, setAsked] = useState(false);
  return (
    <section className="side-sec" aria-label="Rancher 1.6">
      <div className="side-head">
        <h2>Rancher 1.6</h2>
      </div>
      <p className="hint">
        Read as today's Compose, and kept as it is written. It can be rewritten as one file without Rancher's words; comments stay, and the stack is the same.
      </p>
      <Button size="sm" className="mt-2" onClick={() => setAsked(true)}>
        Modernise this file
      </Button>
      {asked && (
        <ModerniseDialog
          before={before}
          after={after}
          onClose={() => setAsked(false)}
          onTake={() => {
            setAsked(false);
            onTake();
          }}
        />
      )}
    </section>
  );
}
