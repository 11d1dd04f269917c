import { stringify } from "yaml";
import type { HealthcheckSpec, MountSpec, PortSpec, RestartSpec, ServiceSpec, StackSpec } from "@/lib/core/spec";
import { formatBytes, formatDuration } from "./units";

/** Strings of a rendered text are interpolated when it is read again. */
const literal = (text: string) => text.replaceAll("$", "$$$$");
const literals = (texts: string[]) => texts.map(literal);
const literalValues = (record: Record<string, string>) =>
  Object.fromEntries(
    Object.entries(record)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, value]) => [key, literal(value)]),
  );

const filled = <T extends object>(value: T): T | undefined => (Object.keys(value).length > 0 ? value : undefined);

function port({ target, protocol, published }: PortSpec): string {
  return `${published === null ? "" : `${published}:`}${target}${protocol === "tcp" ? "" : `/${protocol}`}`;
}

function volume(mount: Exclude<MountSpec, { type: "tmpfs" }>): unknown {
  const target = literal(mount.target);
  if (mount.type === "bind") return `${literal(mount.source)}:${target}${mount.readOnly ? ":ro" : ""}`;
  if (mount.type === "volume") return `${mount.source}:${target}${mount.readOnly ? ":ro" : ""}`;
  return mount.readOnly ? { type: "volume", target, read_only: true } : target;
}

const restart = (spec: RestartSpec): string => (spec.policy === "on-failure" && spec.maxRetries > 0 ? `on-failure:${spec.maxRetries}` : spec.policy);

function healthcheck(check: HealthcheckSpec): object {
  if (check.test?.[0] === "NONE") return { disable: true };
  return {
    test: check.test ? literals(check.test) : undefined,
    interval: check.intervalMs === null ? undefined : formatDuration(check.intervalMs),
    timeout: check.timeoutMs === null ? undefined : formatDuration(check.timeoutMs),
    start_period: check.startPeriodMs === null ? undefined : formatDuration(check.startPeriodMs),
    retries: check.retries ?? undefined,
  };
}

function networks(spec: ServiceSpec): unknown {
  if (spec.networks.every(({ aliases }) => aliases.length === 0)) return spec.networks.map(({ name }) => name);
  return Object.fromEntries(spec.networks.map(({ name, aliases }) => [name, aliases.length > 0 ? { aliases } : null]));
}

/** Keys in a fixed order; what is at its neutral value is left out, what Spindle decides is written out. */
function serviceObject(spec: ServiceSpec): object {
  const volumes = spec.mounts.flatMap((mount) => (mount.type === "tmpfs" ? [] : [volume(mount)]));
  const tmpfs = spec.mounts.flatMap((mount) =>
    mount.type === "tmpfs" ? [literal(mount.target) + (mount.sizeBytes === null ? "" : `:size=${formatBytes(mount.sizeBytes)}`)] : [],
  );
  return {
    image: spec.image,
    entrypoint: spec.entrypoint ? literals(spec.entrypoint) : undefined,
    command: spec.command ? literals(spec.command) : undefined,
    environment: filled(literalValues(spec.environment)),
    ports: filled(spec.ports.map(port)),
    volumes: filled(volumes),
    tmpfs: filled(tmpfs),
    networks: networks(spec),
    depends_on: filled(Object.fromEntries(spec.dependsOn.map(({ service, condition }) => [service, { condition }]))),
    healthcheck: spec.healthcheck ? healthcheck(spec.healthcheck) : undefined,
    labels: filled(literalValues(spec.labels)),
    container_name: spec.containerName ?? undefined,
    hostname: spec.hostname ?? undefined,
    user: spec.user ?? undefined,
    working_dir: spec.workingDir === null ? undefined : literal(spec.workingDir),
    init: spec.init ?? undefined,
    tty: spec.tty || undefined,
    stdin_open: spec.stdinOpen || undefined,
    read_only: spec.readOnly || undefined,
    cap_add: filled(spec.capAdd),
    cap_drop: filled(spec.capDrop),
    security_opt: ["no-new-privileges:true"],
    // For people: what the policy made of the capabilities. Not read back; the policy says it again.
    "x-capabilities": spec.capabilities,
    scale: spec.scale,
    restart: restart(spec.restart),
    stop_signal: spec.stopSignal ?? undefined,
    stop_grace_period: formatDuration(spec.stopGraceSeconds * 1000),
    mem_limit: formatBytes(spec.memoryBytes),
    mem_reservation: spec.memoryReservationBytes === null ? undefined : formatBytes(spec.memoryReservationBytes),
    cpus: spec.cpus,
    pids_limit: spec.pids,
    shm_size: spec.shmBytes === null ? undefined : formatBytes(spec.shmBytes),
    logging: { driver: "json-file", options: { "max-size": formatBytes(spec.log.maxSizeBytes), "max-file": String(spec.log.maxFiles) } },
  };
}

// Long lines stay whole, so that a diff shows what changed; anchors would hide it. Older readers take 60010:22 for a number.
const toYaml = (value: unknown) =>
  stringify(value, { version: "1.2", schema: "core", lineWidth: 0, aliasDuplicateObjects: false, nullStr: "", compat: "yaml-1.1" });

/** One service as canonical compose YAML, with the defaults that Spindle adds written out. */
export function renderService(spec: ServiceSpec): string {
  return toYaml({ [spec.name]: serviceObject(spec) });
}

/** The whole stack; reading it again gives the same spec. */
export function renderStack(spec: StackSpec): string {
  const networks = spec.networks.filter(({ name, internal }) => name !== "default" || internal);
  return toYaml({
    services: Object.fromEntries(spec.services.map((service) => [service.name, serviceObject(service)])),
    networks: filled(Object.fromEntries(networks.map(({ name, internal }) => [name, internal ? { internal } : null]))),
    volumes: filled(Object.fromEntries(spec.volumes.map(({ name, external }) => [name, external ? { external } : null]))),
  });
}
