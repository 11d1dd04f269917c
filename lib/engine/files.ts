import { randomBytes } from "node:crypto";
import type Docker from "dockerode";
import { fail, type SpindleError } from "@/lib/core/errors";
import { baseOf, joinPath, parentOf, shownPath } from "@/lib/core/file-path";
import { type FileFault, MOST_FILE_BYTES } from "@/lib/core/files";
import { tarBlanks, tarEnd, tarHead } from "@/lib/core/tar";
import type { EngineCall } from "./deadline";
import { type ExecStream, openExec } from "./exec-stream";
import { parseListing } from "./file-listing";
import { FAULT_CODES, LIST, octal, READ_FILE, READ_FOLDER, WRITE_FILE, WRITE_FOLDER } from "./file-scripts";
import type { ContainerFiles, FileSource, FileUpload, Shell } from "./port";

const LIST_SECONDS = 20;
const MOST_LISTING_BYTES = 4 * 1024 * 1024;
/** A program that has its input to the end has this long to end too. */
const END_SECONDS = 20;
const LEAVE_SECONDS = 3;

/** Where a program of the container's own runs, and what people call it. */
export interface FilePlace {
  id: string;
  label: string;
  shell: Shell;
}

/** Files through programs inside the container, as its own user: nothing is asked of the engine that this user could not do in a shell. */
export function fileRoom(docker: Docker, call: EngineCall, placeOf: (id: string) => Promise<FilePlace>): ContainerFiles {
  const open = async (id: string, script: string, args: string[], stdin = false): Promise<ExecStream> => {
    const { label, shell } = await placeOf(id);
    return openExec(docker, call, id, label, [shell, "-c", script, "files", ...args], stdin);
  };

  return {
    list: async (id, path) => {
      const exec = await open(id, LIST, [octal(path)]);
      const timer = setTimeout(() => void exec.hangUp(), LIST_SECONDS * 1000);
      try {
        const said = await collected(exec, MOST_LISTING_BYTES);
        const code = await exec.exitCode();
        if (code !== 0) throw faultOf(exec, code, path);
        return { path, ...parseListing(said) };
      } finally {
        clearTimeout(timer);
        await exec.hangUp();
      }
    },

    read: async (id, path, { kind, signal }) => {
      const exec =
        kind === "file"
          ? await open(id, READ_FILE, [octal(path), String(MOST_FILE_BYTES)])
          : await open(id, READ_FOLDER, [octal(parentOf(path)), "", octal(path === "/" ? "." : baseOf(path))]);
      return source(exec, path, kind, signal);
    },

    write: async (id, upload) => {
      const name = () => `.spindle-${randomBytes(9).toString("base64url")}`;
      const part = name();
      const whole = name();
      const place = [octal(upload.directory), octal(upload.name), part];
      const exec =
        upload.kind === "folder"
          ? await open(id, WRITE_FOLDER, [...place, whole], true)
          : await open(id, WRITE_FILE, [...place, upload.replace ? "replace" : "keep", String(upload.size)], true);
      await send(exec, upload, (how) => frameOf(upload, { part, whole, how }));
    },
  };
}

/** The first line, then a stream of what follows it. */
async function source(exec: ExecStream, path: string, kind: "file" | "folder", signal: AbortSignal): Promise<FileSource> {
  const leave = () => void exec.hangUp();
  signal.addEventListener("abort", leave, { once: true });
  const first = await lineOf(exec);
  if (first === null || signal.aborted) {
    const error = faultOf(exec, await exec.exitCode().catch(() => null), path);
    await exec.hangUp();
    throw error;
  }
  const said = Number(/^S(-?\d+)$/.exec(first.line)?.[1] ?? -1);
  // The kernel says of files that it makes up as they are read that they are empty.
  const size = said > 0 ? said : null;
  return { size, pieces: pieces(exec, { path, kind, size, rest: first.rest, forget: () => signal.removeEventListener("abort", leave) }) };
}

interface Reading {
  path: string;
  kind: "file" | "folder";
  size: number | null;
  rest: Buffer;
  forget: () => void;
}

/** Returns how it ended. A file that grows while it is read ends where it ended when it was asked for. */
async function* pieces(exec: ExecStream, { path, kind, size, rest, forget }: Reading): FileSource["pieces"] {
  const most = size ?? MOST_FILE_BYTES;
  let bytes = 0;
  try {
    for (let piece: Buffer | null = rest; piece !== null; piece = await next(exec)) {
      const fits = piece.subarray(0, most - bytes);
      bytes += fits.length;
      if (fits.length > 0) yield fits;
      if (fits.length < piece.length) return { outcome: size === null ? "cut" : "whole", bytes, detail: null };
    }
    const code = await exec.exitCode().catch(() => null);
    if (code === 0 && (size === null || bytes === size)) return { outcome: "whole", bytes, detail: null };
    if (kind === "file" && code !== 0) throw faultOf(exec, code, path);
    return { outcome: "incomplete", bytes, detail: exec.complaint().slice(0, 600) || null };
  } finally {
    forget();
    await exec.hangUp();
  }
}

