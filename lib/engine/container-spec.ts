import type { ContainerCreateOptions, HealthConfig, HostConfig, MountSettings } from "dockerode";
import type { DesiredService, DesiredStack, Generation } from "@/lib/core/desired";
import { fail } from "@/lib/core/errors";
import { engineName, LABEL } from "@/lib/core/labels";
import { SPIN_CAPABILITIES } from "@/lib/core/policy";
import type { HealthcheckSpec, MountSpec, ServiceSpec } from "@/lib/core/spec";
import { hostExtras, type TmpfsMount, tmpfsOptions, toCpuLimit } from "./container-extras";

/** Labels by which a container is known as this instance's, this stack's and this generation's. */
function ownLabels(stack: DesiredStack, service: DesiredService, generation: Generation, index: number, instanceId: string): Record<string, string> {
  return {
    [LABEL.instance]: instanceId,
    [LABEL.stack]: stack.id,
    [LABEL.stackName]: stack.name,
    [LABEL.service]: service.id,
    [LABEL.serviceName]: service.name,
    [LABEL.generation]: String(generation.number),
    [LABEL.revision]: String(generation.revision),
    [LABEL.number]: String(index),
    [LABEL.owner]: stack.owner,
  };
}

export const SECRETS_TARGET = "/run/secrets";

/** What was found or made for a container before its options are. */
export interface PlacedOutside {
  /** Kept addresses, by network as the engine calls it. */
  addresses?: ReadonlyMap<string, string>;
  /** The directory with the files of its secrets. */
  secrets?: string | null;
}

/**
 * The only place where engine create options are made. Pure. What a file may not ask for has no way through here:
 * every field is set from the checked spec or fixed. Throws ENGINE_ERROR when a wanted port has no lease.
 */
export function toContainerOptions(
  stack: DesiredStack,
  service: DesiredService,
  generation: Generation,
  index: number,
  instanceId: string,
  { addresses = new Map(), secrets = null }: PlacedOutside = {},
): ContainerCreateOptions & { name: string; HostConfig: HostConfig } {
  const { spec } = generation;
  const [secret] = spec.secrets ?? [];
  if (secret && secrets === null) throw fail("SECRET_MISSING", { secret: secret.source });
  const labels = { ...spec.labels, ...ownLabels(stack, service, generation, index, instanceId) };
  const firstNetwork = spec.networks[0];
  return {
    name: engineName.container(stack.id, service.name, generation.number, index),
    Image: generation.imageId ?? spec.image,
    Labels: labels,
    Env: Object.entries(spec.environment).map(([key, value]) => `${key}=${value}`),
    Tty: spec.tty,
    OpenStdin: spec.stdinOpen,
    StopTimeout: spec.stopGraceSeconds,
    ...exposed(spec),
    ...(spec.domainname === undefined ? {} : { Domainname: spec.domainname }),
    ...(spec.platform === undefined ? {} : { platform: spec.platform }),
    ...(spec.command === null ? {} : { Cmd: spec.command }),
    ...(spec.entrypoint === null ? {} : { Entrypoint: spec.entrypoint }),
    ...(spec.user === null ? {} : { User: spec.user }),
    ...(spec.workingDir === null ? {} : { WorkingDir: spec.workingDir }),
    ...(spec.hostname === null ? {} : { Hostname: spec.hostname }),
    ...(spec.stopSignal === null ? {} : { StopSignal: spec.stopSignal }),
    ...(spec.healthcheck === null ? {} : { Healthcheck: toHealthcheck(spec.healthcheck) }),
    HostConfig: toHostConfig(stack, service, generation, index, instanceId, secrets),
    ...(firstNetwork === undefined
      ? {}
      : {
          NetworkingConfig: {
            EndpointsConfig: {
              [engineName.network(stack.id, firstNetwork.name)]: {
                Aliases: networkAliases(service, firstNetwork.aliases, index, spec),
                ...keptAddress(addresses.get(engineName.network(stack.id, firstNetwork.name))),
              },
            },
          },
        }),
  };
}

const keptAddress = (address: string | undefined) => (address === undefined ? {} : { IPAMConfig: { IPv4Address: address } });

