import { randomBytes } from "node:crypto";
import { chmod, lstat, mkdir, open, readdir, rename, rm, statfs } from "node:fs/promises";
import { join } from "node:path";
import { fail, problemOf } from "@/lib/core/errors";
import { socketPathOf } from "./endpoint";
import type { SecretContent, SecretsHome } from "./port";

/**
 * The texts of secrets on their way into containers: files in the host's memory, in directories that only Spindle's own user can enter, mounted
 * read-only at /run/secrets. They are on no disk and in no answer of the engine, survive its restarts, and are written again after the machine's.
 */
export interface SecretFiles {
  /** Where the files of a home lie, or would lie. Throws SECRETS_UNAVAILABLE where there is no place for them. */
  directoryOf(home: SecretsHome): Promise<string>;
  arePlaced(home: SecretsHome, names: readonly string[]): Promise<boolean>;
  place(home: SecretsHome, files: readonly SecretContent[]): Promise<void>;
  /** Forgets those of a stack but for the homes that are named. */
  dropOthers(stackId: string, keep: readonly Omit<SecretsHome, "stackId">[]): Promise<void>;
}

const TMPFS = 0x01021994;
const RAMFS = 0x858458f6;

const unavailable = (path: string, reason: "remote" | "not-memory" | "not-own" | "not-writable") => fail("SECRETS_UNAVAILABLE", { path, reason });

/** `root`: the directory to use; without it /run/spindle where that is memory, else one under /dev/shm. */
export function secretFiles({ endpoint, instanceId, root }: { endpoint: string; instanceId: string; root?: string | undefined }): SecretFiles {
  let opened: Promise<string> | null = null;
  const base = async (): Promise<string> => {
    // Another machine's memory cannot be reached by a path of this one.
    if (socketPathOf(endpoint) === null) throw unavailable(endpoint, "remote");
    opened ??= openRoot(root).catch((error: unknown) => {
      opened = null;
      throw error;
    });
    return join(await opened, instanceId);
  };
  const directoryOf = async ({ stackId, serviceId, generation }: SecretsHome) => join(await base(), stackId, `${serviceId}-${generation}`);
  return {
    directoryOf,
    arePlaced: async (home, names) => {
      const there = await readdir(await directoryOf(home)).catch((): string[] => []);
      return names.every((name) => there.includes(name));
    },
    place: async (home, files) => {
      const directory = await directoryOf(home);
      await mkdir(directory, { recursive: true, mode: 0o700 });
      for (const file of files) await writeOwned(directory, file);
      // Only this innermost one is seen by the container, whose user may be anyone.
      await chmod(directory, 0o755);
    },
    dropOthers: async (stackId, keep) => {
      const place = await base().catch((error: unknown) => {
        // Where there is no place for them none were ever put, and containers must be able to go all the same.
        if (problemOf(error).code === "SECRETS_UNAVAILABLE") return null;
        throw error;
      });
      if (place === null) return;
      const stack = join(place, stackId);
      const kept = new Set(keep.map(({ serviceId, generation }) => `${serviceId}-${generation}`));
      const gone = (await readdir(stack).catch((): string[] => [])).filter((name) => !kept.has(name));
      await Promise.all(gone.map((name) => rm(join(stack, name), { recursive: true, force: true })));
      if (kept.size === 0) await rm(stack, { recursive: true, force: true });
    },
  };
}

async function openRoot(given: string | undefined): Promise<string> {
  const uid = process.getuid?.() ?? 0;
  const usual = (await isMemory("/run")) && uid === 0 ? "/run/spindle" : `/dev/shm/spindle-${uid}`;
  const root = given ?? usual;
  await mkdir(root, { recursive: true, mode: 0o700 }).catch(() => {
    throw unavailable(root, "not-writable");
  });
  // Anybody may make directories in /dev/shm: one that was waiting for us is not used.
  const seen = await lstat(root);
  if (!seen.isDirectory() || seen.uid !== uid || (seen.mode & 0o077) !== 0) throw unavailable(root, "not-own");
  if (!(await isMemory(root))) throw unavailable(root, "not-memory");
  return root;
}

const isMemory = (path: string): Promise<boolean> =>
  statfs(path).then(
    ({ type }) => type === TMPFS || type >>> 0 === RAMFS,
    () => false,
  );

/** There whole or not at all. */
async function writeOwned(directory: string, { name, bytes, uid, gid, mode }: SecretContent): Promise<void> {
  const file = join(directory, `.${randomBytes(6).toString("hex")}`);
  const handle = await open(file, "wx", 0o600);
  try {
    await handle.writeFile(bytes);
    await handle.chown(uid, gid).catch(() => {
      throw unavailable(directory, "not-own");
    });
    await handle.chmod(mode);
  } finally {
    await handle.close();
  }
  await rename(file, join(directory, name));
}
