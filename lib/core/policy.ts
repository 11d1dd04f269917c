import { DEFAULT_QUOTA, type Quota } from "./quota";
import type { Protocol } from "./spec";

/** Both ends included. */
export interface PortRange {
  from: number;
  to: number;
}

/** A directory of the host that an administrator lets people mount. A service that does so runs as `uid:gid` and nobody else. */
export interface BindGrant {
  /** Absolute, without `..`; everything below it is granted too. */
  path: string;
  mode: "ro" | "rw";
  users: string[];
  projects: string[];
  /** Null where it is not known: then nothing can be mounted, and the refusal says why. */
  uid: number | null;
  gid: number | null;
  groups: number[];
}

/** Host ports beside the pool that an administrator lets a project publish. Both ends included. */
export interface PortGrant extends PortRange {
  projects: string[];
  reason: string;
}

/** How far stacks can be watched and touched while they run. */
export interface WatchRules {
  /** Log lines outlive their containers, per service up to both limits. */
  keepLogs: boolean;
  keptLogBytes: number;
  keptLogDays: number;
  /** CPU, memory, network and disk are sampled and kept for a day. */
  statistics: boolean;
  /** Files may be brought into containers and out of them. */
  transferFiles: boolean;
  /** What a debug shell may be made from; none, and there are no debug shells. */
  debugImages: string[];
  /** A shell in which nothing happens for so long is ended; null is never. */
  shellIdleMinutes: number | null;
}

/** What an environment allows; data of the environment, the same for every entrance. */
export interface Policy {
  /** Where random host ports come from; also allowed in files. */
  hostPorts: PortRange;
  /** Allowed in files as well. */
  moreHostPorts: PortRange[];
  /** For files of these projects alone. */
  portGrants: PortGrant[];
  protocols: Protocol[];
  capabilities: string[];
  /** Every service must say a user by number that is not root. */
  nonRoot: boolean;
  /** Host names, `docker.io` for names without one; null is any. */
  registries: string[] | null;
  /** "registry/namespace" -> who may use its images. */
  privateNamespaces: Record<string, string[]>;
  bindRoots: BindGrant[];
  /** Warn where services and volumes are not named as Spin's people name them. */
  namingHints: boolean;
  /** Shells are recorded: what they show, never what is typed. */
  recordShells: boolean;
  watch: WatchRules;
  maxServices: number;
  maxScale: number;
  composeBytes: number;
  limits: {
    memoryBytes: number;
    cpus: number;
    pids: number;
    shmBytes: number;
    tmpfsBytes: number;
    stopGraceSeconds: number;
    logMaxSizeBytes: number;
    logMaxFiles: number;
    /** A health check may not come more often. */
    healthIntervalMs: number;
    labelBytes: number;
  };
  /** What a container gets when its file says nothing; never more than the limit. */
  defaults: { memoryBytes: number; cpus: number; pids: number; logMaxSizeBytes: number; logMaxFiles: number; stopGraceSeconds: number };
  /** What each project may hold, unless an administrator said otherwise for it. */
  quota: Quota;
}

const MiB = 1024 * 1024;

/** Spin's seven: what a container may have back after dropping everything. */
export const SPIN_CAPABILITIES = ["CHOWN", "DAC_OVERRIDE", "FOWNER", "KILL", "NET_BIND_SERVICE", "SETGID", "SETUID"];

/** Pod Security Standard "restricted": one capability, and nobody is root. */
export const RESTRICTED_CAPABILITIES = ["NET_BIND_SERVICE"];

/** All that any policy can grant; the engine room refuses more, whatever the data says. */
export const GRANTABLE_CAPABILITIES = [...SPIN_CAPABILITIES, "AUDIT_WRITE", "FSETID", "NET_RAW", "SETFCAP", "SETPCAP", "SYS_CHROOT"].sort();

/** With shared files mounted: what the kernel lets an owner do with them is all a service may do. */
export const SHARED_FILES_CAPABILITIES = ["NET_BIND_SERVICE"];

