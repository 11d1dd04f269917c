"use client";
import { useVirtualizer } from "@tanstack/react-virtual";
import { useRef } from "react";
import { Age } from "@/components/ui/age";
import { IconButton } from "@/components/ui/button";
import { Icon, type IconName } from "@/components/ui/icon";
import { shownPath } from "@/lib/core/file-path";
import type { FileEntry } from "@/lib/core/files";
import { bytes } from "@/lib/format/bytes";
import { modeWords } from "./mode-words";

const ROW_PX = 36;

export const opensAsFolder = ({ kind, opens }: FileEntry): boolean => kind === "directory" || opens;

const iconOf = (entry: FileEntry): IconName => (opensAsFolder(entry) ? "folder" : "document");

/** Only the rows in sight are drawn: a folder may have thousands of names. */
export function FileList({
  entries,
  label,
  hasTar,
  onOpen,
  onDownload,
}: {
  entries: readonly FileEntry[];
  label: string;
  hasTar: boolean;
  onOpen: (entry: FileEntry) => void;
  onDownload: (entry: FileEntry) => void;
}) {
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({ count: entries.length, getScrollElement: () => scroller.current, estimateSize: () => ROW_PX, overscan: 8 });
  return (
    <div className="files-list">
      <div className="files-row files-head" aria-hidden>
        {["Name", "Size", "Modified", "Mode"].map((head) => (
          <span key={head} className={`f-${head.toLowerCase()}`}>
            {head}
          </span>
        ))}
      </div>
      <div ref={scroller} className="files-scroll">
        <ul aria-label={label} style={{ height: virtual.getTotalSize() }}>
          {virtual.getVirtualItems().map(({ index, start }) => {
            const entry = entries[index];
            return (
              entry && (
                <FileRow
                  key={entry.name}
                  entry={entry}
                  index={index}
                  size={entries.length}
                  start={start}
                  hasTar={hasTar}
                  onOpen={() => onOpen(entry)}
                  onDownload={() => onDownload(entry)}
                />
              )
            );
          })}
        </ul>
      </div>
    </div>
  );
}

function FileRow({
  entry,
  index,
  size,
  start,
  hasTar,
  onOpen,
  onDownload,
}: {
  entry: FileEntry;
  index: number;
  /** Of the whole folder. */
  size: number;
  start: number;
  hasTar: boolean;
  onOpen: () => void;
  onDownload: () => void;
}) {
  const shown = shownPath(entry.name);
  const folder = opensAsFolder(entry);
  const can = folder ? hasTar : entry.kind === "file" || entry.kind === "link";
  return (
    <li className="files-row" aria-setsize={size} aria-posinset={index + 1} style={{ transform: `translateY(${start}px)` }}>
      <span className="f-name">
        <Icon name={iconOf(entry)} size="sm" />
        {folder ? (
          <button type="button" className="files-open mono" onClick={onOpen} title={shown}>
            {shown}
          </button>
        ) : (
          <span className="mono truncate" title={shown}>
            {shown}
          </span>
        )}
        {entry.kind === "link" && <span className="meta">link</span>}
      </span>
      <span className="f-size tabular-nums">{folder || entry.size === null || entry.kind === "other" ? "" : bytes(entry.size)}</span>
      <span className="f-modified">{entry.modifiedAt !== null && <Age at={entry.modifiedAt} />}</span>
      <span className="f-mode mono" title={entry.uid === null ? undefined : `user ${entry.uid}, group ${entry.gid}`}>
        {modeWords(entry)}
      </span>
      <span className="f-download">
        {can && <IconButton label={folder ? `Download ${shown} as a tar` : `Download ${shown}`} icon="download" size="sm" onClick={onDownload} />}
      </span>
    </li>
  );
}
