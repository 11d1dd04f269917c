import { tidyPath } from "@/lib/core/kernel-path";
import { grantsOf } from "@/lib/core/policy";
import type { MountSpec } from "@/lib/core/spec";
import type { Desk } from "../desk";
import { FILE_NAME, RESOURCE_NAME } from "../names";
import { type Entry, isNull, type Node } from "../node";
import type { Spot } from "../place";
import { formatBytes } from "../units";
import { bytesOf, eachField, flagOf, lineOf, listOf, refuse, textOf, wordOf, wrong } from "../values";
import { closedMessage, readBind } from "./binds";
import type { Draft } from "./draft";
import { unused } from "./health";
import { checkTarget } from "./path";

const isHostPath = (source: string) => /^[./~\\]/.test(source) || /^[A-Za-z]:[\\/]/.test(source) || source.includes("/") || source.includes("\\");

/** Named and anonymous volumes, memory file systems and granted directories; whatever else would show a part of the host is refused. */
export function readVolumes(desk: Desk, node: Node, draft: Draft): void {
  if (isNull(node)) return;
  for (const item of listOf(desk, node, "volumes") ?? []) {
    const mount = item.kind === "map" ? readLong(desk, item) : readShort(desk, item);
    if (mount) addMount(desk, draft, mount, item, "volumes");
  }
}

function addMount(desk: Desk, draft: Draft, mount: MountSpec, at: Spot, field: string): undefined {
  const target = tidyPath(mount.target);
  const twin = draft.mounts.find((other) => other.mount.target === target);
  if (twin) return wrong(desk, at, field, `${target} is already mounted in ${desk.report.lineOf(twin.at)}. Keep one.`);
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
  if (isHostPath(first) || /^[A-Za-z]:[\\/]/.test(text)) return readShortBind(desk, node, text);
  if (parts.length > 3 || !RESOURCE_NAME.test(first)) return wrong(desk, node, "volumes", 'A volume is written "name:/path" or "name:/path:ro".');
  if (!goodTarget(desk, node, "volumes", second)) return undefined;
  const options = mode.split(",").filter((option) => !noteConsistency(desk, node, option));
  const odd = options.find((option) => !["ro", "rw", "nocopy"].includes(option));
  if (odd !== undefined) return refuse(desk, node, "volumes", `The only options of a volume are ro, rw and nocopy; leave out ${odd}.`);
  return { type: "volume", source: first, target: second, readOnly: options.includes("ro"), ...(options.includes("nocopy") ? { noCopy: true } : {}) };
}

/** Words for computers that run containers in a machine of their own. */
function noteConsistency(desk: Desk, at: Spot, option: string): boolean {
  const known = ["cached", "consistent", "delegated"].includes(option);
  if (known) unused(desk, at, option, "Volumes lie on the disk of the host itself.");
  return known;
}

function readShortBind(desk: Desk, node: Node, text: string): MountSpec | undefined {
  const [source = "", target = "", mode, more] = text.split(":");
  const drive = /^[A-Za-z]:[\\/]/.test(text);
  if (drive || grantsOf(desk.policy, desk.asker).length === 0) return readBind(desk, text, target, true, node);
  if (more !== undefined || (mode !== undefined && mode !== "ro" && mode !== "rw"))
    return refuse(desk, node, "volumes", `The only options of a host directory are ro and rw; leave out ${text.split(":").slice(2).join(":")}.`);
  if (!goodTarget(desk, node, "volumes", target)) return undefined;
  const whole = node.kind === "scalar" && node.value === text && desk.report.text.slice(node.from, node.to) === text;
  const insert = mode === "rw" ? text.replace(/:rw$/, ":ro") : `${text}:ro`;
  const readOnlyFix = whole ? { label: "Mount it read-only", from: node.from, to: node.to, insert } : null;
  return readBind(desk, source, target, mode === "ro", node, { readOnlyFix });
}

const TYPES = ["volume", "tmpfs", "bind"] as const;
type Type = (typeof TYPES)[number];

function readLong(desk: Desk, node: Node): MountSpec | undefined {
  let type: Type | undefined;
  let source: { text: string; entry: Entry } | undefined;
  let target: string | undefined;
  let readOnly: boolean | undefined = false;
  let sizeBytes: number | null | undefined = null;
  let more: { mode?: number } = {};
  let noCopy: { noCopy?: true } = {};
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
        eachField(desk, entry.value, "volumes.tmpfs", {
          size: (size) => (sizeBytes = tmpfsSize(desk, size.value)),
          mode: (mode) => (more = { ...more, ...tmpfsMode(desk, mode.value, textOf(desk, mode.value, "volumes.tmpfs.mode")) }),
        }),
      volume: (entry) =>
        eachField(
          desk,
          entry.value,
          "volumes.volume",
          { nocopy: (copy) => (noCopy = flagOf(desk, copy.value, "volumes.volume.nocopy") ? { noCopy: true } : {}) },
          VOLUME_OPTIONS,
        ),
      bind: (entry) => readBindOptions(desk, entry),
      consistency: (entry) => {
        const text = lineOf(desk, entry.value, "volumes.consistency");
        if (text !== undefined && !noteConsistency(desk, entry, text))
          wrong(desk, entry.value, "volumes.consistency", "consistency is cached, consistent or delegated.");
      },
    },
    { image: "Images cannot be mounted. Remove it." },
  );
  if (!typed) return wrong(desk, node, "volumes", "A mount in this form needs `type`: volume or tmpfs.");
  if (!node.path || (target === undefined && !hasKey(node, "target")))
    return wrong(desk, node, "volumes", "A mount in this form needs `target`, a path inside the container.");
  if (type === undefined || target === undefined || readOnly === undefined || sizeBytes === undefined) return undefined;
  if (type === "tmpfs")
    return source ? wrong(desk, source.entry, "volumes", "A tmpfs lives in memory and has no source. Remove it.") : { type, target, sizeBytes, ...more };
  if (!source && type === "bind") return wrong(desk, node, "volumes", "A host directory in this form needs `source`, its path on the host.");
  if (!source) return { type: "anonymous", target, readOnly, ...noCopy };
  if (type === "bind") return readBind(desk, source.text, target, readOnly, source.entry.value);
  if (isHostPath(source.text)) return refuse(desk, source.entry.value, "volumes", closedMessage(source.text));
  if (!FILE_NAME.test(source.text)) return wrong(desk, source.entry.value, "volumes", "The name of a volume has letters, digits, _ . and -.");
  return { type, source: source.text, target, readOnly, ...noCopy };
}

