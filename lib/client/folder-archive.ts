import { SpindleError } from "@/lib/core/errors";
import { MOST_FILE_BYTES } from "@/lib/core/files";
import { tarBlanks, tarHead } from "@/lib/core/tar";

/** Something in a folder; its path begins below that folder. */
export interface FolderPart {
  path: string;
  /** Null for a folder. */
  file: File | null;
}

/** A folder of this machine; what is in it is read when its turn comes. */
export interface Folder {
  name: string;
  read: () => Promise<FolderPart[]>;
}

/** A tar of what is in it, without the end. No file is read before it is sent. */
export function archiveOf(parts: readonly FolderPart[]): Blob {
  return new Blob(
    parts.flatMap(({ path, file }): BlobPart[] =>
      file === null
        ? [tarHead(path, { size: 0, mode: 0o755 }, "folder")]
        : [tarHead(path, { size: file.size, mode: 0o644, at: Math.floor(file.lastModified / 1000) }), file, tarBlanks(file.size)],
    ),
  );
}

/** What a chooser for folders gave: the files of one, each with its path. */
export function chosenFolder(files: readonly File[]): Folder | null {
  const parts = files.map((file) => ({ path: file.webkitRelativePath.replace(/^[^/]*\//, ""), file }));
  const name = files[0]?.webkitRelativePath.split("/")[0];
  return name ? { name, read: async () => parts } : null;
}

/** What was dropped; to be asked while the drop is being handled, afterwards the browser has forgotten. */
export function dropped(items: DataTransferItemList): { files: File[]; folders: Folder[] } {
  const files: File[] = [];
  const folders: Folder[] = [];
  for (const item of items) {
    const entry = item.webkitGetAsEntry();
    const file = entry?.isDirectory ? null : item.getAsFile();
    if (entry?.isDirectory) folders.push({ name: entry.name, read: () => walk(entry as FileSystemDirectoryEntry) });
    else if (file !== null) files.push(file);
  }
  return { files, folders };
}

/** No further than what may be uploaded: a name alone counts as what its head takes. */
async function walk(root: FileSystemDirectoryEntry): Promise<FolderPart[]> {
  const parts: FolderPart[] = [];
  let bytes = 0;
  const add = (part: FolderPart) => {
    bytes += 512 + (part.file?.size ?? 0);
    if (bytes > MOST_FILE_BYTES)
      throw new SpindleError({ code: "FILE_REFUSED", data: { path: root.name, reason: "too-large", detail: null, limitBytes: MOST_FILE_BYTES } });
    parts.push(part);
  };
  const enter = async (folder: FileSystemDirectoryEntry, below: string): Promise<void> => {
    for (const entry of await entriesOf(folder)) {
      const path = `${below}${entry.name}`;
      add({ path, file: entry.isFile ? await fileOf(entry as FileSystemFileEntry) : null });
      if (entry.isDirectory) await enter(entry as FileSystemDirectoryEntry, `${path}/`);
    }
  };
  await enter(root, "");
  return parts;
}

const fileOf = (entry: FileSystemFileEntry): Promise<File> => new Promise((resolve, reject) => entry.file(resolve, reject));

/** A reader tells a hundred at a time, and of the end by telling none. */
async function entriesOf(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader();
  const all: FileSystemEntry[] = [];
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (some.length === 0) return all;
    all.push(...some);
  }
}
