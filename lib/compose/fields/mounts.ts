import type { MountSpec } from "@/lib/core/spec";
import type { Desk } from "../desk";
import { RESOURCE_NAME } from "../names";
import { type Entry, isNull, type Node } from "../node";
import type { Spot } from "../place";
import { formatBytes } from "../units";
import { bytesOf, eachField, flagOf, lineOf, listOf, refuse, textOf, wordOf, wrong } from "../values";
import type { Draft } from "./draft";
import { checkTarget, tidyTarget } from "./path";

const BIND = "Directories of the host cannot be mounted: they belong to everybody on it. Use a named volume, declared under `volumes` at the end of the file.";
const SOCKET = "The Docker socket would give this container control over the whole host and every stack on it. Remove it.";
const isHostPath = (source: string) => /^[./~\\]/.test(source) || /^[A-Za-z]:[\\/]/.test(source) || source.includes("/") || source.includes("\\");
const hostMessage = (source: string) => (/docker\.sock|containerd\.sock|podman\.sock/.test(source) ? SOCKET : BIND);

/** Named and anonymous volumes and memory file systems; whatever would show a part of the host is refused. */
export function readVolumes(desk: Desk, node: Node, draft: Draft): void {
  if (isNull(node)) return;
  for (const item of listOf(desk, node, "volumes") ?? []) {
    const mount = item.kind === "map" ? readLong(desk, item) : readShort(desk, item);
    if (mount) addMount(desk, draft, mount, item, "volumes");
  }
}

function addMount(desk: Desk, draft: Draft, mount: MountSpec, at: Spot, field: string): undefined {
  const target = tidyTarget(mount.target);
  const twin = draft.mounts.find((other) => other.mount.target === target);
  if (twin) return wrong(desk, at, field, `${target} is already mounted in line ${desk.report.lineOf(twin.at)}. Keep one.`);
  draft.mounts.push({ mount: { ...mount, target }, at });
}

function goodTarget(desk: Desk, at: Spot, field: string, target: string): boolean {
  const trouble = checkTarget(target);
  if (trouble) refuse(desk, at, field, trouble);
  return trouble === null;
}

function readShort(desk: Desk, node: Node): MountSpec | undefined {
  const text = lineOf(desk, node, "volumes");
  if (text === undefined) return undefined;
  const parts = text.split(":");
  const [first = "", second, mode = "rw"] = parts;
  if (second === undefined) {
    if (!first.startsWith("/")) return wrong(desk, node, "volumes", `${first} has no path inside the container. Write "${first}:/path".`);
    return goodTarget(desk, node, "volumes", first) ? { type: "anonymous", target: first, readOnly: false } : undefined;
  }
  if (isHostPath(first) || /^[A-Za-z]:[\\/]/.test(text)) return refuse(desk, node, "volumes", hostMessage(text));
  if (parts.length > 3 || !RESOURCE_NAME.test(first)) return wrong(desk, node, "volumes", 'A volume is written "name:/path" or "name:/path:ro".');
  if (!goodTarget(desk, node, "volumes", second)) return undefined;
  if (mode !== "ro" && mode !== "rw") return refuse(desk, node, "volumes", `The only options of a volume are ro and rw; leave out ${mode}.`);
  return { type: "volume", source: first, target: second, readOnly: mode === "ro" };
}

const TYPES = ["volume", "tmpfs"] as const;

