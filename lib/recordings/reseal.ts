import { createReadStream } from "node:fs";
import { open, readdir, rename } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Sealing } from "@/lib/core/sealing";
import { pieceOf } from "./recorder";
import { ENDING } from "./recordings";

/** Seals every recording in the folder with the key in use now; returns how many were under another. Killed half-way, it is simply run again. */
export async function resealRecordings(folder: string, sealing: Sealing): Promise<number> {
  const names = await readdir(folder).catch(() => []);
  let changed = 0;
  for (const name of names) if (name.endsWith(ENDING) && (await resealOne(join(folder, name), name.slice(0, -ENDING.length), sealing))) changed += 1;
  return changed;
}

async function resealOne(file: string, id: string, sealing: Sealing): Promise<boolean> {
  const fresh = await open(`${file}.new`, "w", 0o600);
  let index = 0;
  let changed = false;
  try {
    for await (const sealed of createInterface({ input: createReadStream(file), crlfDelay: Number.POSITIVE_INFINITY })) {
      const place = pieceOf(id, index);
      const current = sealing.isCurrent(sealed);
      changed ||= !current;
      await fresh.appendFile(`${current ? sealed : sealing.seal(sealing.open(sealed, place), place)}\n`);
      index += 1;
    }
  } finally {
    await fresh.close();
  }
  await rename(`${file}.new`, file);
  return changed;
}
