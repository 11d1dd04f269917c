import { createHash } from "node:crypto";
import { closeSync, existsSync, mkdirSync, openSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync, writeSync } from "node:fs";
import { dirname, join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { root } from "./step.mjs";

/** Hash over names and contents of the given files and folders (relative to the root); `skip` leaves out by relative path. */
export function fingerprint(places, skip = () => false) {
  const hash = createHash("sha256");
  for (const file of places.flatMap(filesIn).sort()) {
    if (!skip(file))
      hash
        .update(`${file}\0`)
        .update(readFileSync(join(root, file)))
        .update("\0");
  }
  return hash.digest("hex");
}

/** Whether no file has been written to since `noteSeen`: a tenth of the work of reading them all. */
export function isUntouched(stamp, places, skip) {
  return readIfThere(stamp) === looksOf(places, skip);
}

export function noteSeen(stamp, places, skip) {
  writeFileSync(stamp, looksOf(places, skip));
}

function looksOf(places, skip = () => false) {
  const hash = createHash("sha256");
  for (const file of places.flatMap(filesIn).sort()) {
    if (skip(file)) continue;
    const { size, mtimeMs, ctimeMs } = statSync(join(root, file));
    hash.update(`${file}\0${size} ${mtimeMs} ${ctimeMs}\0`);
  }
  return hash.digest("hex");
}

/** Contents of a small file, null when it is missing. */
export function readIfThere(file) {
  return existsSync(file) ? readFileSync(file, "utf8") : null;
}

/** Runs `work` while holding a lock file, so that two commands started at once do not do the same thing side by side. */
export async function withLock(file, work) {
  mkdirSync(dirname(file), { recursive: true });
  while (!take(file)) {
    if (!isAlive(Number(readIfThere(file)))) rmSync(file, { force: true });
    else await delay(200);
  }
  try {
    return await work();
  } finally {
    rmSync(file, { force: true });
  }
}

/** Whether a process of this id exists. */
export function isAlive(pid) {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === "EPERM";
  }
}

function take(file) {
  try {
    const handle = openSync(file, "wx");
    writeSync(handle, String(process.pid));
    closeSync(handle);
    return true;
  } catch (error) {
    if (error.code === "EEXIST") return false;
    throw error;
  }
}

function filesIn(place) {
  const full = join(root, place);
  if (!existsSync(full)) return [];
  return statSync(full).isDirectory() ? filesBelow(place) : [place];
}

function filesBelow(folder) {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const place = `${folder}/${entry.name}`;
    return entry.isDirectory() ? filesBelow(place) : [place];
  });
}
