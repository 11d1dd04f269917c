import { constants } from "node:fs";
import { lstat, open, readlink, realpath, stat } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import type { ContainerInspectInfo } from "dockerode";
import { fail } from "@/lib/core/errors";
import type { MountSpec, ServiceSpec } from "@/lib/core/spec";
import { socketPathOf } from "./endpoint";

/**
 * Granted directories of the host, kept true against whoever may write below the grant: no symbolic link below its root, the real path is what is mounted,
 * and it is looked at again before each start and after it. The engine never restarts such a container by itself (container-spec.ts), as it would not look.
 */

/** Opens a place, not what is in it; Node has no name for it. */
const O_PATH = 0x200000;

type Bind = Extract<MountSpec, { type: "bind" }>;

export const bindsOf = (spec: ServiceSpec): Bind[] => spec.mounts.filter((mount): mount is Bind => mount.type === "bind");

/** Real path of every directory a service mounts, by the path its file names. */
export async function trueSources(endpoint: string, spec: ServiceSpec): Promise<Map<string, string>> {
  const binds = bindsOf(spec);
  // Paths of another machine say nothing about this one.
  if (binds[0] && socketPathOf(endpoint) === null) throw refused(binds[0].source, "remote");
  return new Map(await Promise.all(binds.map(async (bind) => [bind.source, await trueSource(bind)] as const)));
}

async function trueSource({ source, root }: Bind): Promise<string> {
  const below = relative(root, source);
  if (below.split(sep).includes("..")) throw refused(source, "symlink");
  let path = await realpath(root).catch(() => {
    throw refused(root, "missing");
  });
  // The root may be a link of the administrator's; below it nobody's may.
  for (const part of below === "" ? [] : below.split(sep)) {
    path = join(path, part);
    const seen = await lstat(path).catch(() => null);
    if (seen === null) throw refused(source, "missing");
    if (seen.isSymbolicLink()) throw refused(source, "symlink");
    if (!seen.isDirectory() && !seen.isFile()) throw refused(source, "kind");
  }
  return path;
}

/** What a container mounts of the host, as the engine says. */
const mountedOf = (info: ContainerInspectInfo) =>
  info.Mounts.filter(({ Type }) => Type === "bind").map(({ Source, Destination, RW }) => ({ Source, Destination, RW }));

/** After create, before start: the engine took exactly the real paths. */
export function requireMounted(info: ContainerInspectInfo, spec: ServiceSpec, sources: ReadonlyMap<string, string>, secrets: string | null = null): void {
  const text = (list: { Source: string | undefined; Destination: string; RW: boolean }[]) =>
    list
      .map(({ Source, Destination, RW }) => `${Source} ${Destination} ${RW}`)
      .sort()
      .join("\n");
  const binds = bindsOf(spec);
  const wanted = binds.map(({ source, target, readOnly }) => ({ Source: sources.get(source), Destination: target, RW: !readOnly }));
  if (secrets !== null) wanted.push({ Source: secrets, Destination: "/run/secrets", RW: false });
  if (text(wanted) !== text(mountedOf(info))) throw refused(binds[0]?.source ?? mountedOf(info)[0]?.Source ?? "/", "symlink");
}

/** Right before a start: still no link on the way. */
export async function requireStillTrue(info: ContainerInspectInfo): Promise<void> {
  for (const { Source } of mountedOf(info)) {
    const real = await realpath(Source).catch(() => {
      throw refused(Source, "missing");
    });
    if (real !== Source) throw refused(Source, "symlink");
  }
}

/** Right after a start: what is mounted is the very directory, not one that a link pointed to for a moment. */
export async function requireSameDirectory(info: ContainerInspectInfo): Promise<void> {
  await requireStillTrue(info);
  const pid = info.State.Pid;
  for (const { Source, Destination } of mountedOf(info)) {
    const inside = pid > 0 ? await statInside(pid, Destination) : null;
    if (inside === null) continue;
    const outside = await statWithoutLinks(Source).catch(() => {
      throw refused(Source, "missing");
    });
    if (inside.dev !== outside.dev || inside.ino !== outside.ino) throw refused(Source, "symlink");
  }
}

/**
 * What is at a path on whose way there is no link, in one walk that nobody can lead astray: every part is opened from the one before it,
 * and a link only as itself. A path that is looked up anew may be a link at that very moment, to what the container got through it.
 */
async function statWithoutLinks(path: string) {
  let at = await open("/", O_PATH);
  try {
    for (const part of path.split(sep).filter((each) => each !== "")) {
      const next = await open(`/proc/self/fd/${at.fd}/${part}`, O_PATH | constants.O_NOFOLLOW);
      await at.close();
      at = next;
    }
    return await at.stat();
  } finally {
    await at.close();
  }
}

/** Null where it cannot be looked at: the container has ended, or Spindle is not root. */
async function statInside(pid: number, target: string) {
  try {
    await readlink(`/proc/${pid}/root`);
    return await stat(`/proc/${pid}/root${target}`);
  } catch {
    return null;
  }
}

const refused = (path: string, reason: "missing" | "symlink" | "kind" | "remote") => fail("HOST_DIRECTORY_REFUSED", { path, reason });