/** Networks to connect after create: one create call takes only the first. */
export function furtherNetworks(stack: DesiredStack, service: DesiredService, generation: Generation, index: number): { name: string; aliases: string[] }[] {
  return generation.spec.networks
    .slice(1)
    .map((network) => ({ name: engineName.network(stack.id, network.name), aliases: networkAliases(service, network.aliases, index, generation.spec) }));
}

/** The service name answers for every copy, `web-1` for one. A container name of the file lives on as one more alias. */
function networkAliases(service: DesiredService, extra: string[], index: number, spec: ServiceSpec): string[] {
  return [...new Set([service.name, `${service.name}-${index}`, ...extra, ...(spec.containerName === null ? [] : [spec.containerName])])];
}

function toHostConfig(
  stack: DesiredStack,
  service: DesiredService,
  generation: Generation,
  index: number,
  instanceId: string,
  secrets: string | null,
): HostConfig {
  const { spec } = generation;
  return {
    ...capabilities(spec),
    Privileged: false,
    SecurityOpt: ["no-new-privileges"],
    ReadonlyRootfs: spec.readOnly,
    Init: spec.init ?? true,
    IpcMode: "private",
    Memory: spec.memoryBytes,
    // Equal to Memory unless the file says more: no swap on top, so the limit people set is the limit they get.
    MemorySwap: spec.memorySwapBytes ?? spec.memoryBytes,
    ...toCpuLimit(spec),
    PidsLimit: spec.pids,
    ...(spec.memoryReservationBytes === null ? {} : { MemoryReservation: spec.memoryReservationBytes }),
    ...(spec.shmBytes === null ? {} : { ShmSize: spec.shmBytes }),
    RestartPolicy: toRestartPolicy(spec),
    LogConfig: { Type: "json-file", Config: { "max-size": String(spec.log.maxSizeBytes), "max-file": String(spec.log.maxFiles) } },
    NetworkMode: networkModeOf(stack, spec),
    PortBindings: toPortBindings(service, generation, index),
    ...toMounts(stack, spec, instanceId, secrets),
    ...hostExtras(spec),
  };
}

/** Ports that are published or said to be open; none in a network that is another's. */
function exposed(spec: ServiceSpec): { ExposedPorts: Record<string, object> } | object {
  if (spec.networkMode !== undefined) return {};
  const ports = [...spec.ports.map((port) => `${port.target}/${port.protocol}`), ...(spec.expose ?? [])];
  return { ExposedPorts: Object.fromEntries(ports.map((port) => [port, {}])) };
}

/** "container:NAME" names the first container of the other service; create-container.ts makes sure that it is this stack's. */
function networkModeOf(stack: DesiredStack, spec: ServiceSpec): string {
  const [firstNetwork] = spec.networks;
  const { networkMode } = spec;
  if (typeof networkMode === "object") return `container:${networkHostName(stack, networkMode.service)}`;
  return networkMode === "none" || firstNetwork === undefined ? "none" : engineName.network(stack.id, firstNetwork.name);
}

/** The engine's name of the container whose network another service shares. Throws when that service is on its way out. */
export function networkHostName(stack: DesiredStack, service: string): string {
  const target = stack.services.find(({ name }) => name === service)?.target;
  if (!target) throw fail("ENGINE_ERROR", { message: `There is no service ${service} whose network could be shared.` });
  return engineName.container(stack.id, service, target.number, 1);
}

/** What the policy the file was checked under lets a container have. */
export const allowedCapabilities = (spec: ServiceSpec): string[] => spec.capabilities ?? SPIN_CAPABILITIES;

/** Everything dropped, then what the policy allows given back but for what the file drops; dropping ALL leaves exactly what it adds. */
function capabilities(spec: ServiceSpec): { CapDrop: string[]; CapAdd: string[] } {
  const drops = new Set(spec.capDrop.map(bareCapability));
  const base = drops.has("ALL") ? [] : allowedCapabilities(spec).filter((name) => !drops.has(name));
  return { CapDrop: ["ALL"], CapAdd: [...new Set([...base, ...spec.capAdd.map(bareCapability)])].sort() };
}

const bareCapability = (name: string): string => name.toUpperCase().replace(/^CAP_/, "");

