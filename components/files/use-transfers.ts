"use client";
import { useCallback, useEffect, useRef, useState } from "react";
import { type ContainerPlace, downloadFile, type Progress, uploadFile } from "@/lib/client/files";
import { archiveOf, type Folder } from "@/lib/client/folder-archive";
import { saveFile } from "@/lib/client/save-file";
import { type Problem, problemOf } from "@/lib/core/errors";
import { baseOf, joinPath, shownPath } from "@/lib/core/file-path";
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

export const runs = ({ state }: Transfer): boolean => state === "waiting" || state === "moving";

/** Something of this machine that somebody wants in the container. */
export type Wish = File | Folder;

export interface Transfers {
  all: readonly Transfer[];
  download(path: string, kind: "file" | "folder"): void;
  upload(directory: string, wishes: readonly Wish[], replace: ReadonlySet<string>): void;
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
      saveFile(shownPath(name), bytes);
      return reportSentence(report, MOST_FILE_BYTES);
    });
  };
  const upload = (directory: string, wishes: readonly Wish[], replace: ReadonlySet<string>) => {
    for (const wish of wishes) {
      const isFile = wish instanceof File;
      begin({ direction: "up", name: wish.name }, isFile ? wish.size : null, async (onProgress, signal) => {
        const content = isFile ? wish : archiveOf(await wish.read());
        const about = { kind: isFile ? ("file" as const) : ("folder" as const), modifiedAt: isFile ? wish.lastModified : null };
        const path = joinPath(directory, wish.name);
        await uploadFile(place, { ...about, path, content, replace: replace.has(wish.name), reason }, onProgress, signal);
        onProgress({ done: content.size, total: content.size });
        onUploaded();
        return null;
      });
    }
  };
  const cancel = (id: number) => {
    stops.current.get(id)?.abort();
    setAll((were) => were.map((one) => (one.id === id && one.state === "waiting" ? { ...one, state: "cancelled" } : one)));
  };
  const clear = () => setAll((were) => were.filter(runs));
  return { all, download, upload, cancel, clear };
}
