"use client";
import { type DragEvent, useState } from "react";
import type { ImportedStack } from "@/lib/export/read-export";
import type { Source } from "./source";

/** What was said of the last text that came in: notes about it, or why it did not. */
export interface SourceNews {
  from: string;
  notes: readonly string[];
  problem: string | null;
}

/** Files chosen or dropped, read in the browser; the code that reads them comes with the first one. */
export function useSources(environment: string, onOpen: (source: Source) => void) {
  const [news, setNews] = useState<SourceNews | null>(null);
  const [several, setSeveral] = useState<{ from: string; stacks: readonly ImportedStack[] } | null>(null);
  const [over, setOver] = useState(false);

  const open = (source: Source, from: string) => {
    setSeveral(null);
    setNews(source.notes.length > 0 ? { from, notes: source.notes, problem: null } : null);
    onOpen(source);
  };
  const openFiles = async (files: readonly File[]) => {
    const from = files.map(({ name }) => name).join(", ");
    const { readFiles } = await import("./read-files");
    const result = await readFiles(environment, files).catch(() => ({ ok: false as const, reason: "The file could not be read. Try again." }));
    if (result.ok && "stacks" in result) {
      setNews(null);
      setSeveral({ from, stacks: result.stacks });
    } else if (result.ok) open(result.source, from);
    else setNews({ from, notes: [], problem: result.reason });
  };

  const hasFiles = (event: DragEvent) => event.dataTransfer.types.includes("Files");
  /** In the capture phase: the editor would otherwise put a dropped file's text at the pointer. */
  const dropTarget = {
    onDragOverCapture: (event: DragEvent) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      setOver(true);
    },
    onDragLeave: (event: DragEvent<HTMLElement>) => {
      if (!event.currentTarget.contains(event.relatedTarget as Node | null)) setOver(false);
    },
    onDropCapture: (event: DragEvent) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      event.stopPropagation();
      setOver(false);
      void openFiles([...event.dataTransfer.files]);
    },
  };
  return { news, tell: setNews, several, putAway: () => setSeveral(null), over, dropTarget, openFiles, open };
}
