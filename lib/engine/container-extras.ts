import type { HostConfig } from "dockerode";
import type { MountSpec, ServiceSpec } from "@/lib/core/spec";

/** Host settings that few services ask for; the rest of the options is made in container-spec.ts. */
export function hostExtras(spec: ServiceSpec): HostConfig {
  return {
    ...(spec.extraHosts === undefined ? {} : { ExtraHosts: spec.extraHosts.map(({ name, address }) => `${name}:${address}`) }),
    ...(spec.dns === undefined ? {} : { Dns: spec.dns }),
    ...(spec.dnsSearch === undefined ? {} : { DnsSearch: spec.dnsSearch }),
    ...(spec.dnsOptions === undefined ? {} : { DnsOptions: spec.dnsOptions }),
    ...(spec.groupAdd === undefined ? {} : { GroupAdd: spec.groupAdd }),
    ...(spec.ulimits === undefined ? {} : { Ulimits: spec.ulimits.map(({ name, soft, hard }) => ({ Name: name, Soft: soft, Hard: hard })) }),
    ...(spec.sysctls === undefined ? {} : { Sysctls: spec.sysctls }),
    ...(spec.cpuShares === undefined ? {} : { CpuShares: spec.cpuShares }),
    ...(spec.memorySwappiness === undefined ? {} : { MemorySwappiness: spec.memorySwappiness }),
  };
}

/** The same limit in two spellings; only the longer one knows another period than 100 ms. */
export function toCpuLimit(spec: ServiceSpec): HostConfig {
  if (spec.cpuPeriod === undefined) return { NanoCpus: Math.round(spec.cpus * 1e9) };
  return { CpuPeriod: spec.cpuPeriod, CpuQuota: Math.max(1000, Math.round(spec.cpus * spec.cpuPeriod)) };
}

export type TmpfsMount = Extract<MountSpec, { type: "tmpfs" }>;

/** What mount(8) takes: `size=1048576,mode=700,uid=1000`. */
export function tmpfsOptions({ sizeBytes, mode, uid, gid }: TmpfsMount): string {
  const options = [
    sizeBytes === null ? "" : `size=${sizeBytes}`,
    `mode=${(mode ?? 0o1777).toString(8)}`,
    uid === undefined ? "" : `uid=${uid}`,
    gid === undefined ? "" : `gid=${gid}`,
  ];
  return options.filter(Boolean).join(",");
}
