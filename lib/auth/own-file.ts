import { randomBytes } from "node:crypto";
import { link, mkdir, open, readFile, rename, unlink } from "node:fs/promises";
import { dirname } from "node:path";

/** Files that hold keys: readable by their owner only, and there whole or not at all. */

/** Makes the file unless it is there, and answers what it holds: of two processes that start at once both get the same. */
export async function makeOnce(file: string, text: string): Promise<string> {
  const own = await writeBeside(file, text);
  await link(own, file).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "EEXIST") throw error;
  });
  await unlink(own);
  return readFile(file, "utf8");
}

export async function replaceWhole(file: string, text: string): Promise<void> {
  await rename(await writeBeside(file, text), file);
}

async function writeBeside(file: string, text: string): Promise<string> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  const own = `${file}.${randomBytes(6).toString("hex")}.new`;
  const handle = await open(own, "wx", 0o600);
  await handle.writeFile(text);
  await handle.sync();
  await handle.close();
  return own;
}
