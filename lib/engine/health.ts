import { statfs } from "node:fs/promises";
import type Docker from "dockerode";
import type { EngineDisk, EngineHealth } from "@/lib/core/engine-health";
import { recent } from "@/lib/core/recent";
import { type EngineCall, READ_SECONDS } from "./deadline";
import { socketPathOf } from "./endpoint";

const MEASURE_SECONDS = 60;
const KEEP_MS = 60_000;
const MOST_IMAGES = 500;

/** What an engine tells when somebody asks how it is; its disk is walked at most once a minute, however many ask. */
export function healthRoom(docker: Docker, call: EngineCall, endpoint: string, now: () => number = Date.now) {
  const measured = recent<EngineDisk>({ keepMs: KEEP_MS, most: 1, now });
  return {
    health: () =>
      call({ name: "ask how it is", seconds: READ_SECONDS }, async (): Promise<EngineHealth> => {
        const began = now();
        // Their types know less than the engine says.
        const [info, version] = (await Promise.all([docker.info(), docker.version()])) as unknown as [Info, Version];
        const took = now() - began;
        const told = toHealth(info, version);
        return { ...told, disk: await freeOf(endpoint, told.rootDir), clockAhead: clockAhead(info, began, took), took, askedAt: began };
      }),
    disk: () =>
      measured.ask("all", () =>
        call({ name: "measure its disk", seconds: MEASURE_SECONDS }, async (abortSignal) => {
          // Its types leave out the options.
          const df = docker.df.bind(docker) as unknown as (options: { abortSignal: AbortSignal }) => Promise<DiskUsage>;
          return toDisk(await df({ abortSignal }), now());
        }),
      ),
  };
}

interface Version {
  Components?: { Name: string; Version: string }[] | null;
  Version: string;
  ApiVersion: string;
}

interface Info {
  OperatingSystem?: string;
  KernelVersion?: string;
  Driver?: string;
  DriverStatus?: [string, string][] | null;
  CgroupVersion?: string;
  CgroupDriver?: string;
  LoggingDriver?: string;
  LiveRestoreEnabled?: boolean;
  DockerRootDir?: string;
  SecurityOptions?: string[] | null;
  Warnings?: string[] | null;
  SystemTime?: string;
  Swarm?: { LocalNodeState?: string };
}

function toHealth(info: Info, version: Version): Omit<EngineHealth, "disk" | "clockAhead" | "took" | "askedAt"> {
  const components = (version.Components ?? []).map(({ Name, Version }) => ({ name: Name, version: Version })).filter(({ version }) => version !== "");
  const options = (info.SecurityOptions ?? []).map(optionsOf);
  const has = (name: string) => options.some((option) => option.name === name);
  return {
    components: components.length > 0 ? components : [{ name: "Engine", version: version.Version }],
    apiVersion: version.ApiVersion,
    system: info.OperatingSystem ?? "",
    kernel: info.KernelVersion ?? "",
    storageDriver: info.Driver ?? "",
    storageFacts: (info.DriverStatus ?? []).map(([name, value]) => ({ name, value })),
    cgroupVersion: info.CgroupVersion ?? null,
    cgroupDriver: info.CgroupDriver ?? "",
    loggingDriver: info.LoggingDriver ?? "",
    liveRestore: info.LiveRestoreEnabled ?? false,
    swarm: (info.Swarm?.LocalNodeState ?? "inactive") !== "inactive",
    rootDir: info.DockerRootDir ?? "",
    security: {
      seccomp: options.find(({ name }) => name === "seccomp")?.profile ?? null,
      appArmor: has("apparmor"),
      seLinux: has("selinux"),
      rootless: has("rootless"),
      userNamespaces: has("userns"),
    },
    warnings: info.Warnings ?? [],
  };
}

/** `name=seccomp,profile=default`. */
function optionsOf(text: string): { name: string; profile: string } {
  const pairs = new Map(text.split(",").map((pair) => pair.split("=", 2) as [string, string]));
  return { name: pairs.get("name") ?? "", profile: pairs.get("profile") ?? "" };
}

/** Against the middle of the call: what is left is no longer than half of it. */
function clockAhead({ SystemTime = "" }: Info, began: number, took: number): number {
  const theirs = Date.parse(SystemTime);
  return Number.isNaN(theirs) ? 0 : Math.round(theirs - (began + took / 2));
}

/** The engine's API tells nothing of free space, so it is looked at where the engine is on this machine. */
async function freeOf(endpoint: string, rootDir: string): Promise<EngineHealth["disk"]> {
  if (socketPathOf(endpoint) === null || rootDir === "") return null;
  try {
    const { bavail, blocks, bsize } = await statfs(rootDir);
    return { free: bavail * bsize, total: blocks * bsize };
  } catch {
    return null;
  }
}

interface DiskUsage {
  LayersSize?: number;
  Images?:
    | { Id: string; RepoTags?: string[] | null; RepoDigests?: string[] | null; Size: number; SharedSize: number; Created: number; Containers: number }[]
    | null;
  Containers?: { SizeRw?: number }[] | null;
  Volumes?: { UsageData?: { Size: number; RefCount: number } | null }[] | null;
  BuildCache?: { Size: number }[] | null;
}

const sum = (sizes: (number | undefined)[]): number => sizes.reduce<number>((total, size) => total + Math.max(0, size ?? 0), 0);

function toDisk({ LayersSize = 0, Images, Containers, Volumes, BuildCache }: DiskUsage, measuredAt: number): EngineDisk {
  const images = Images ?? [];
  const volumes = Volumes ?? [];
  // What an unused image shares with a used one goes nowhere.
  const unused = images.filter(({ Containers: users }) => users === 0).map(({ Size, SharedSize }) => Size - Math.max(0, SharedSize));
  const largest = [...images].sort((a, b) => b.Size - a.Size).slice(0, MOST_IMAGES);
  return {
    images: { count: images.length, bytes: LayersSize, unusedBytes: sum(unused) },
    containers: { count: (Containers ?? []).length, bytes: sum((Containers ?? []).map(({ SizeRw }) => SizeRw)) },
    volumes: {
      count: volumes.length,
      bytes: sum(volumes.map(({ UsageData }) => UsageData?.Size)),
      unusedBytes: sum(volumes.map(({ UsageData }) => (UsageData?.RefCount === 0 ? UsageData.Size : 0))),
    },
    buildCache: { count: (BuildCache ?? []).length, bytes: sum((BuildCache ?? []).map(({ Size }) => Size)) },
    imageList: largest.map(({ Id, RepoTags, RepoDigests, Size, Created, Containers: users }) => ({
      id: Id,
      names: namesOf(RepoTags, RepoDigests),
      bytes: Size,
      createdAt: Created * 1000,
      containers: Math.max(0, users),
    })),
    measuredAt,
  };
}

/** Its tags; what it was pulled as where it lost them. */
function namesOf(tags: string[] | null | undefined, digests: string[] | null | undefined): string[] {
  const real = (tags ?? []).filter((tag) => tag !== "<none>:<none>");
  return real.length > 0 ? real.sort() : (digests ?? []).filter((digest) => !digest.startsWith("<none>")).map((digest) => digest.split("@")[0] ?? digest);
}
