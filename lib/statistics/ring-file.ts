import { type FileHandle, mkdir, open } from "node:fs/promises";
import { dirname } from "node:path";
import type { ContainerMark, KeptContainer, MinuteSample, Sample } from "@/lib/core/statistics";
import { entriesIn, MARKS, MINUTES, placeOf, putSlot, SECONDS, type SlotKind, takeSlot } from "./slots";

const HEADER_BYTES = 512;
const MARKS_AT = HEADER_BYTES;
const SECONDS_AT = MARKS_AT + MARKS.bytes * MARKS.count;
const MINUTES_AT = SECONDS_AT + SECONDS.bytes * SECONDS.count;
/** A container's file is never larger; it grows to that in a day. */
export const FILE_BYTES = MINUTES_AT + MINUTES.bytes * MINUTES.count;

/** What is to be written of one container. */
export interface Written {
  samples: readonly Sample[];
  minutes: readonly MinuteSample[];
  /** All of them, oldest first: they are few. */
  marks: readonly ContainerMark[] | null;
}

/** Writes entries to their places. Each is small and stands alone: a write that is cut off spoils one of them, and that one is left out. */
export async function writeRings(file: string, container: KeptContainer, { samples, minutes, marks }: Written): Promise<void> {
  const handle = await openOrMake(file, container);
  try {
    await writeEntries(handle, SECONDS, SECONDS_AT, samples);
    await writeEntries(handle, MINUTES, MINUTES_AT, minutes);
    if (marks !== null) await handle.write(marksBlock(marks), 0, MARKS.bytes * MARKS.count, MARKS_AT);
  } finally {
    await handle.close();
  }
}

async function openOrMake(file: string, container: KeptContainer): Promise<FileHandle> {
  try {
    return await open(file, "r+");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
  }
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  const handle = await open(file, "wx+", 0o600);
  const { id, stackId, serviceId, generation, revision, index } = container;
  await handle.write(
    Buffer.from(
      JSON.stringify({ v: 1, id, stackId, serviceId, generation, revision, index })
        .padEnd(HEADER_BYTES - 1)
        .concat("\n"),
    ),
    0,
    HEADER_BYTES,
    0,
  );
  return handle;
}

function marksBlock(marks: readonly ContainerMark[]): Buffer {
  const block = Buffer.alloc(MARKS.bytes * MARKS.count);
  for (const [place, mark] of marks.slice(-MARKS.count).entries()) putSlot(MARKS, block, place, place, mark);
  return block;
}

/** Entries that stand side by side are one write. */
async function writeEntries<T extends { at: number }>(handle: FileHandle, kind: SlotKind<T>, offset: number, entries: readonly T[]): Promise<void> {
  for (let first = 0; first < entries.length; ) {
    const place = placeOf(kind, entries[first]?.at ?? 0);
    let count = 1;
    while (first + count < entries.length && placeOf(kind, entries[first + count]?.at ?? 0) === place + count) count += 1;
    const block = Buffer.alloc(count * kind.bytes);
    for (let at = 0; at < count; at += 1) {
      const entry = entries[first + at];
      if (entry !== undefined) putSlot(kind, block, at, place + at, entry);
    }
    await handle.write(block, 0, block.length, offset + place * kind.bytes);
    first += count;
  }
}

export interface ReadRings {
  samples: Sample[];
  minutes: MinuteSample[];
  marks: ContainerMark[];
}

export const NOTHING: ReadRings = { samples: [], minutes: [], marks: [] };

/** What a file holds of a stretch of time; nothing where there is no such file. */
export async function readRings(file: string, from: number, to: number, step: 1 | 60): Promise<ReadRings> {
  const handle = await open(file, "r").catch(() => null);
  if (handle === null) return NOTHING;
  try {
    const part = async (at: number, length: number) => {
      const block = Buffer.alloc(length);
      const { bytesRead } = await handle.read(block, 0, length, at);
      return block.subarray(0, bytesRead);
    };
    return {
      samples: step === 1 ? entriesIn(SECONDS, await part(SECONDS_AT, SECONDS.bytes * SECONDS.count), from, to) : [],
      minutes: step === 60 ? entriesIn(MINUTES, await part(MINUTES_AT, MINUTES.bytes * MINUTES.count), from, to) : [],
      marks: marksIn(await part(MARKS_AT, MARKS.bytes * MARKS.count)),
    };
  } finally {
    await handle.close();
  }
}

function marksIn(block: Uint8Array): ContainerMark[] {
  const marks = Array.from({ length: MARKS.count }, (_, place) => takeSlot(MARKS, block, place, place));
  return marks.flatMap((mark) => mark ?? []).sort((a, b) => a.at - b.at);
}

/** Whose file it is; null for what is none of ours. */
export async function readHeader(file: string): Promise<KeptContainer | null> {
  try {
    const handle = await open(file, "r");
    const block = Buffer.alloc(HEADER_BYTES);
    await handle.read(block, 0, HEADER_BYTES, 0).finally(() => handle.close());
    const { v, ...container } = JSON.parse(block.toString("utf8")) as KeptContainer & { v: number };
    return v === 1 && typeof container.id === "string" && typeof container.stackId === "string" ? container : null;
  } catch {
    return null;
  }
}
