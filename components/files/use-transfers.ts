"use client";
import { useCallback, useEffect, useRef, useState } from "react";
import { type ContainerPlace, downloadFile, type Progress, uploadFile } from "@/lib/client/files";
import { type Problem, problemOf } from "@/lib/core/errors";
import { baseOf, shownPath } from "@/lib/core/file-path";
import { MOST_FILE_BYTES } from "@/lib/core/files";
import { reportSentence } from "@/lib/format/file-sentences";

export interface Transfer {
  id: number;
  direction: "up" | "down";
  name: string;
  state: "waiting" | "moving" | "done" | "failed" | "cancelled";
  progress: Progress;
  problem: Problem | null;
  /** What a person should know of one that is done. */
  note: string | null;
}

export interface Transfers {
  all: readonly Transfer[];
  download(path: string, kind: "file" | "folder"): void;
  upload(directory: string, files: readonly File[], replace: ReadonlySet<string>): void;
  cancel(id: number): void;
  clear(): void;
}

type Run = (onProgress: (progress: Progress) => void, signal: AbortSignal) => Promise<string | null>;

/** Files on their way in and out, one after the other; what runs is cancelled when the panel goes. */
export function useTransfers(place: ContainerPlace, reason: string | null, onUploaded: () => void): Transfers {
  const [all, setAll] = useState<readonly Transfer[]>([]);
  const stops = useRef(new Map<number, AbortController>());
  const line = useRef<Promise<unknown>>(Promise.resolve());
  const last = useRef(0);
  useEffect(() => {
    const running = stops.current;
    return () => {
      for (const stop of running.values()) stop.abort();
    };
  }, []);

  const begin = useCallback((about: Pick<Transfer, "direction" | "name">, total: number | null, run: Run) => {
    last.current += 1;
    const id = last.current;
    const stop = new AbortController();
    stops.current.set(id, stop);
    const change = (more: Partial<Transfer>) => setAll((were) => were.map((one) => (one.id === id ? { ...one, ...more } : one)));
    setAll((were) => [...were, { id, ...about, state: "waiting", progress: { done: 0, total }, problem: null, note: null }]);
    const go = async () => {
      if (stop.signal.aborted) return;
      change({ state: "moving" });
      try {
        const note = await run((progress) => change({ progress }), stop.signal);
        change({ state: "done", note });
      } catch (error) {
        change(stop.signal.aborted ? { state: "cancelled" } : { state: "failed", problem: problemOf(error) });
      }
    };
    line.current = line.current.then(go);
  }, []);

  const download = (path: string, kind: "file" | "folder") => {
    const name = kind === "folder" ? `${baseOf(path) || "root"}.tar` : baseOf(path);
    begin({ direction: "down", name: shownPath(name) }, null, async (onProgress, signal) => {
      const { bytes, report } = await downloadFile(place, { path, kind, reason }, onProgress, signal);
      save(shownPath(name), bytes);
      return reportSentence(report, MOST_FILE_BYTES);
    });
  };
  const upload = (directory: string, files: readonly File[], replace: ReadonlySet<string>) => {
    for (const file of files)
      begin({ direction: "up", name: file.name }, file.size, async (onProgress, signal) => {
        await uploadFile(place, { directory, file, replace: replace.has(file.name), reason }, onProgress, signal);
        onProgress({ done: file.size, total: file.size });
        onUploaded();
        return null;
      });
  };
  const cancel = (id: number) => {
    stops.current.get(id)?.abort();
    setAll((were) => were.map((one) => (one.id === id && one.state === "waiting" ? { ...one, state: "cancelled" } : one)));
  };
  const clear = () => setAll((were) => were.filter(({ state }) => state === "waiting" || state === "moving"));
  return { all, download, upload, cancel, clear };
}

/** Hands bytes to the browser as a file. */
function save(name: string, bytes: Blob): void {
  const address = URL.createObjectURL(bytes);
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  // The browser has to have begun before its address goes.
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