export const DEFAULT_POLICY: Policy = {
  hostPorts: { from: 60000, to: 60050 },
  moreHostPorts: [],
  portGrants: [],
  protocols: ["tcp", "udp"],
  capabilities: SPIN_CAPABILITIES,
  nonRoot: false,
  registries: null,
  privateNamespaces: {},
  bindRoots: [],
  namingHints: false,
  recordShells: false,
  watch: {
    keepLogs: true,
    keptLogBytes: 50 * MiB,
    keptLogDays: 14,
    statistics: true,
    transferFiles: true,
    debugImages: [],
    shellIdleMinutes: null,
  },
  maxServices: 20,
  maxScale: 10,
  composeBytes: 256 * 1024,
  limits: {
    memoryBytes: 8192 * MiB,
    cpus: 4,
    pids: 4096,
    shmBytes: 1024 * MiB,
    tmpfsBytes: 1024 * MiB,
    stopGraceSeconds: 300,
    logMaxSizeBytes: 100 * MiB,
    logMaxFiles: 10,
    healthIntervalMs: 1000,
    labelBytes: 8 * 1024,
  },
  defaults: { memoryBytes: 512 * MiB, cpus: 1, pids: 512, logMaxSizeBytes: 10 * MiB, logMaxFiles: 3, stopGraceSeconds: 10 },
  quota: DEFAULT_QUOTA,
};

/** Stored policies may be older than a key: what is missing takes its default. */
export function completePolicy(stored: Partial<Policy>): Policy {
  const { limits, defaults, quota, watch } = DEFAULT_POLICY;
  const parts = {
    limits: { ...limits, ...stored.limits },
    defaults: { ...defaults, ...stored.defaults },
    quota: { ...quota, ...stored.quota },
    watch: { ...watch, ...stored.watch },
  };
  return { ...DEFAULT_POLICY, ...stored, ...parts };
}

/** Who asks, as far as grants depend on it. */
export interface Asker {
  username: string;
  projects: string[];
  /** Numbers known from elsewhere than the grants, where a grant has none of its own. */
  uid?: number | null;
  gid?: number | null;
  groups?: number[];
}

export const portRanges = ({ hostPorts, moreHostPorts }: Pick<Policy, "hostPorts" | "moreHostPorts">): PortRange[] => [hostPorts, ...moreHostPorts];

export const isHostPort = (policy: Pick<Policy, "hostPorts" | "moreHostPorts">, port: number): boolean =>
  portRanges(policy).some(({ from, to }) => port >= from && port <= to);

/** The policy with what was granted to a project under its new name; null where it grants it nothing. */
export function grantsUnder(policy: Policy, from: string, to: string): Policy | null {
  const { bindRoots, portGrants } = policy;
  if (![...bindRoots, ...portGrants].some(({ projects }) => projects.includes(from))) return null;
  const renamed = <Grant extends { projects: string[] }>(grants: Grant[]): Grant[] =>
    grants.map((grant) => ({ ...grant, projects: [...new Set(grant.projects.map((name) => (name === from ? to : name)))] }));
  return { ...policy, bindRoots: renamed(bindRoots), portGrants: renamed(portGrants) };
}

/** The ports beside the pool that an asker's projects were given. */
export const grantedPorts = ({ portGrants }: Pick<Policy, "portGrants">, asker: Pick<Asker, "projects"> | null): PortRange[] =>
  portGrants.filter(({ projects }) => asker?.projects.some((name) => projects.includes(name))).map(({ from, to }) => ({ from, to }));

/** `60000 to 60050 and 61000 to 61010`. */
export const rangesInWords = (ranges: readonly PortRange[]): string =>
  ranges.map(({ from, to }) => (from === to ? String(from) : `${from} to ${to}`)).join(" and ");

export const portRangesInWords = (policy: Pick<Policy, "hostPorts" | "moreHostPorts">): string => rangesInWords(portRanges(policy));

/** Ranges do not overlap. */
export const countPorts = (ranges: readonly PortRange[]): number => ranges.reduce((sum, { from, to }) => sum + to - from + 1, 0);

export const grantsOf = (policy: Pick<Policy, "bindRoots">, asker: Asker | null): BindGrant[] =>
  asker === null
    ? []
    : policy.bindRoots.filter(({ users, projects }) => users.includes(asker.username) || projects.some((name) => asker.projects.includes(name)));

/** Compared by component, so that `/data/team` does not cover `/data/team-two`. Both paths are normalised. */
export const isBelow = (path: string, root: string): boolean => path === root || root === "/" || path.startsWith(`${root}/`);
