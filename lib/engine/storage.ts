import type Docker from "dockerode";
import type { ContainerInspectInfo } from "dockerode";
import { problemOf } from "@/lib/core/errors";
import { recent } from "@/lib/core/recent";
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
  const asked = new Map((HostConfig.Mounts ?? []).map((mount) => [mount.Target, mount]));
  const mounts: ContainerMount[] = (Mounts ?? []).flatMap((mount): ContainerMount[] => {
    if (mount.Type !== "volume" && mount.Type !== "tmpfs") return [];
    const isVolume = mount.Type === "volume";
    const name = mount.Name ?? null;
    return [
      {
        kind: isVolume ? (ANONYMOUS_VOLUME.test(name ?? "") ? "anonymous" : "volume") : "tmpfs",
        path: mount.Destination,
        engineName: isVolume ? name : null,
        readOnly: !mount.RW,
        limitBytes: isVolume ? null : asked.get(mount.Destination)?.TmpfsOptions?.SizeBytes || null,
      },
    ];
  });
  const shm: ContainerMount = { kind: "tmpfs", path: "/dev/shm", engineName: null, readOnly: false, limitBytes: HostConfig.ShmSize || SHM_BYTES };
  const withMemory = mounts.some(({ path }) => path === shm.path) ? mounts : [...mounts, shm];
  return { mounts: withMemory.sort((a, b) => (a.path < b.path ? -1 : 1)), readOnlyRoot: HostConfig.ReadonlyRootfs === true };
}

interface Measured<T> {
  value: T;
  at: number;
}

/** Sizes make the engine walk the disk: measured when a person asks, remembered for a while, null when it takes too long. */
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
  const volumeSizes = async (volumes: string[]): Promise<Measured<Map<string, number>>> => {
    if (volumes.length === 0) return { value: new Map(), at: now() };
    const known = await usage.ask("all", measureVolumes);
    // A volume made since then is worth another walk, but not one for everybody who looks.
    if (now() - known.at < AGAIN_MS || volumes.every((name) => known.value.has(name))) return known;
    usage.forget("all");
    return usage.ask("all", measureVolumes);
  };

  return async (containerIds: string[], volumes: string[]): Promise<StorageSizes> => {
    const [sizes, used] = await Promise.all([
      mapWide(containerIds, MEASURED_AT_ONCE, async (id) => ({ id, size: await layers.ask(id, () => measureLayer(id)).catch(nullIfLate) })),
      volumeSizes(volumes).catch(nullIfLate),
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
