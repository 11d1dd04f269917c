import { fail } from "@/lib/core/errors";
import { baseOf, joinPath, parentOf, shownPath } from "@/lib/core/file-path";
import { type FileReport, MOST_FILE_BYTES } from "@/lib/core/files";
import type { FileSource } from "@/lib/engine/port";
import type { OpArgs, OpContext } from "./context";
import { type FileAccess, type FileKey, requireFiles, requireStill } from "./file-place";
import { noteInHistory } from "./note-in-history";
import { beginDiary } from "./shell-diary";
import { takeTurn } from "./transfer-turns";
import { watchRight } from "./watch-right";

export interface DownloadInput extends FileKey {
  kind: "file" | "folder";
  signal: AbortSignal;
}

export interface Download extends FileSource {
  /** As it should be saved. */
  name: string;
}

/** Brings a file out of a container, or a folder as a tar. It has two rows, and ends with its reader and with the right to it. */
export async function downloadFile({ ctx, input }: OpArgs<DownloadInput>): Promise<Download> {
  const access = await requireFiles(ctx, input);
  const { engine, place, path } = access;
  const { kind } = input;
  const leave = takeTurn(ctx, path);
  const right = watchRight(ctx, place, () => requireStill(ctx, input));
  try {
    const diary = await begin(ctx, access, "file.download", path, { direction: "out", kind });
    const signal = AbortSignal.any([input.signal, right.signal]);
    const source = await engine.files.read(place.container, path, { kind, signal }).catch(async (error: unknown) => {
      await diary.failed(error);
      throw error;
    });
    const over = async (report: FileReport | null, error: unknown, bytes: number) => {
      right.stop();
      leave();
      const result = report?.outcome ?? "stopped";
      if (error !== null) await diary.failed(error);
      else await diary.ended({ path: shownPath(path), bytes, result });
    };
    const base = path === "/" ? place.label : baseOf(path);
    return { name: kind === "folder" ? `${base}.tar` : base, size: source.size, pieces: watched(source.pieces, right.signal, over) };
  } catch (error) {
    right.stop();
    leave();
    throw error;
  }
}

/** The same pieces, with their end written down whatever it is. */
async function* watched(
  pieces: FileSource["pieces"],
  lost: AbortSignal,
  over: (report: FileReport | null, error: unknown, bytes: number) => Promise<void>,
): FileSource["pieces"] {
  let bytes = 0;
  let report: FileReport | null = null;
  let failure: unknown = null;
  try {
    for (let next = await pieces.next(); ; next = await pieces.next()) {
      lost.throwIfAborted();
      if (next.done) {
        report = next.value;
        return report;
      }
      bytes += next.value.length;
      yield next.value;
    }
  } catch (error) {
    failure = error;
    throw error;
  } finally {
    await pieces.return({ outcome: "cut", bytes, detail: null });
    await over(report, failure, bytes);
  }
}

export interface UploadInput extends FileKey {
  /** A folder comes as a tar of what is in it, without the end, and is new. */
  kind: "file" | "folder";
  /** What the sender says; exactly so many must come. */
  size: number | null;
  modifiedAt: number | null;
  replace: boolean;
  content: AsyncIterable<Buffer>;
  signal: AbortSignal;
}

/** Puts a file or a folder into a container, whole or not at all. It has two rows. Throws FILE_REFUSED, also for one that is too large before a byte of it is read. */
export async function uploadFile({ ctx, input }: OpArgs<UploadInput>): Promise<{ path: string; bytes: number }> {
  const access = await requireFiles(ctx, input);
  const { engine, place, path } = access;
  const { kind, size, modifiedAt, replace, content } = input;
  if (path === "/") throw fail("INVALID_INPUT", { field: "Path", reason: "name what is uploaded" });
  if (size === null) throw fail("INVALID_INPUT", { field: "Content-Length", reason: "say how long the file is" });
  if (size > MOST_FILE_BYTES) throw fail("FILE_REFUSED", { path: shownPath(path), reason: "too-large", detail: null, limitBytes: MOST_FILE_BYTES });
  const leave = takeTurn(ctx, path);
  const right = watchRight(ctx, place, () => requireStill(ctx, input));
  try {
    const diary = await begin(ctx, access, "file.upload", path, { direction: "in", kind, size, replace });
    const signal = AbortSignal.any([input.signal, right.signal]);
    const file = { kind, directory: parentOf(path), name: baseOf(path), size, modifiedAt, replace, content, signal, onProgress: () => undefined };
    await engine.files.write(place.container, file).catch(async (error: unknown) => {
      const said = right.signal.aborted ? right.signal.reason : error;
      await diary.failed(said);
      throw said;
    });
    await diary.ended({ path: shownPath(path), bytes: size, result: "whole" });
    return { path: joinPath(parentOf(path), baseOf(path)), bytes: size };
  } finally {
    right.stop();
    leave();
  }
}

async function begin(ctx: OpContext, { place, stack, asRole, reason }: FileAccess, action: "file.download" | "file.upload", path: string, about: object) {
  const row = { container: place.container, path: shownPath(path), ...about, ...(asRole && { as: asRole, reason }) };
  const diary = await beginDiary(ctx, place, action, row);
  if (asRole !== null)
    await ctx.registry.transaction((tx) => noteInHistory(ctx, tx, stack, { kind: "files", service: place.service, message: reason, asRole }));
  return diary;
}
