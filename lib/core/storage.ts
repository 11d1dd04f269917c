/** A path that a container can write to, as the engine has it. */
export interface ContainerMount {
  kind: Exclude<StorageKind, "layer">;
  path: string;
  /** What the engine calls it: the name of the volume, the path of a host directory; null for memory. */
  engineName: string | null;
  readOnly: boolean;
  /** The most that fits; null where only the disk or the memory limit says so. */
  limitBytes: number | null;
}

export interface ContainerStorage {
  mounts: ContainerMount[];
  /** The container cannot write beside its mounts. */
  readOnlyRoot: boolean;
}

/** Null where it could not be measured in time. */
export interface StorageSizes {
  /** By engine name. */
  volumes: Record<string, number | null>;
  /** Written beside the mounts, by container id. */
  layers: Record<string, number | null>;
  measuredAt: number;
}

export type StorageKind = "volume" | "anonymous" | "tmpfs" | "layer" | "host";
/** What happens to what is written there. `asked`: it stays unless the person who removes says otherwise. */
export type Survival = "kept" | "lost" | "asked";

export const SURVIVAL: Record<StorageKind, { restart: Survival; upgrade: Survival; removal: Survival }> = {
  volume: { restart: "kept", upgrade: "kept", removal: "asked" },
  anonymous: { restart: "kept", upgrade: "lost", removal: "lost" },
  tmpfs: { restart: "lost", upgrade: "lost", removal: "lost" },
  layer: { restart: "kept", upgrade: "lost", removal: "lost" },
  host: { restart: "kept", upgrade: "kept", removal: "kept" },
};

export interface StorageRow {
  kind: StorageKind;
  /** `/` is the container itself, beside its mounts. */
  path: string;
  /** As the file names it; null for all but named volumes. */
  volume: string | null;
  engineName: string | null;
  limitBytes: number | null;
  container: { id: string; label: string; generation: "new" | "old" | "leaving" };
}

export interface StorageView {
  rows: StorageRow[];
  /** Containers whose mounts the engine did not tell in time. */
  unknown: string[];
}

/** An anonymous volume that goes when an upgrade is confirmed. */
export interface DoomedVolume {
  /** Name on the engine: what the confirmation must name. */
  name: string;
  path: string;
  service: string;
  /** `db-1`. */
  container: string;
  containerId: string;
}
