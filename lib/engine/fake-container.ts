import type { DesiredService, DesiredStack, Generation } from "@/lib/core/desired";
import type { ImageFacts } from "@/lib/core/image-facts";
import { engineName } from "@/lib/core/labels";
import type { ObservedContainer, ObservedSettings } from "@/lib/core/observed";
import type { RestartSpec } from "@/lib/core/spec";
import type { EventContainer, HealthProbe } from "@/lib/core/stack-events";
import type { UsageCounters } from "@/lib/core/statistics";
import type { ContainerMount, ContainerStorage } from "@/lib/core/storage";
import { furtherNetworks, toContainerOptions } from "./container-spec";
import type { FakeImage } from "./fake-types";

/** One container of the fake engine: what is seen of it, and what it will do by itself. */
export interface FakeContainer {
  /** Null for containers that are not Spindle's. */
  seen: ObservedContainer | null;
  id: string;
  name: string;
  running: boolean;
  ports: string[];
  image: FakeImage;
  restart: RestartSpec;
  restartAt: number | null;
  /** When health was last decided for the present start, so that it is decided once. */
  checked: boolean;
  log: string[];
  /** Beside the anonymous ones. */
  mounts: ContainerMount[];
}

export function makeFakeContainer(
  id: string,
  image: FakeImage,
  at: number,
  wanted: { stack: DesiredStack; service: DesiredService; generation: Generation; index: number },
): FakeContainer & { seen: ObservedContainer } {
  const { stack, service, generation, index } = wanted;
  const options = toContainerOptions(stack, service, generation, index, "fake", { secrets: "/fake" });
  const bindings = (options.HostConfig.PortBindings ?? {}) as Record<string, { HostPort: string }[]>;
  const ports = Object.entries(bindings).flatMap(([key, list]) =>
    list.map(({ HostPort }) => ({
      target: Number.parseInt(key, 10),
      protocol: key.endsWith("udp") ? ("udp" as const) : ("tcp" as const),
      published: Number(HostPort),
    })),
  );
  const seen: ObservedContainer = {
    id,
    name: options.name,
    stackId: stack.id,
    serviceId: service.id,
    generation: generation.number,
    revision: generation.revision,
    index,
    state: "created",
    health: "none",
    healthySince: null,
    healthOutput: null,
    createdAt: at,
    startedAt: null,
    finishedAt: null,
    exitCode: null,
    oomKilled: false,
    restartCount: 0,
    error: null,
    imageId: generation.imageId ?? image.imageId,
    ports,
    settings: settingsOf(
      options,
      furtherNetworks(stack, service, generation, index).map(({ name }) => name),
    ),
    anonymousVolumes: anonymousIn(generation, image).map((target, at) => ({ name: `anonymous-${id}${at === 0 ? "" : `-${at}`}`, target })),
  };
  return {
    seen,
    id,
    name: options.name,
    running: false,
    ports: ports.map((port) => `${port.published}/${port.protocol}`),
    image,
    restart: generation.spec.restart,
    restartAt: null,
    checked: false,
    log: [],
    mounts: generation.spec.mounts.flatMap((mount): ContainerMount[] => {
      if (mount.type === "anonymous") return [];
      if (mount.type === "tmpfs") return [{ kind: "tmpfs", path: mount.target, engineName: null, readOnly: false, limitBytes: mount.sizeBytes }];
      if (mount.type === "bind") return [{ kind: "host", path: mount.target, engineName: mount.source, readOnly: mount.readOnly, limitBytes: null }];
      return [{ kind: "volume", path: mount.target, engineName: engineName.volume(stack.id, mount.source), readOnly: mount.readOnly, limitBytes: null }];
    }),
  };
}

function settingsOf({ HostConfig: host, Labels, NetworkingConfig }: ReturnType<typeof toContainerOptions>, further: string[]): ObservedSettings {
  return {
    memoryBytes: host.Memory ?? 0,
    memoryReservationBytes: host.MemoryReservation ?? 0,
    cpus: (host.NanoCpus ?? 0) / 1e9,
    pids: host.PidsLimit ?? 0,
    restart: host.RestartPolicy?.Name === "on-failure" ? `on-failure:${host.RestartPolicy.MaximumRetryCount ?? 0}` : (host.RestartPolicy?.Name ?? "no"),
    networks: [...Object.keys(NetworkingConfig?.EndpointsConfig ?? {}), ...further].sort(),
    labels: Labels ?? {},
  };
}

/** The engine doubles its wait from 100 ms to a minute. */
export const restartDelay = (restarts: number): number => Math.min(60_000, 100 * 2 ** restarts);

export function restartsAfter(container: FakeContainer, exitCode: number): boolean {
  if (container.restart.policy === "unless-stopped") return true;
  return container.restart.policy === "on-failure" && exitCode !== 0 && (container.seen?.restartCount ?? 0) < container.restart.maxRetries;
}

/** Asked for in the file, or by the image where nothing is mounted. */
const anonymousIn = ({ spec }: Generation, { facts }: FakeImage): string[] => [
  ...spec.mounts.flatMap((mount) => (mount.type === "anonymous" ? [mount.target] : [])),
  ...(facts?.volumes ?? []).filter((path) => !spec.mounts.some((mount) => mount.target === path)),
];

export const fakeFacts = (image: FakeImage | undefined): ImageFacts | null =>
  image === undefined
    ? null
    : {
        id: image.imageId,
        digest: image.digest ?? null,
        volumes: [],
        exposed: [],
        user: "",
        healthcheck: (image.health ?? "none") === "none" ? null : ["CMD", "check"],
        entrypoint: [],
        command: [],
        ...image.facts,
      };

export const fakeStorage = ({ seen, mounts }: FakeContainer): ContainerStorage => ({
  readOnlyRoot: false,
  mounts: [
    ...mounts,
    ...(seen?.anonymousVolumes ?? []).map(({ name, target }) => ({
      kind: "anonymous" as const,
      path: target,
      engineName: name,
      readOnly: false,
      limitBytes: null,
    })),
  ],
});

/** A quarter of a core, 64 MiB, and 1 KiB a second each way. */
export const fakeUsage = (at: number): UsageCounters => ({
  at,
  cpuNs: at * 250_000,
  memoryBytes: 64 * 1024 * 1024,
  rxBytes: Math.floor(at * 1.024),
  txBytes: Math.floor(at * 1.024),
  readBytes: 0,
  writeBytes: 0,
  pids: 3,
  oomKills: 0,
});
export const aboutOf = ({ stackId, id, generation, revision, index }: ObservedContainer): Omit<EventContainer, "service"> => ({
  ...{ stackId, id, generation, revision, index },
});

/** Its check ran once, just now. */
export const probesOf = ({ seen }: FakeContainer, at: number): HealthProbe[] =>
  seen === null || seen.health === "none" ? [] : [{ at, tookMs: 3, exitCode: seen.health === "unhealthy" ? 1 : 0, output: seen.healthOutput ?? "ok" }];
