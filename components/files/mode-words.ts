import type { FileEntry } from "@/lib/core/files";

const FIRST: Record<FileEntry["kind"], string> = { file: "-", directory: "d", link: "l", other: "?" };

/** `drwxr-xr-x`, as `ls` writes it. */
export function modeWords({ kind, mode }: Pick<FileEntry, "kind" | "mode">): string {
  if (mode === null) return "";
  const letters = [...Array(9).keys()].map((at) => ((mode >> (8 - at)) & 1 ? "rwx"[at % 3] : "-"));
  if (mode & 0o4000) letters[2] = letters[2] === "x" ? "s" : "S";
  if (mode & 0o2000) letters[5] = letters[5] === "x" ? "s" : "S";
  if (mode & 0o1000) letters[8] = letters[8] === "x" ? "t" : "T";
  return FIRST[kind] + letters.join("");
}
