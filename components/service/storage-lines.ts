import { type StorageKind, type StorageRow, type StorageSizes, SURVIVAL, type Survival } from "@/lib/core/storage";
import { bytes } from "@/lib/format/bytes";
import { nameList, shortId } from "@/lib/format/names";

/** One line of the table: a path, in one container or, where it is the same thing, in several. */
export interface StorageLine {
  key: string;
  kind: StorageKind;
  path: string;
  /** The volume's name in the file, or the beginning of the engine's; of the host's directory its path. */
  name: string | null;
  limitBytes: number | null;
  containers: { id: string; label: string }[];
  engineName: string | null;
}

const AGE: Record<StorageRow["container"]["generation"], number> = { new: 0, leaving: 1, old: 2 };
const RANK: Record<StorageKind, number> = { volume: 0, host: 1, anonymous: 2, layer: 3, tmpfs: 4 };
/** One thing for all who mount it; memory has no content to tell apart. The rest is each container's own. */
const SHARED: ReadonlySet<StorageKind> = new Set(["volume", "host", "tmpfs"]);

export function storageLines(rows: readonly StorageRow[]): StorageLine[] {
  const lines = new Map<string, StorageLine>();
  const newFirst = [...rows].sort((a, b) => AGE[a.container.generation] - AGE[b.container.generation]);
  for (const { kind, path, volume, engineName, limitBytes, container } of newFirst) {
    const key = `${kind} ${path} ${engineName ?? limitBytes} ${SHARED.has(kind) ? "" : container.id}`;
    const label = `${container.label}${container.generation === "old" ? ", old" : ""}`;
    const known = lines.get(key);
    if (known) known.containers.push({ id: container.id, label });
    else
      lines.set(key, {
        key,
        kind,
        path,
        name: volume ?? (kind === "host" || engineName === null ? engineName : shortId(engineName)),
        limitBytes,
        containers: [{ id: container.id, label }],
        engineName,
      });
  }
  return [...lines.values()].sort((a, b) => RANK[a.kind] - RANK[b.kind] || a.path.localeCompare(b.path) || labelsOf(a).localeCompare(labelsOf(b)));
}

export const labelsOf = ({ containers }: Pick<StorageLine, "containers">): string => containers.map(({ label }) => label).join("; ");

/** What it is, in words. */
export const KIND_WORDS: Record<StorageKind, string> = {
  volume: "Volume",
  anonymous: "Volume without a name",
  layer: "The container itself",
  host: "Directory of the host",
  tmpfs: "Memory",
};

/** `/` would be read as the whole disk. */
export const pathWords = ({ kind, path }: Pick<StorageLine, "kind" | "path">): string => (kind === "layer" ? "everywhere else" : path);

export function sizeWords({ kind, engineName, containers, limitBytes }: StorageLine, sizes: StorageSizes | undefined, measuring: boolean): string {
  if (kind === "tmpfs") return limitBytes === null ? "no limit of its own" : `up to ${bytes(limitBytes)}`;
  if (kind === "host") return "not measured";
  if (!sizes) return measuring ? "measuring" : "not known";
  const size = kind === "layer" ? sizes.layers[containers[0]?.id ?? ""] : sizes.volumes[engineName ?? ""];
  return size == null ? "not known" : bytes(size);
}

export interface Fate {
  tone: "well" | "broken" | "person";
  icon: "check-circle" | "remove" | "hand";
  word: string;
}
const FATES: Record<Survival, Fate> = {
  kept: { tone: "well", icon: "check-circle", word: "stays" },
  lost: { tone: "broken", icon: "remove", word: "is lost" },
  asked: { tone: "person", icon: "hand", word: "you are asked" },
};
export const fatesOf = (kind: StorageKind) => {
  const { restart, upgrade, removal } = SURVIVAL[kind];
  return { restart: FATES[restart], upgrade: FATES[upgrade], removal: FATES[removal] };
};

/** The trap this page is for, in one sentence; null when no volume is without a name. */
export function lossSentence(lines: readonly StorageLine[]): string | null {
  const paths = [...new Set(lines.filter(({ kind }) => kind === "anonymous").map(({ path }) => path))];
  if (paths.length === 0) return null;
  return `Every container has a volume of its own without a name at ${nameList(paths)}. A new container starts with an empty one; confirming an upgrade deletes the old, and scaling down those of the containers that go. Mount a named volume there to keep the data.`;
}
