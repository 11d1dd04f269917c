import type { ContainerInspectInfo } from "dockerode";
import { LABEL } from "@/lib/core/labels";
import type { ContainerHealth, ContainerState, ObservedContainer, ObservedSettings } from "@/lib/core/observed";
import type { Protocol } from "@/lib/core/spec";
import type { HealthProbe } from "@/lib/core/stack-events";

const STATES = new Set<string>(["created", "running", "paused", "restarting", "removing", "exited", "dead"]);
const HEALTHS = new Set<string>(["starting", "healthy", "unhealthy"]);
const ANONYMOUS_VOLUME = /^[0-9a-f]{64}$/;
const HEALTH_OUTPUT_CHARS = 2000;

/** What the mirror keeps of one inspected container; null when it does not carry this instance's labels. */
export function toObserved(info: ContainerInspectInfo, instanceId: string): ObservedContainer | null {
  const labels = info.Config.Labels ?? {};
  const stackId = labels[LABEL.stack];
  const serviceId = labels[LABEL.service];
  if (labels[LABEL.instance] !== instanceId || stackId === undefined || serviceId === undefined) return null;
  const state = (STATES.has(info.State.Status) ? info.State.Status : "dead") as ContainerState;
  const health = toHealth(info.State.Health?.Status);
  const startedAt = toTime(info.State.StartedAt);
  return {
    id: info.Id,
    name: info.Name.replace(/^\//, ""),
    stackId,
    serviceId,
    generation: Number(labels[LABEL.generation] ?? 0),
    revision: Number(labels[LABEL.revision] ?? 0),
    index: Number(labels[LABEL.number] ?? 0),
    state,
    health: state === "running" || state === "paused" ? health : "none",
    healthySince: health === "healthy" && state === "running" ? startedAt : null,
    healthOutput: info.State.Health?.Log?.at(-1)?.Output.slice(0, HEALTH_OUTPUT_CHARS).trim() ?? null,
    createdAt: toTime(info.Created) ?? 0,
    startedAt,
    finishedAt: toTime(info.State.FinishedAt),
    exitCode: toExitCode(info, state),
    oomKilled: info.State.OOMKilled,
    restartCount: info.RestartCount,
    error: info.State.Error === "" ? null : info.State.Error,
    imageId: info.Image,
    ports: toPorts(info),
    anonymousVolumes: (info.Mounts ?? [])
      .filter((mount) => mount.Type === "volume" && ANONYMOUS_VOLUME.test(mount.Name ?? ""))
      .map((mount) => ({ name: mount.Name ?? "", target: mount.Destination })),
    settings: toSettings(info),
  };
}

function toSettings({ HostConfig: host, Config, NetworkSettings }: ContainerInspectInfo): ObservedSettings {
  const restart = host.RestartPolicy;
  return {
    memoryBytes: host.Memory ?? 0,
    memoryReservationBytes: host.MemoryReservation ?? 0,
    // `docker update --cpu-quota` writes the same limit in another spelling.
    cpus: host.NanoCpus ? host.NanoCpus / 1e9 : (host.CpuQuota ?? 0) / (host.CpuPeriod || 100_000),
    pids: host.PidsLimit ?? 0,
    restart: restart?.Name === "on-failure" ? `on-failure:${restart.MaximumRetryCount ?? 0}` : (restart?.Name ?? "no"),
    networks: Object.keys(NetworkSettings?.Networks ?? {})
      .filter((name) => name !== "none")
      .sort(),
    labels: Config.Labels ?? {},
  };
}

/** What a check said is cut where nobody would read on. */
export function toProbes({ State }: ContainerInspectInfo): HealthProbe[] {
  return (State.Health?.Log ?? []).map(({ Start, End, ExitCode, Output }) => ({
    at: Date.parse(String(Start)),
    tookMs: Math.max(0, Date.parse(String(End)) - Date.parse(String(Start))),
    exitCode: ExitCode,
    output: Output.slice(0, HEALTH_OUTPUT_CHARS).trim(),
  }));
}

const toHealth = (status: string | undefined): ContainerHealth => (status !== undefined && HEALTHS.has(status) ? (status as ContainerHealth) : "none");

/** Ms since the epoch; null for the engine's year 1, which means never. */
function toTime(text: string): number | null {
  const ms = Date.parse(text);
  return Number.isNaN(ms) || ms <= 0 ? null : ms;
}

function toExitCode(info: ContainerInspectInfo, state: ContainerState): number | null {
  if (state === "running" || state === "paused") return null;
  if (state === "created" && info.State.Error === "") return null;
  return info.State.ExitCode;
}

/** From what was asked for, not from what is bound now: a stopped container keeps its ports in mind. */
function toPorts(info: ContainerInspectInfo): ObservedContainer["ports"] {
  const bindings = (info.HostConfig.PortBindings ?? {}) as Record<string, { HostPort?: string }[] | null>;
  return Object.entries(bindings).flatMap(([key, list]) => {
    const [target, protocol] = key.split("/");
    return (list ?? [])
      .filter((binding) => Number(binding.HostPort) > 0)
      .map((binding) => ({ target: Number(target), protocol: protocol as Protocol, published: Number(binding.HostPort) }));
  });
}

/** Inspect as people may see it: environment values can be secrets, so only their names stay. */
export function withoutValues(info: ContainerInspectInfo): Record<string, unknown> {
  const names = (info.Config.Env ?? []).map((entry) => `${entry.split("=", 1)[0]}=…`);
  return { ...info, Config: { ...info.Config, Env: names } };
}
