/**
 * What few services ask for. Every part is absent unless the file asks for it, so that a spec stored before the part was known
 * stays equal to the same file read today, and an upgrade of Spindle upgrades nobody's containers.
 */
export interface ServiceExtras {
  /** "none", or the network of a container of another service. Without it the service joins `networks`. */
  networkMode?: "none" | { service: string };
  /** "3000/tcp": said to be open, not published. */
  expose?: string[];
  extraHosts?: { name: string; address: string }[];
  dns?: string[];
  dnsSearch?: string[];
  dnsOptions?: string[];
  domainname?: string;
  /** Further groups of the main process: numbers, or names inside the image. */
  groupAdd?: string[];
  ulimits?: { name: string; soft: number; hard: number }[];
  sysctls?: Record<string, string>;
  cpuShares?: number;
  /** Microseconds; the engine's own 100 ms when absent. */
  cpuPeriod?: number;
  memorySwappiness?: number;
  /** Memory and swap together; no swap when absent. */
  memorySwapBytes?: number;
  platform?: string;
  /** When an image that is here is asked for again: at every deploy, or when it is older. */
  pull?: { policy: "always" } | { policy: "after"; seconds: number };
  configs?: ConfigFile[];
  /** Names of stored secrets; their text is never part of a spec. */
  secrets?: SecretFile[];
  postStart?: Hook[];
  preStop?: Hook[];
}

/** A file put into each container after it is made and before it is started. */
export interface ConfigFile {
  /** Its name at the end of the compose file. */
  source: string;
  target: string;
  content: string;
  uid: number;
  gid: number;
  /** Permission bits. */
  mode: number;
}

export interface SecretFile extends Omit<ConfigFile, "content"> {
  /** Which of its texts: a new one is a change of the service like any other. */
  version?: number;
}

/** A command run in a running container, as the service's own user. */
export interface Hook {
  command: string[];
  environment: Record<string, string>;
  workingDir: string | null;
}

/** What one container may change without touching its neighbours: the ten that Kubernetes calls safe. */
export const SAFE_SYSCTLS = [
  "kernel.shm_rmid_forced",
  "net.ipv4.ip_local_port_range",
  "net.ipv4.ip_local_reserved_ports",
  "net.ipv4.ip_unprivileged_port_start",
  "net.ipv4.ping_group_range",
  "net.ipv4.tcp_fin_timeout",
  "net.ipv4.tcp_keepalive_intvl",
  "net.ipv4.tcp_keepalive_probes",
  "net.ipv4.tcp_keepalive_time",
  "net.ipv4.tcp_syncookies",
];

/** Joins no network of its own. */
export const hasOwnNetworks = (spec: ServiceExtras): boolean => spec.networkMode === undefined;
