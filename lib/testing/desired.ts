import { DEFAULT_STRATEGY, type DesiredService, type DesiredStack, type Generation } from "@/lib/core/desired";
import type { ServiceSpec } from "@/lib/core/spec";

const MiB = 1024 * 1024;

/** A small web service, as the compose room would render it. */
export function makeSpec(changes: Partial<ServiceSpec> = {}): ServiceSpec {
  return {
    name: "web",
    image: "spindle/demo:v1",
    command: null,
    entrypoint: null,
    environment: {},
    ports: [],
    mounts: [],
    networks: [{ name: "default", aliases: [] }],
    labels: {},
    healthcheck: null,
    dependsOn: [],
    restart: { policy: "no" },
    user: null,
    capAdd: [],
    capDrop: [],
    readOnly: false,
    init: null,
    tty: false,
    stdinOpen: false,
    hostname: null,
    workingDir: null,
    containerName: null,
    stopSignal: null,
    stopGraceSeconds: 2,
    memoryBytes: 64 * MiB,
    memoryReservationBytes: null,
    cpus: 1,
    pids: 64,
    shmBytes: null,
    log: { maxSizeBytes: 10 * MiB, maxFiles: 3 },
    scale: 1,
    ...changes,
  };
}

export function makeGeneration(spec: ServiceSpec, changes: Partial<Generation> = {}): Generation {
  return { number: 1, revision: 1, spec, imageId: null, digest: null, createdAt: 0, portSet: 0, ...changes };
}

/** A steady, running service of one generation made from `spec`. */
export function makeService(spec: ServiceSpec, changes: Partial<DesiredService> = {}): DesiredService {
  return {
    id: `id-of-${spec.name}`,
    name: spec.name,
    scale: spec.scale,
    running: true,
    phase: "steady",
    phaseSince: 0,
    phaseProblem: null,
    target: makeGeneration(spec),
    kept: null,
    strategy: DEFAULT_STRATEGY,
    restartRequestedAt: null,
    leases: [],
    ...changes,
  };
}

export function makeDesiredStack(services: DesiredService[], changes: Partial<DesiredStack> = {}): DesiredStack {
  return { id: "s1", name: "demo", owner: "ada", removing: null, networks: [{ name: "default", internal: false }], volumes: [], services, ...changes };
}
