import { tarBlanks, tarEnd, tarHead } from "@/lib/core/tar";

/** A file to be put into a container. */
export interface TarFile {
  /** Absolute path inside the container. */
  path: string;
  content: Buffer;
  uid: number;
  gid: number;
  mode: number;
}

/** A plain, uncompressed tar of the files, as the engine unpacks it at `/`. Directories that are missing are made by the engine. */
export function tarOf(files: TarFile[]): Buffer {
  const parts = files.flatMap(({ path, content, ...file }) => [
    tarHead(path.replace(/^\/+/, ""), { ...file, size: content.length }),
    content,
    tarBlanks(content.length),
  ]);
  return Buffer.concat([...parts, tarEnd()]);
}
