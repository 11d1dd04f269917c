import { chmod, readFile } from "node:fs/promises";
import { join } from "node:path";
import { type Key, newKey } from "./keyring";
import { makeOnce, replaceWhole } from "./own-file";

export const KEY_FILE = "keys";

export interface KeySource {
  dataDir: string;
  /** SPINDLE_KEYS: the lines themselves. */
  text?: string | undefined;
  /** SPINDLE_KEYS_FILE: a path outside of the data folder, so that a copy of that folder opens nothing. */
  file?: string | undefined;
}

export const keyFileOf = ({ dataDir, file }: KeySource): string => file ?? join(dataDir, KEY_FILE);

/**
 * The keys that seal what the database keeps, the one in use first; a line each: `<id> <32 bytes in hex>`. Without any given they are a file, made
 * at the first start and readable by its owner only. Throws for a line that is no key: a server that cannot open its secrets must not start.
 */
export async function loadKeys(source: KeySource): Promise<Key[]> {
  if (source.text !== undefined) return parseKeys(source.text, "SPINDLE_KEYS");
  const file = keyFileOf(source);
  const text = (await read(file)) ?? (await makeOnce(file, printKeys([newKey()])));
  if (source.file === undefined) await chmod(file, 0o600);
  return parseKeys(text, file);
}

export const saveKeys = (file: string, keys: readonly Key[]): Promise<void> => replaceWhole(file, printKeys(keys));

export const printKeys = (keys: readonly Key[]): string => keys.map(({ id, bytes }) => `${id} ${bytes.toString("hex")}\n`).join("");

export function parseKeys(text: string, where: string): Key[] {
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  const keys = lines.map((line, index) => {
    const [, id, hex] = /^([0-9a-f]{8}) ([0-9a-f]{64})$/.exec(line.trim()) ?? [];
    if (!id || !hex || new Set(hex).size < 6) throw new Error(`${where} line ${index + 1} is not a key. Make one with: npm run key:rotate -- --print`);
    return { id, bytes: Buffer.from(hex, "hex") };
  });
  if (keys.length === 0 || new Set(keys.map(({ id }) => id)).size < keys.length) throw new Error(`${where} has no key, or one id twice`);
  return keys;
}

const read = (file: string): Promise<string | null> =>
  readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return null;
    throw error;
  });
