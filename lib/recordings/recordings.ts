import { createReadStream } from "node:fs";
import { access, mkdir, readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Recordings } from "@/lib/core/recording";
import type { Sealing } from "@/lib/core/sealing";
import { FileRecorder, pieceOf } from "./recorder";

export const ENDING = ".cast.sealed";
const DAY_MS = 24 * 3_600_000;
/** All recordings together; the oldest go first. */
const MOST_BYTES = 2 * 1024 ** 3;

export interface RecordingSettings {
  folder: string;
  sealing: Sealing;
  now: () => number;
  log: (error: unknown) => void;
  /** Older ones are removed. */
  keepDays: number;
  mostBytes?: number;
}

/** Recordings as files of sealed lines in a folder that is its owner's only. */
export function createRecordings(settings: RecordingSettings): Recordings & { sweep(): Promise<void> } {
  const { folder, sealing, now, log } = settings;
  const fileOf = (id: string): string => {
    if (!/^[a-z0-9]{1,64}$/.test(id)) throw new Error("a recording has no such name");
    return join(folder, `${id}${ENDING}`);
  };
  const sweep = () => removeOld(settings).catch(log);

  return {
    begin: (id, about) => {
      void sweep();
      return new FileRecorder({ file: fileOf(id), id, sealing, now, log }, about);
    },
    has: async (id) =>
      access(fileOf(id)).then(
        () => true,
        () => false,
      ),
    read: async (id) => {
      const file = fileOf(id);
      const there = await stat(file).catch(() => null);
      return there && linesOf(file, id, sealing);
    },
    sweep: async () => {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      await sweep();
    },
  };
}

async function* linesOf(file: string, id: string, sealing: Sealing): AsyncGenerator<string> {
  let index = 0;
  for await (const sealed of createInterface({ input: createReadStream(file), crlfDelay: Number.POSITIVE_INFINITY })) {
    yield `${sealing.open(sealed, pieceOf(id, index))}\n`;
    index += 1;
  }
}

async function removeOld({ folder, now, keepDays, mostBytes = MOST_BYTES }: RecordingSettings): Promise<void> {
  const names = (await readdir(folder)).filter((name) => name.endsWith(ENDING));
  const files = await Promise.all(names.map(async (name) => ({ path: join(folder, name), ...sizeAndAge(await stat(join(folder, name))) })));
  let bytes = 0;
  for (const { path, size, at } of files.sort((a, b) => b.at - a.at)) {
    bytes += size;
    if (bytes > mostBytes || now() - at > keepDays * DAY_MS) await rm(path, { force: true });
  }
}

const sizeAndAge = ({ size, mtimeMs }: { size: number; mtimeMs: number }) => ({ size, at: mtimeMs });