function readLong(desk: Desk, node: Node): MountSpec | undefined {
  let type: "volume" | "tmpfs" | undefined;
  let source: { text: string; entry: Entry } | undefined;
  let target: string | undefined;
  let readOnly: boolean | undefined = false;
  let sizeBytes: number | null | undefined = null;
  let typed = false;
  eachField(
    desk,
    node,
    "volumes",
    {
      type: (entry) => {
        typed = true;
        type = readType(desk, entry);
      },
      source: (entry) => {
        const text = lineOf(desk, entry.value, "volumes");
        if (text !== undefined) source = { text, entry };
      },
      target: (entry) => {
        const text = lineOf(desk, entry.value, "volumes");
        if (text !== undefined && goodTarget(desk, entry.value, "volumes", text)) target = text;
        typed ||= target === undefined;
      },
      read_only: (entry) => (readOnly = flagOf(desk, entry.value, "volumes.read_only")),
      tmpfs: (entry) =>
        eachField(
          desk,
          entry.value,
          "volumes.tmpfs",
          { size: (size) => (sizeBytes = tmpfsSize(desk, size.value)) },
          { mode: "Only the size can be set. Remove it." },
        ),
      volume: (entry) => eachField(desk, entry.value, "volumes.volume", {}, VOLUME_OPTIONS),
    },
    { bind: BIND, image: "Images cannot be mounted. Remove it.", consistency: "It has no meaning here. Remove it." },
  );
  if (!typed) return wrong(desk, node, "volumes", "A mount in this form needs `type`: volume or tmpfs.");
  if (!node.path || (target === undefined && !hasKey(node, "target")))
    return wrong(desk, node, "volumes", "A mount in this form needs `target`, a path inside the container.");
  if (type === undefined || target === undefined || readOnly === undefined || sizeBytes === undefined) return undefined;
  if (type === "tmpfs")
    return source ? wrong(desk, source.entry, "volumes", "A tmpfs lives in memory and has no source. Remove it.") : { type, target, sizeBytes };
  if (!source) return { type: "anonymous", target, readOnly };
  if (isHostPath(source.text)) return refuse(desk, source.entry.value, "volumes", hostMessage(source.text));
  if (!RESOURCE_NAME.test(source.text)) return wrong(desk, source.entry.value, "volumes", "The name of a volume has letters, digits, _ . and -.");
  return { type, source: source.text, target, readOnly };
}

const hasKey = (node: Node, key: string) => node.kind === "map" && node.entries.some((entry) => entry.key === key);

const VOLUME_OPTIONS = {
  nocopy: "Volumes are always filled from the image when they are new. Remove it.",
  subpath: "A part of a volume cannot be mounted. Mount the whole volume.",
  labels: "Labels belong to the volume itself, at the end of the file. Remove it.",
};

function readType(desk: Desk, entry: Entry): "volume" | "tmpfs" | undefined {
  const text = textOf(desk, entry.value, "volumes");
  if (text === "bind" || text === "npipe") return refuse(desk, entry.value, "volumes", BIND);
  if (text === "image" || text === "cluster") return refuse(desk, entry.value, "volumes", `Mounts of type ${text} are not available. Use a named volume.`);
  return text === undefined ? undefined : wordOf(desk, entry.value, "volumes.type", TYPES);
}

function tmpfsSize(desk: Desk, node: Node): number | undefined {
  const most = desk.policy.limits.tmpfsBytes;
  return bytesOf(desk, node, "tmpfs", { least: 1024, most, range: `1k to ${formatBytes(most)}` });
}

/** What the engine does anyway may be said. */
const HARMLESS = new Set(["rw", "noexec", "nosuid", "nodev", "mode=1777", "mode=01777"]);

/** `tmpfs: /run` or `- /run:size=64m`. */
export function readTmpfs(desk: Desk, node: Node, draft: Draft): void {
  if (isNull(node)) return;
  for (const item of node.kind === "list" ? node.items : [node]) {
    const text = lineOf(desk, item, "tmpfs");
    if (text === undefined) continue;
    const colon = text.indexOf(":");
    const target = colon === -1 ? text : text.slice(0, colon);
    if (!goodTarget(desk, item, "tmpfs", target)) continue;
    let sizeBytes: number | null | undefined = null;
    for (const option of colon === -1 ? [] : text.slice(colon + 1).split(",")) {
      const size = /^size=(.+)$/.exec(option)?.[1];
      if (size !== undefined && item.kind === "scalar") sizeBytes = tmpfsSize(desk, sizeNode(item, size));
      else if (!HARMLESS.has(option)) refuse(desk, item, "tmpfs", `The only option of a tmpfs is its size, as in ${target}:size=64m; leave out ${option}.`);
    }
    if (sizeBytes !== undefined) addMount(desk, draft, { type: "tmpfs", target, sizeBytes }, item, "tmpfs");
  }
}

/** The size inside an already interpolated text: a `$` in it is one. */
const sizeNode = (home: Spot, size: string): Node => ({ ...home, kind: "scalar", value: size.replaceAll("$", "$$$$"), source: size });
