import { randomBytes } from "node:crypto";
import { chmod, readFile } from "node:fs/promises";
import { join } from "node:path";
import { makeOnce } from "./own-file";

const FILE = "secret";
const EXAMPLES = /change.?me|example|secret|password|insert|replace|default/i;

/**
 * The key that session cookies are encrypted with: the one given, or a file in the data folder, made at the first start and readable by its
 * owner only. Throws when the key is short, repeats itself or is somebody's example: such a key lets a stranger write cookies.
 */
export async function loadSecret(dataDir: string, given?: string): Promise<string> {
  if (given !== undefined) return checked(given, "NEXTAUTH_SECRET");
  const file = join(dataDir, FILE);
  const secret = (await read(file)) ?? (await makeOnce(file, `${randomBytes(32).toString("hex")}\n`)).trim();
  await chmod(file, 0o600);
  return checked(secret, file);
}

const read = (file: string): Promise<string | null> =>
  readFile(file, "utf8").then(
    (text) => text.trim(),
    (error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT") return null;
      throw error;
    },
  );

function checked(secret: string, where: string): string {
  const fault = faultOf(secret);
  if (fault) throw new Error(`${where} ${fault}. Make one with: openssl rand -hex 32`);
  return secret;
}

function faultOf(secret: string): string | null {
  if (Buffer.byteLength(secret) < 32) return "is shorter than 32 bytes";
  if (new Set(secret).size < 10) return "repeats itself";
  if (EXAMPLES.test(secret)) return "looks like an example";
  return null;
}
