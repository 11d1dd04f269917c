import type { ServiceExtras } from "./service-extras";

/** What one compose file means once it is rendered, checked and frozen. Plain JSON: it is stored with its hash and deployed as is. */
export interface StackSpec {
  /** Sorted by name. */
  services: ServiceSpec[];
  /** Networks of the stack's own; "default" unless every service names others. */
  networks: NetworkSpec[];
  volumes: VolumeSpec[];
}

export interface NetworkSpec {
  name: string;
  internal: boolean;
}

export interface VolumeSpec {
  name: string;
  /** One of the asker's own that exists outside this stack. */
  external?: true;
}

export type Protocol = "tcp" | "udp";

export interface PortSpec {
  /** Container port. */
  target: number;
  protocol: Protocol;
  /** Host port asked for in the file; null means any free one of the pool. */
  published: number | null;
}

export type MountSpec =
  | { type: "volume"; source: string; target: string; readOnly: boolean; noCopy?: true }
  | { type: "anonymous"; target: string; readOnly: boolean; noCopy?: true }
  /** A granted directory of the host; `root` is the grant it lies below. Both are normalised. */
  | { type: "bind"; source: string; root: string; target: string; readOnly: boolean }
  | { type: "tmpfs"; target: string; sizeBytes: number | null; mode?: number; uid?: number; gid?: number };

export type DependencyCondition = "service_started" | "service_healthy" | "service_completed_successfully";

export interface HealthcheckSpec {
  /** Engine form: ["CMD", ...] or ["CMD-SHELL", text]; ["NONE"] switches the image's own check off. */
  test: string[] | null;
  intervalMs: number | null;
  timeoutMs: number | null;
  startPeriodMs: number | null;
  retries: number | null;
}

/** `always` and `unless-stopped` are one thing here: a container stopped on purpose must stay stopped after an engine restart. */
export type RestartSpec = { policy: "no" } | { policy: "unless-stopped" } | { policy: "on-failure"; maxRetries: number };

export interface ServiceSpec extends ServiceExtras {
  name: string;
  image: string;
  command: string[] | null;
  entrypoint: string[] | null;
  environment: Record<string, string>;
  ports: PortSpec[];
  mounts: MountSpec[];
  /** In the order of joining. */
  networks: { name: string; aliases: string[]; priority?: number }[];
  labels: Record<string, string>;
  healthcheck: HealthcheckSpec | null;
  dependsOn: { service: string; condition: DependencyCondition }[];
  restart: RestartSpec;
  user: string | null;
  capAdd: string[];
  /** Dropping everything is always added; what is named here is also kept out of the allowed seven. */
  capDrop: string[];
  /** What the policy lets this container have; left out where that is Spin's seven. */
  capabilities?: string[];
  readOnly: boolean;
  init: boolean | null;
  tty: boolean;
  stdinOpen: boolean;
  hostname: string | null;
  workingDir: string | null;
  containerName: string | null;
  stopSignal: string | null;
  stopGraceSeconds: number;
  memoryBytes: number;
  memoryReservationBytes: number | null;
  cpus: number;
  pids: number;
  shmBytes: number | null;
  log: { maxSizeBytes: number; maxFiles: number };
  /** Wanted copies as the file says; the scale of a running service is kept by the registry. */
  scale: number;
}

/** Canonical JSON: keys sorted at every depth, so equal values have equal text. */
export function canonicalText(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    inner !== null && typeof inner === "object" && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)))
      : inner,
  );
}

/** The part of a service whose change needs new containers: scale and start order do not. */
export function containerText(spec: ServiceSpec): string {
  const { scale: _scale, dependsOn: _dependsOn, ...rest } = spec;
  return canonicalText(rest);
}

export const fixedPorts = (spec: ServiceSpec): PortSpec[] => spec.ports.filter((port) => port.published !== null);
