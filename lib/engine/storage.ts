import type Docker from "dockerode";
import type { ContainerInspectInfo } from "dockerode";
import { problemOf } from "@/lib/core/errors";
import { type Recent, recent } from "@/lib/core/recent";
import type { ContainerMount, ContainerStorage, StorageSizes } from "@/lib/core/storage";
import { type EngineCall, statusOf } from "./deadline";
import { mapWide } from "./limit";

const MEASURE_SECONDS = 20;
const KEEP_MS = 30_000;
const AGAIN_MS = 5_000;
const MEASURED_AT_ONCE = 4;
const MOST = 1000;
/** What the engine gives every container whose file says nothing. */
const SHM_BYTES = 64 * 1024 * 1024;
const ANONYMOUS_VOLUME = /^[0-9a-f]{64}$/;

/** Where a container can write, from its inspect record: its mounts never change. */
export function storageOf({ Mounts, HostConfig }: Pick<ContainerInspectInfo, "Mounts" | "HostConfig">): ContainerStorage {
  const limits = new Map((HostConfig.Mounts ?? []).map(({ Target, TmpfsOptions }) => [Target, TmpfsOptions?.SizeBytes || null]));
  const mounted = (Mounts ?? []).flatMap((mount): ContainerMount[] => {
    const { Type, Name = null, Source, Destination: path } = mount;
    const readOnly = !mount.RW;
    if (Type === "tmpfs") return [memory(path, limits.get(path) ?? null, readOnly)];
    if (Type === "bind") return [{ kind: "host", path, engineName: Source, readOnly, limitBytes: null }];
    if (Type !== "volume") return [];
    return [{ kind: ANONYMOUS_VOLUME.test(Name ?? "") ? "anonymous" : "volume", path, engineName: Name, readOnly, limitBytes: null }];
  });
  const known = new Set(mounted.map(({ path }) => path));
  // Of memory that was asked for the older way, and of what every container has, the list of mounts says nothing.
  const unlisted = [...Object.entries(HostConfig.Tmpfs ?? {}).map(olderMemory), memory("/dev/shm", HostConfig.ShmSize || SHM_BYTES)];
  const mounts = [...mounted, ...unlisted.filter(({ path }) => !known.has(path))];
  return { mounts: mounts.sort((a, b) => (a.path < b.path ? -1 : 1)), readOnlyRoot: HostConfig.ReadonlyRootfs === true };
}

const memory = (path: string, limitBytes: number | null, readOnly = false): ContainerMount => ({ kind: "tmpfs", path, engineName: null, readOnly, limitBytes });

/** `size=1024,mode=700`, as tmpfsOptions writes it. */
const olderMemory = ([path, options]: [string, string]): ContainerMount => memory(path, Number(/(?:^|,)size=(\d+)/.exec(options)?.[1]) || null);

interface Measured<T> {
  value: T;
  at: number;
}

/** Sizes make the engine walk the disk: measured when a person asks, remembered for a while unless one asks `again`, null when it takes too long. */
export function measuring(docker: Docker, call: EngineCall, now: () => number = Date.now) {
  const layers = recent<Measured<number | null>>({ keepMs: KEEP_MS, most: MOST, now });
  const usage = recent<Measured<Map<string, number>>>({ keepMs: KEEP_MS, most: 1, now });

  const measureLayer = (id: string): Promise<Measured<number | null>> =>
    call({ name: "measure container", seconds: MEASURE_SECONDS }, async (abortSignal) => {
      const container = docker.getContainer(id);
      // Its types leave out the size, asked for and answered.
      const inspect = container.inspect.bind(container) as unknown as (options: { size: true; abortSignal: AbortSignal }) => Promise<{ SizeRw?: number }>;
      try {
        return { value: (await inspect({ size: true, abortSignal })).SizeRw ?? null, at: now() };
      } catch (error) {
        if (statusOf(error) === 404) return { value: null, at: now() };
        throw error;
      }
    });
  /** The engine can only measure all volumes at once. */
  const measureVolumes = (): Promise<Measured<Map<string, number>>> =>
    call({ name: "measure volumes", seconds: MEASURE_SECONDS }, async (abortSignal) => {
      // Its types leave out the options and the answer.
      const df = docker.df.bind(docker) as unknown as (options: { abortSignal: AbortSignal }) => Promise<DiskUsage>;
      const { Volumes } = await df({ abortSignal });
      return {
        value: new Map((Volumes ?? []).flatMap(({ Name, UsageData }) => (UsageData && UsageData.Size >= 0 ? [[Name, UsageData.Size]] : []))),
        at: now(),
      };
    });
  /** Another walk where what is remembered will not do, but not one for everybody who looks. */
  const fresh = async <T>(memory: Recent<Measured<T>>, key: string, measure: () => Promise<Measured<T>>, isGood: (value: T) => boolean) => {
    const known = await memory.ask(key, measure);
    if (now() - known.at < AGAIN_MS || isGood(known.value)) return known;
    memory.forget(key);
    return memory.ask(key, measure);
  };

  return async (containerIds: string[], volumes: string[], again = false): Promise<StorageSizes> => {
    const layerOf = (id: string) =>
      fresh(
        layers,
        id,
        () => measureLayer(id),
        () => !again,
      ).catch(nullIfLate);
    // A volume made since then is worth a walk of its own.
    const hasAll = (known: Map<string, number>) => !again && volumes.every((name) => known.has(name));
    const [sizes, used] = await Promise.all([
      mapWide(containerIds, MEASURED_AT_ONCE, async (id) => ({ id, size: await layerOf(id) })),
      volumes.length === 0 ? null : fresh(usage, "all", measureVolumes, hasAll).catch(nullIfLate),
    ]);
    return {
      layers: Object.fromEntries(sizes.map(({ id, size }) => [id, size?.value ?? null])),
      volumes: Object.fromEntries(volumes.map((name) => [name, used?.value.get(name) ?? null])),
      measuredAt: Math.min(now(), ...sizes.flatMap(({ size }) => size?.at ?? []), ...(used ? [used.at] : [])),
    };
  };
}

interface DiskUsage {
  Volumes: { Name: string; UsageData?: { Size: number } | null }[] | null;
}

/** Slow disks leave a size unknown; an engine that is away is a failure. */
function nullIfLate(error: unknown): null {
  if (problemOf(error).code === "ENGINE_UNREACHABLE") throw error;
  return null;
}
