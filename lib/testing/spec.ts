import type { ServiceSpec } from "@/lib/core/spec";

const MiB = 1024 * 1024;

/** The plainest service that the compose room would render; tests say only what they are about. */
export function plainSpec(changes: Partial<ServiceSpec> = {}): ServiceSpec {
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
    restart: { policy: "unless-stopped" },
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
    stopGraceSeconds: 10,
    memoryBytes: 512 * MiB,
    memoryReservationBytes: null,
    cpus: 1,
    pids: 512,
    shmBytes: null,
    log: { maxSizeBytes: 10 * MiB, maxFiles: 3 },
    scale: 1,
    ...changes,
  };
}