function toPortBindings(service: DesiredService, generation: Generation, index: number): Record<string, { HostPort: string }[]> {
  const bindings: Record<string, { HostPort: string }[]> = {};
  for (const port of generation.spec.ports) {
    const key = `${port.target}/${port.protocol}`;
    const leases = service.leases.filter(
      (lease) => lease.index === index && lease.portSet === generation.portSet && lease.target === port.target && lease.protocol === port.protocol,
    );
    // A port fixed in the file takes its own lease where one target is published twice.
    const lease =
      leases.find((candidate) => candidate.port === port.published) ??
      (port.published === null ? leases.find((c) => !isBound(bindings, key, c.port)) : leases[0]);
    if (lease === undefined) throw fail("ENGINE_ERROR", { message: `Container ${service.name}-${index} has no leased host port for ${key}.` });
    bindings[key] = [...(bindings[key] ?? []), { HostPort: String(lease.port) }];
  }
  return bindings;
}

const isBound = (bindings: Record<string, { HostPort: string }[]>, key: string, port: number): boolean =>
  bindings[key]?.some((binding) => binding.HostPort === String(port)) ?? false;

/** Only the older of the engine's two ways to mount a tmpfs knows owners. */
const hasOwner = (mount: MountSpec): mount is TmpfsMount => mount.type === "tmpfs" && (mount.uid !== undefined || mount.gid !== undefined);

function toMounts(
  stack: DesiredStack,
  spec: ServiceSpec,
  instanceId: string,
  secrets: string | null,
): { Mounts: MountSettings[]; Tmpfs?: Record<string, string> } {
  const owned = spec.mounts.filter(hasOwner);
  const plain = spec.mounts.filter((mount) => !hasOwner(mount)).map((mount) => toMount(stack, mount, instanceId));
  const Mounts = secrets === null ? plain : [...plain, readOnlyBind(secrets, SECRETS_TARGET)];
  return owned.length === 0 ? { Mounts } : { Mounts, Tmpfs: Object.fromEntries(owned.map((mount) => [mount.target, tmpfsOptions(mount)])) };
}

function toMount(stack: DesiredStack, mount: MountSpec, instanceId: string): MountSettings {
  if (mount.type === "tmpfs")
    return { Type: "tmpfs", Source: "", Target: mount.target, TmpfsOptions: { SizeBytes: mount.sizeBytes ?? 0, Mode: mount.mode ?? 0o1777 } };
  if (mount.type === "bind")
    return { Type: "bind", Source: mount.source, Target: mount.target, ReadOnly: mount.readOnly, BindOptions: { Propagation: "rprivate" } };
  // The engine makes a missing volume silently: with our labels it is at least known as ours.
  const labels = { [LABEL.instance]: instanceId, [LABEL.stack]: stack.id, ...(mount.type === "volume" ? { [LABEL.volume]: mount.source } : {}) };
  const options = { NoCopy: mount.noCopy ?? false, Labels: labels, DriverConfig: { Name: "local", Options: {} } };
  const source = mount.type === "volume" ? engineName.volume(stack.id, mount.source) : "";
  return { Type: "volume", Source: source, Target: mount.target, ReadOnly: mount.readOnly, VolumeOptions: options };
}

const readOnlyBind = (Source: string, Target: string): MountSettings => ({
  Type: "bind",
  Source,
  Target,
  ReadOnly: true,
  BindOptions: { Propagation: "rprivate" },
});

const nanoseconds = (ms: number): number => Math.round(ms * 1e6);

function toHealthcheck(check: HealthcheckSpec): HealthConfig {
  return {
    ...(check.test === null ? {} : { Test: check.test }),
    ...(check.intervalMs === null ? {} : { Interval: nanoseconds(check.intervalMs) }),
    ...(check.timeoutMs === null ? {} : { Timeout: nanoseconds(check.timeoutMs) }),
    ...(check.startPeriodMs === null ? {} : { StartPeriod: nanoseconds(check.startPeriodMs) }),
    ...(check.retries === null ? {} : { Retries: check.retries }),
  };
}

/** The engine would mount a host directory again without looking where its path leads by then, so such containers are restarted by the reconciler. */
function toRestartPolicy({ restart, mounts }: ServiceSpec): HostConfig["RestartPolicy"] {
  if (mounts.some(({ type }) => type === "bind")) return { Name: "no" };
  if (restart.policy === "on-failure") return { Name: "on-failure", MaximumRetryCount: restart.maxRetries };
  return { Name: restart.policy };
}
