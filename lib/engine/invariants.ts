import type { ContainerInspectInfo, HostConfig } from "dockerode";
import { underKernelPath } from "@/lib/core/kernel-path";
import { LABEL, RESERVED_LABEL_PREFIXES } from "@/lib/core/labels";
import { GRANTABLE_CAPABILITIES, SHARED_FILES_CAPABILITIES, SPIN_CAPABILITIES } from "@/lib/core/policy";
import { SAFE_SYSCTLS } from "@/lib/core/service-extras";
import { canonicalText } from "@/lib/core/spec";

/** What must hold of every container, seen alike in create options and in what the engine says it made. */
export interface ContainerShape {
  labels: Record<string, string>;
  host: HostConfig;
  /** As the engine says it, what the image brought included; left out before that. */
  config?: ContainerConfig;
  /** What the policy the stack was checked under allows; Spin's seven and no directory of the host when left out. `besides`: the id of the one container whose processes and network a debug helper shares. */
  allowed?: { capabilities: string[]; hostDirectories: string[]; secrets?: string | null; besides?: string };
}

type ContainerConfig = Pick<ContainerInspectInfo["Config"], "WorkingDir" | "Entrypoint" | "Cmd"> & { Healthcheck?: { Interval?: number } | null };

type Check = (shape: ContainerShape, wanted: ContainerShape) => boolean;

const empty = (value: unknown): boolean =>
  value === undefined || value === null || value === "" || value === 0 || value === false || (typeof value === "object" && Object.keys(value).length === 0);

const texts = (value: unknown): string[] => (Array.isArray(value) ? value.map((item) => String(item).toUpperCase().replace(/^CAP_/, "")) : []);

const positive = (value: number | undefined | null): boolean => typeof value === "number" && value > 0;

/** One line per promise; the name is what an operator reads when it breaks. */
const INVARIANTS: Record<string, Check> = {
  "not privileged": ({ host }) => empty(host.Privileged),
  "all capabilities dropped": ({ host }) => texts(host.CapDrop).includes("ALL"),
  "only allowed capabilities added": ({ host }, { allowed }) =>
    texts(host.CapAdd).every((name) => GRANTABLE_CAPABILITIES.includes(name) && (allowed?.capabilities ?? SPIN_CAPABILITIES).includes(name)),
  "no new privileges, and no other security option": ({ host }) =>
    Array.isArray(host.SecurityOpt) && host.SecurityOpt.length === 1 && /^no-new-privileges(?:[:=]true)?$/.test(String(host.SecurityOpt[0])),
  "own process namespace": ({ host }, { allowed }) =>
    allowed?.besides === undefined ? empty(host.PidMode) : host.PidMode === `container:${allowed.besides}` && host.NetworkMode === host.PidMode,
  "private shared memory": ({ host }) => host.IpcMode === "private",
  "own host name namespace": ({ host }) => empty(host.UTSMode),
  "default user namespace": ({ host }) => empty(host.UsernsMode),
  "default control group": ({ host }) => empty(host.CgroupParent) && empty(host.Cgroup),
  "network of its own stack": ({ host }, wanted) => host.NetworkMode === wanted.host.NetworkMode && OWN_NETWORK.test(host.NetworkMode ?? "host"),
  "no devices": ({ host }) => empty(host.Devices) && empty(host.DeviceRequests) && empty(host.DeviceCgroupRules),
  "no host directories but granted ones": ({ host }, wanted) => empty(host.Binds) && empty(host.VolumesFrom) && mountsGranted(host, wanted),
  "plain local volumes": ({ host }) => mountsOf(host).every((mount) => empty(mount.VolumeOptions?.DriverConfig?.Options)),
  "memory limited": ({ host }, wanted) =>
    positive(host.Memory) && (host.MemorySwap === host.Memory || host.MemorySwap === -1 || isWantedSwap(host, wanted.host)),
  "processor limited": ({ host }) => positive(host.NanoCpus) || (positive(host.CpuQuota) && positive(host.CpuPeriod)),
  "usual share of processors": ({ host }, wanted) => empty(host.CpuShares) || host.CpuShares === wanted.host.CpuShares,
  "processes limited": ({ host }) => positive(host.PidsLimit),
  "killable when out of memory": ({ host }) => empty(host.OomKillDisable) && empty(host.OomScoreAdj),
  "default runtime": (_shape, wanted) => empty(wanted.host.Runtime),
  "only safe kernel settings": ({ host }) => empty(host.Sysctls) || Object.keys(host.Sysctls ?? {}).every((name) => SAFE_SYSCTLS.includes(name)),
  "only limits that a file may set": ({ host }, wanted) => empty(host.Ulimits) || sameText(host.Ulimits, wanted.host.Ulimits),
  "no links, and names only for literal addresses": ({ host }, wanted) =>
    empty(host.Links) &&
    (empty(host.ExtraHosts) || (sameText(host.ExtraHosts, wanted.host.ExtraHosts) && !String(host.ExtraHosts).toLowerCase().includes("host-gateway"))),
  "readable, bounded log": ({ host }) =>
    host.LogConfig?.Type === "json-file" && !empty(host.LogConfig.Config?.["max-size"]) && !empty(host.LogConfig.Config?.["max-file"]),
  "only leased host ports": ({ host }, wanted) => empty(host.PublishAllPorts) && portText(host) === portText(wanted.host),
  "kernel paths masked": ({ host }) => host.MaskedPaths === undefined || !empty(host.MaskedPaths),
  "own labels": ({ labels }, wanted) => Object.values(LABEL).every((name) => wanted.labels[name] === undefined || labels[name] === wanted.labels[name]),
  "no labels of the image's that other programs on the host act on": ({ labels }, wanted) =>
    Object.keys(labels).every((name) => !isActedOn(name) || labels[name] === wanted.labels[name]),
  "no start in a directory of the kernel, also not by the image": ({ config }) =>
    ![config?.WorkingDir, [config?.Entrypoint ?? [], config?.Cmd ?? []].flat()[0]].some((path) => path && underKernelPath(path)),
  "no health check more often than twice a second, also not by the image": ({ config }) =>
    empty(config?.Healthcheck?.Interval) || (config?.Healthcheck?.Interval ?? 0) >= 0.5e9,
};

