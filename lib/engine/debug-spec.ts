import { randomBytes } from "node:crypto";
import type { ContainerInspectInfo, MountSettings } from "dockerode";
import { LABEL } from "@/lib/core/labels";
import { GRANTABLE_CAPABILITIES } from "@/lib/core/policy";
import type { Options } from "./create-container";
import type { ContainerShape } from "./invariants";

const MiB = 1024 * 1024;
/** What a shell and its tools need; never more than the container has. */
const MOST = { memoryBytes: 256 * MiB, nanoCpus: 1e9, pids: 128 };
const SCRATCH_BYTES = 16 * MiB;
/** It ends by itself, should nobody be left who ends it. */
const MOST_SECONDS = 12 * 3600;
const STAY = `trap 'exit 0' TERM; sleep ${MOST_SECONDS} & wait`;

const KEPT = [LABEL.instance, LABEL.stack, LABEL.stackName, LABEL.owner];

/** As numbers: the image of the helper has names of its own. */
export interface DebugUser {
  uid: number;
  gid: number;
}

/**
 * The helper of a debug shell, from what the engine says of the container it stands beside. Pure. All that is shared is processes and network; user,
 * capabilities and bounds are that container's or less; there is nothing of the host, of its volumes or of its files here, and no way to more rights.
 */
export function debugOptions(target: ContainerInspectInfo, imageId: string, user: DebugUser): { options: Options; shape: ContainerShape } {
  const { HostConfig: host, Config } = target;
  const beside = `container:${target.Id}`;
  const kept = Object.fromEntries(KEPT.map((name) => [name, Config.Labels?.[name] ?? ""]));
  const given: string[] = host.CapAdd ?? [];
  const capabilities = given.map((name) => name.toUpperCase().replace(/^CAP_/, "")).filter((name) => GRANTABLE_CAPABILITIES.includes(name));
  const memory = Math.min(host.Memory || MOST.memoryBytes, MOST.memoryBytes);
  const scratch: MountSettings = { Type: "tmpfs", Target: "/tmp", Source: "", TmpfsOptions: { SizeBytes: Math.min(SCRATCH_BYTES, memory / 4), Mode: 0o1777 } };
  const options: Options = {
    name: `spindle-debug-${randomBytes(9).toString("hex")}`,
    Image: imageId,
    Labels: { ...kept, [LABEL.debug]: target.Id },
    User: `${user.uid}:${user.gid}`,
    WorkingDir: "/",
    Entrypoint: ["sh", "-c", STAY],
    Cmd: [],
    Env: ["HOME=/tmp"],
    Healthcheck: { Test: ["NONE"] },
    HostConfig: {
      AutoRemove: true,
      Privileged: false,
      CapDrop: ["ALL"],
      CapAdd: capabilities,
      SecurityOpt: ["no-new-privileges"],
      ReadonlyRootfs: true,
      PidMode: beside,
      NetworkMode: beside,
      IpcMode: "private",
      Memory: memory,
      MemorySwap: memory,
      NanoCpus: Math.min(processorsOf(target), MOST.nanoCpus),
      PidsLimit: Math.min(host.PidsLimit || MOST.pids, MOST.pids),
      GroupAdd: (host.GroupAdd ?? []).filter((group) => /^\d+$/.test(group)),
      LogConfig: { Type: "json-file", Config: { "max-size": "1m", "max-file": "1" } },
      Mounts: [scratch],
    },
  };
  return { options, shape: { labels: options.Labels ?? {}, host: options.HostConfig, allowed: { capabilities, hostDirectories: [], besides: target.Id } } };
}

function processorsOf({ HostConfig: { NanoCpus, CpuQuota, CpuPeriod } }: ContainerInspectInfo): number {
  if (NanoCpus) return NanoCpus;
  return CpuQuota ? Math.round((CpuQuota / (CpuPeriod || 100_000)) * 1e9) : MOST.nanoCpus;
}
