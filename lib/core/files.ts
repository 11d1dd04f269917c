import type { StorageKind } from "./storage";

/** Of one file or one archive, either way. */
export const MOST_FILE_BYTES = 100 * 1024 * 1024;

/** Names that one listing has; a directory with more says so. */
export const MOST_LISTED = 5_000;

export type FileKind = "file" | "directory" | "link" | "other";

export interface FileEntry {
  /** See lib/core/file-path.ts for names that are no UTF-8. */
  name: string;
  kind: FileKind;
  /** Of a link: what it leads to is a directory. */
  opens: boolean;
  /** Null where the container has no `stat` that tells. */
  size: number | null;
  /** ms. */
  modifiedAt: number | null;
  /** Permission bits, as chmod takes them. */
  mode: number | null;
  uid: number | null;
  gid: number | null;
}

export interface FileListing {
  path: string;
  entries: FileEntry[];
  /** There are more than are listed. */
  truncated: boolean;
  /** The container's own user may make files here. */
  writable: boolean;
  /** Folders can be fetched, and uploads keep their dates. */
  hasTar: boolean;
}

/** What happens to what lies under a path. */
export interface FileFate {
  kind: StorageKind;
  /** Where it is mounted; `/` for the container itself. */
  mountedAt: string;
  readOnly: boolean;
}

export interface FilesView extends FileListing {
  fate: FileFate | null;
}

const FILE_FAULTS = [
  "missing",
  "permission",
  "read-only",
  "no-space",
  "directory",
  "not-directory",
  "exists",
  "special",
  "too-large",
  "no-tar",
  "no-shell",
  "interrupted",
  "busy",
  "failed",
] as const;
/** Why a file could not be listed, brought in or brought out. */
export type FileFault = (typeof FILE_FAULTS)[number];

/** How a download ended, in the words after its last byte. */
export interface FileReport {
  outcome: "whole" | "incomplete" | "cut";
  bytes: number;
  /** What the container's own program said. */
  detail: string | null;
}

/** Behind the last byte of a download that asked for it: the report as JSON, and its length in four bytes. */
export const REPORT_LENGTH_BYTES = 4;