/** No network, one of this instance's, or that of another container of it, which create-container.ts has looked at. */
const OWN_NETWORK = /^(?:none|spindle-.+|container:[0-9a-f]{64}|container:spindle-.+)$/;

const SPINDLES: string[] = Object.values(LABEL);

/** A file may not say them at all. Compose writes into the images it builds what project they were for, and Spindle what its demos were made of. */
function isActedOn(name: string): boolean {
  const label = name.toLowerCase();
  if (label.startsWith("io.spindle.") || label.startsWith("com.docker.compose.")) return SPINDLES.includes(name);
  return RESERVED_LABEL_PREFIXES.some((prefix) => label.startsWith(prefix));
}

const isWantedSwap = (host: HostConfig, wanted: HostConfig): boolean => positive(host.MemorySwap) && host.MemorySwap === wanted.MemorySwap;

/** The engine answers with what it was given, in the same order. */
const sameText = (one: unknown, other: unknown): boolean => canonicalText(one) === canonicalText(other);

interface MountLike {
  Type: string;
  Source?: string;
  Target?: string;
  ReadOnly?: boolean;
  BindOptions?: { Propagation?: string };
  VolumeOptions?: { DriverConfig?: { Options?: unknown } };
}
const mountsOf = (host: HostConfig): MountLike[] => (host.Mounts as MountLike[] | null | undefined) ?? [];

/** A directory of the host is one that was granted, mounted exactly as asked for, and no capability gets past the permissions of its files. */
function mountsGranted(host: HostConfig, wanted: ContainerShape): boolean {
  // A debug helper has nothing of anybody's.
  if (wanted.allowed?.besides !== undefined) return mountsOf(host).every(({ Type }) => Type === "tmpfs");
  const others = mountsOf(host).filter((mount) => mount.Type !== "volume" && mount.Type !== "tmpfs" && !holdsSecrets(mount, wanted));
  if (bindText(host) !== bindText(wanted.host)) return false;
  if (others.length === 0) return true;
  const granted = wanted.allowed?.hostDirectories ?? [];
  return (
    others.every(({ Type, Source }) => Type === "bind" && granted.includes(Source ?? "")) &&
    texts(host.CapAdd).every((name) => SHARED_FILES_CAPABILITIES.includes(name))
  );
}

/** Spindle's own directory with the files of this generation's secrets, where nothing can be written. */
const holdsSecrets = ({ Type, Source, Target, ReadOnly }: MountLike, { allowed }: ContainerShape): boolean =>
  Type === "bind" && Source !== undefined && Source === allowed?.secrets && Target === "/run/secrets" && ReadOnly === true;

const bindText = (host: HostConfig): string =>
  mountsOf(host)
    .filter(({ Type }) => Type === "bind")
    .map(({ Source, Target, ReadOnly, BindOptions }) => `${Source}>${Target} ${ReadOnly === true} ${BindOptions?.Propagation ?? ""}`)
    .sort()
    .join("\n");

function portText(host: HostConfig): string {
  const bindings = (host.PortBindings ?? {}) as Record<string, { HostIp?: string; HostPort?: string }[] | null>;
  const flat = Object.entries(bindings).flatMap(([key, list]) => (list ?? []).map((binding) => `${binding.HostIp ?? ""}:${binding.HostPort ?? ""}>${key}`));
  return flat.sort().join(" ");
}

/** Names of the promises that `shape` breaks; empty when all hold. `wanted` is what Spindle asked for. */
export function brokenInvariants(shape: ContainerShape, wanted: ContainerShape): string[] {
  return Object.entries(INVARIANTS)
    .filter(([, holds]) => !holds(shape, wanted))
    .map(([name]) => name);
}

export const invariantNames = Object.keys(INVARIANTS);