const hasKey = (node: Node, key: string) => node.kind === "map" && node.entries.some((entry) => entry.key === key);

const VOLUME_OPTIONS = {
  subpath: "A part of a volume cannot be mounted. Mount the whole volume.",
  labels: "Labels belong to the volume itself, at the end of the file. Remove it.",
};

/** What is so anyway may be said. */
function readBindOptions(desk: Desk, bind: Entry): void {
  if (grantsOf(desk.policy, desk.asker).length === 0) return void refuse(desk, bind, "volumes.bind", closedMessage(""), bind);
  if (isNull(bind.value)) return;
  const readers = {
    propagation: (entry: Entry) => wordOf(desk, entry.value, "volumes.bind.propagation", ["rprivate", "private"]),
    create_host_path: (entry: Entry) => {
      if (flagOf(desk, entry.value, "volumes.bind.create_host_path"))
        refuse(desk, entry, "volumes.bind.create_host_path", "Directories are not made on the host. Make it first, and remove the line.", entry);
    },
  };
  eachField(desk, bind.value, "volumes.bind", readers, BIND_OPTIONS);
}

const BIND_OPTIONS = {
  selinux: "It would change the labels of files that others use. Remove it.",
  recursive: "Whatever is mounted below is shown as it is. Remove it.",
};

function readType(desk: Desk, entry: Entry): Type | undefined {
  const text = textOf(desk, entry.value, "volumes");
  if (text === "npipe" || (text === "bind" && grantsOf(desk.policy, desk.asker).length === 0)) return refuse(desk, entry.value, "volumes", closedMessage(""));
  if (text === "image" || text === "cluster") return refuse(desk, entry.value, "volumes", `Mounts of type ${text} are not available. Use a named volume.`);
  return text === undefined ? undefined : wordOf(desk, entry.value, "volumes.type", TYPES);
}

function tmpfsSize(desk: Desk, node: Node): number | undefined {
  const most = desk.policy.limits.tmpfsBytes;
  return bytesOf(desk, node, "tmpfs", { least: 1024, most, range: `1k to ${formatBytes(most)}` });
}

/** What the engine does anyway may be said; times of access nobody keeps in memory. */
const HARMLESS = new Set(["rw", "noexec", "nosuid", "nodev", "noatime", "nodiratime"]);
const USUAL_MODE = 0o1777;

const OWNER = /^[ug]id=(0|[1-9]\d{0,8})$/;

type TmpfsMore = { mode?: number; uid?: number; gid?: number };

function tmpfsMode(desk: Desk, at: Spot, text: string | undefined): TmpfsMore {
  const digits = text?.replace(/^0o/, "");
  if (digits === undefined) return {};
  if (!/^[0-7]{1,5}$/.test(digits) || Number.parseInt(digits, 8) > 0o7777)
    return wrong(desk, at, "tmpfs", 'The mode of a tmpfs is written in octal digits, as in "1770".') ?? {};
  const mode = Number.parseInt(digits, 8);
  return mode === USUAL_MODE ? {} : { mode };
}

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
    let more: TmpfsMore = {};
    for (const option of colon === -1 ? [] : text.slice(colon + 1).split(",")) {
      const size = /^size=(.+)$/.exec(option)?.[1];
      if (size !== undefined && item.kind === "scalar") sizeBytes = tmpfsSize(desk, sizeNode(item, size));
      else if (option.startsWith("mode=")) more = { ...more, ...tmpfsMode(desk, item, option.slice(5)) };
      else if (OWNER.test(option)) more = { ...more, [option.slice(0, 3)]: Number(option.slice(4)) };
      else if (!HARMLESS.has(option))
        refuse(desk, item, "tmpfs", `A tmpfs has the options size, mode, uid and gid, as in ${target}:size=64m,uid=1000; leave out ${option}.`);
    }
    if (sizeBytes !== undefined) addMount(desk, draft, { type: "tmpfs", target, sizeBytes, ...more }, item, "tmpfs");
  }
}

/** The size inside an already interpolated text: a `$` in it is one. */
const sizeNode = (home: Spot, size: string): Node => ({ ...home, kind: "scalar", value: size.replaceAll("$", "$$$$"), source: size });