const next = async (exec: ExecStream): Promise<Buffer | null> => {
  const { done, value } = await exec.output.next();
  return done ? null : value;
};

/** Null when the program ended before it said a line. */
async function lineOf(exec: ExecStream): Promise<{ line: string; rest: Buffer } | null> {
  let heard: Buffer = Buffer.alloc(0);
  for (let piece = await next(exec); piece !== null; piece = await next(exec)) {
    heard = heard.length === 0 ? piece : Buffer.concat([heard, piece]);
    const end = heard.indexOf(10);
    if (end !== -1) return { line: heard.subarray(0, end).toString("latin1"), rest: heard.subarray(end + 1) };
    if (heard.length > 200) return null;
  }
  return null;
}

async function collected(exec: ExecStream, most: number): Promise<Buffer> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for (let piece = await next(exec); piece !== null && bytes < most; piece = await next(exec)) {
    parts.push(piece);
    bytes += piece.length;
  }
  return Buffer.concat(parts);
}

async function send(exec: ExecStream, upload: FileUpload, framed: (how: string) => Frame): Promise<void> {
  const path = joinPath(upload.directory, upload.name);
  const leave = () => exec.endInput();
  upload.signal.addEventListener("abort", leave, { once: true });
  let drained: Promise<void> | null = null;
  try {
    const ready = await lineOf(exec);
    if (ready === null) throw faultOf(exec, await exec.exitCode().catch(() => null), path);
    const refusal = { said: false };
    drained = drain(exec, refusal);
    const sent = await pass(exec, upload, framed(ready.line), refusal);
    exec.endInput();
    const ended = await within(drained, END_SECONDS);
    const code = ended ? await exec.exitCode() : null;
    if (sent === "short" || upload.signal.aborted) throw refused(path, "interrupted", null);
    if (code !== 0) throw faultOf(exec, code, path);
  } finally {
    upload.signal.removeEventListener("abort", leave);
    // At the end of its input the script takes away what came so far; killed it could not.
    exec.endInput();
    if (drained !== null) await within(drained, LEAVE_SECONDS);
    await exec.hangUp();
  }
}

/** What stands before and behind the bytes that come. */
interface Frame {
  before: Buffer;
  after: Buffer;
}

const NOTHING = Buffer.alloc(0);

function frameOf({ kind, size, modifiedAt }: FileUpload, { part, whole, how }: { part: string; whole: string; how: string }): Frame {
  if (kind === "folder") return { before: NOTHING, after: Buffer.concat([tarHead(whole, { size: 0, mode: 0o600 }), tarEnd()]) };
  if (how !== "Rtar") return { before: NOTHING, after: NOTHING };
  const at = Math.max(0, Math.floor((modifiedAt ?? Date.now()) / 1000));
  return { before: Buffer.from(tarHead(part, { size, mode: 0o644, at })), after: Buffer.concat([tarBlanks(size), tarEnd()]) };
}

/** Hands the bytes on, no faster than they are taken. `short`: not as many came as were said; `deaf`: the program no longer reads, and knows why. */
async function pass(
  exec: ExecStream,
  { content, size, signal, onProgress }: FileUpload,
  { before, after }: Frame,
  refusal: { said: boolean },
): Promise<"all" | "short" | "deaf"> {
  if (before.length > 0 && !(await exec.write(before))) return "deaf";
  let bytes = 0;
  try {
    for await (const piece of content) {
      bytes += piece.length;
      if (signal.aborted || bytes > size) return "short";
      if (refusal.said || !(await exec.write(piece))) return "deaf";
      onProgress(bytes);
    }
  } catch {
    // Whoever sends it has left.
    return "short";
  }
  if (bytes !== size || signal.aborted) return "short";
  if (after.length > 0) await exec.write(after);
  return "all";
}

/** Whatever is said after the first line is that nothing more is wanted. */
async function drain(exec: ExecStream, refusal: { said: boolean }): Promise<void> {
  while ((await next(exec)) !== null) refusal.said = true;
}

async function within(done: Promise<void>, seconds: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), seconds * 1000);
  });
  const ended = await Promise.race([done.then(() => true), late]);
  clearTimeout(timer);
  return ended;
}

const refused = (path: string, reason: FileFault, detail: string | null): SpindleError =>
  fail("FILE_REFUSED", { path: shownPath(path), reason, detail, limitBytes: MOST_FILE_BYTES });

/** The programs of busybox, GNU and the rest, in the one language they are asked to speak. */
const SAID: [RegExp, FileFault][] = [
  [/no space left on device|disk quota exceeded/i, "no-space"],
  [/read-only file system/i, "read-only"],
  [/permission denied|operation not permitted/i, "permission"],
  [/no such file|nonexistent directory/i, "missing"],
  [/not a directory/i, "not-directory"],
  [/is a directory/i, "directory"],
];

function faultOf(exec: ExecStream, code: number | null, path: string): SpindleError {
  const complaint = exec.complaint();
  const told = SAID.find(([pattern]) => pattern.test(complaint))?.[1];
  const own = FAULT_CODES[code ?? -1];
  return refused(path, own === "missing" || own === undefined ? (told ?? own ?? "failed") : own, complaint.slice(0, 300) || null);
}
