import { hasOwnNetworks } from "@/lib/core/service-extras";
import type { HealthcheckSpec, MountSpec, PortSpec, RestartSpec, ServiceSpec, StackSpec } from "@/lib/core/spec";
import { declarations, extras, filled, literal, literals, literalValues, octal } from "./render-extras";
import { formatBytes, formatDuration } from "./units";
import { writeYaml } from "./yaml-text";

export function portText({ target, protocol, published }: PortSpec): string {
  return `${published === null ? "" : `${published}:`}${target}${protocol === "tcp" ? "" : `/${protocol}`}`;
}

function volume(mount: Exclude<MountSpec, { type: "tmpfs" }>): unknown {
  const target = literal(mount.target);
  if (mount.type === "bind") return `${literal(mount.source)}:${target}${mount.readOnly ? ":ro" : ""}`;
  const options = [mount.readOnly ? "ro" : "", mount.noCopy ? "nocopy" : ""].filter(Boolean).join(",");
  if (mount.type === "volume") return `${mount.source}:${target}${options === "" ? "" : `:${options}`}`;
  if (options === "") return target;
  return { type: "volume", target, read_only: mount.readOnly || undefined, volume: mount.noCopy ? { nocopy: true } : undefined };
}

/** `/tmp`, `/tmp:size=64m,uid=1000`. */
function tmpfs(mount: Extract<MountSpec, { type: "tmpfs" }>): string {
  const options = [
    mount.sizeBytes === null ? "" : `size=${formatBytes(mount.sizeBytes)}`,
    mount.mode === undefined ? "" : `mode=${octal(mount.mode)}`,
    mount.uid === undefined ? "" : `uid=${mount.uid}`,
    mount.gid === undefined ? "" : `gid=${mount.gid}`,
  ].filter(Boolean);
  return literal(mount.target) + (options.length === 0 ? "" : `:${options.join(",")}`);
}

export const restartText = (spec: RestartSpec): string => (spec.policy === "on-failure" && spec.maxRetries > 0 ? `on-failure:${spec.maxRetries}` : spec.policy);

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
  if (!hasOwnNetworks(spec)) return undefined;
  if (spec.networks.every(({ aliases, priority }) => aliases.length === 0 && priority === undefined)) return spec.networks.map(({ name }) => name);
  return Object.fromEntries(
    spec.networks.map(({ name, aliases, priority }) => [
      name,
      filled({ ...(aliases.length > 0 ? { aliases } : {}), ...(priority === undefined ? {} : { priority }) }) ?? null,
    ]),
  );
}

/** Keys in a fixed order; what is at its neutral value is left out, what Spindle decides is written out. */
function serviceObject(spec: ServiceSpec): object {
  const volumes = spec.mounts.flatMap((mount) => (mount.type === "tmpfs" ? [] : [volume(mount)]));
  const memory = spec.mounts.flatMap((mount) => (mount.type === "tmpfs" ? [tmpfs(mount)] : []));
  return {
    image: spec.image,
    entrypoint: spec.entrypoint ? literals(spec.entrypoint) : undefined,
    command: spec.command ? literals(spec.command) : undefined,
    environment: filled(literalValues(spec.environment)),
    ports: filled(spec.ports.map(portText)),
    volumes: filled(volumes),
    tmpfs: filled(memory),
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
    restart: restartText(spec.restart),
    stop_signal: spec.stopSignal ?? undefined,
    stop_grace_period: formatDuration(spec.stopGraceSeconds * 1000),
    mem_limit: formatBytes(spec.memoryBytes),
    mem_reservation: spec.memoryReservationBytes === null ? undefined : formatBytes(spec.memoryReservationBytes),
    cpus: spec.cpus,
    pids_limit: spec.pids,
    shm_size: spec.shmBytes === null ? undefined : formatBytes(spec.shmBytes),
    "x-spindle": filled({ ...(spec.retainIp && { retain_ip: true }), ...(spec.sidekickOf && { sidekick_of: spec.sidekickOf }) }),
    logging: { driver: "json-file", options: { "max-size": formatBytes(spec.log.maxSizeBytes), "max-file": String(spec.log.maxFiles) } },
    ...extras(spec),
  };
}

// Long lines stay whole, so that a diff shows what changed; anchors would hide it. Older readers take 60010:22 for a number.
const toYaml = (value: unknown) =>
  writeYaml(value, { version: "1.2", schema: "core", lineWidth: 0, aliasDuplicateObjects: false, nullStr: "", compat: "yaml-1.1" });

/** One service as canonical compose YAML, with the defaults that Spindle adds written out. */
export function renderService(spec: ServiceSpec): string {
  const { configs } = declarations([spec]);
  return toYaml({ [spec.name]: serviceObject(spec), ...(configs ? { configs } : {}) });
}

/** The whole stack; reading it again gives the same spec. */
export function renderStack(spec: StackSpec): string {
  const networks = spec.networks.filter(({ name, internal }) => name !== "default" || internal);
  return toYaml({
    services: Object.fromEntries(spec.services.map((service) => [service.name, serviceObject(service)])),
    networks: filled(Object.fromEntries(networks.map(({ name, internal }) => [name, internal ? { internal } : null]))),
    volumes: filled(Object.fromEntries(spec.volumes.map(({ name, external }) => [name, external ? { external } : null]))),
    ...declarations(spec.services),
  });
}
