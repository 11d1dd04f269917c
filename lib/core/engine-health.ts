/** What an engine says of itself when somebody wants to know. Times are ms since the epoch. */
export interface EngineHealth {
  /** Engine, containerd, runc and whatever else it names. */
  components: { name: string; version: string }[];
  apiVersion: string;
  system: string;
  kernel: string;
  storageDriver: string;
  /** What its storage driver tells, such as the file system below. */
  storageFacts: { name: string; value: string }[];
  cgroupVersion: string | null;
  cgroupDriver: string;
  loggingDriver: string;
  liveRestore: boolean;
  swarm: boolean;
  rootDir: string;
  /** Free and all bytes where the root directory lies; null where only the other machine knows. */
  disk: { free: number; total: number } | null;
  security: { seccomp: string | null; appArmor: boolean; seLinux: boolean; rootless: boolean; userNamespaces: boolean };
  warnings: string[];
  /** How far its clock is ahead of ours, ms; less than half of `took` says nothing. */
  clockAhead: number;
  /** How long it took to answer, ms. */
  took: number;
  askedAt: number;
}

/** How the line to an engine has been since Spindle started. */
export interface EngineLine {
  reconnects: number;
  lastLostAt: number | null;
}

/** What fills its disk: it walks all of it, so it is measured when a person asks. */
export interface EngineDisk {
  images: { count: number; bytes: number; unusedBytes: number };
  containers: { count: number; bytes: number };
  volumes: { count: number; bytes: number; unusedBytes: number };
  buildCache: { count: number; bytes: number };
  imageList: { id: string; names: string[]; bytes: number; createdAt: number; containers: number }[];
  measuredAt: number;
}

/** The same with who uses an image, as `stack/service`. */
export interface EngineDiskView extends Omit<EngineDisk, "imageList"> {
  imageList: (EngineDisk["imageList"][number] & { users: string[] })[];
}

export interface EngineHealthView extends EngineHealth, EngineLine {
  /** Components below a safe version, and why that matters. */
  faults: VersionFault[];
}

export interface VersionFault {
  component: string;
  version: string;
  /** The oldest safe version of its series. */
  safe: string;
  reason: string;
}

interface Floor {
  component: string;
  /** The first safe version of each series that got the fix, oldest first; what is older than all of them belongs to the first. */
  safe: string[];
  reason: string;
}

/** Holes of engines that matter where strangers share a host. */
const FLOORS: Floor[] = [
  {
    component: "runc",
    safe: ["1.2.8", "1.3.3"],
    reason: "A container can be started so that it writes to the host's /proc and breaks out (CVE-2025-31133, CVE-2025-52565, CVE-2025-52881).",
  },
  {
    component: "Engine",
    safe: ["29.5.1"],
    reason:
      "Files copied into a container could be led outside of it (CVE-2026-41567, CVE-2026-42306). Spindle copies into new containers only, others who use this engine may not.",
  },
];

export function versionFaults(components: readonly { name: string; version: string }[]): VersionFault[] {
  return components.flatMap(({ name, version }) =>
    FLOORS.flatMap(({ component, safe, reason }) => {
      if (component.toLowerCase() !== name.toLowerCase()) return [];
      const wanted = safeFor(version, safe);
      return wanted === null ? [] : [{ component: name, version, safe: wanted, reason }];
    }),
  );
}

/** The version to go to; null when this one is safe. A version that cannot be read is not called unsafe. */
function safeFor(version: string, safe: readonly string[]): string | null {
  const own = numbers(version);
  if (own.length < 2) return null;
  const series = safe.find((one) => numbers(one)[0] === own[0] && numbers(one)[1] === own[1]);
  if (series) return isOlder(own, numbers(series)) ? series : null;
  const [first] = safe;
  return first !== undefined && isOlder(own, numbers(first)) ? first : null;
}

const numbers = (version: string): number[] => (/^v?\d+(?:\.\d+)*/.exec(version)?.[0] ?? "").replace(/^v/, "").split(".").map(Number).filter(Number.isFinite);

function isOlder(own: readonly number[], floor: readonly number[]): boolean {
  for (const [at, wanted] of floor.entries()) if ((own[at] ?? 0) !== wanted) return (own[at] ?? 0) < wanted;
  return false;
}
