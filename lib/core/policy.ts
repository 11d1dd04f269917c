/** What an environment allows; data of the environment, the same for every entrance. */
export interface Policy {
  hostPorts: { from: number; to: number };
  capabilities: string[];
  maxServices: number;
  maxScale: number;
  composeBytes: number;
  limits: {
    memoryBytes: number;
    cpus: number;
    pids: number;
    shmBytes: number;
    tmpfsBytes: number;
    stopGraceSeconds: number;
    logMaxSizeBytes: number;
    logMaxFiles: number;
  };
  /** What a container gets when its file says nothing. */
  defaults: { memoryBytes: number; cpus: number; pids: number; logMaxSizeBytes: number; logMaxFiles: number; stopGraceSeconds: number };
}

const MiB = 1024 * 1024;

/** Spin's seven: what a container may have back after dropping everything. */
export const SPIN_CAPABILITIES = ["CHOWN", "DAC_OVERRIDE", "FOWNER", "KILL", "NET_BIND_SERVICE", "SETGID", "SETUID"];

export const DEFAULT_POLICY: Policy = {
  hostPorts: { from: 60000, to: 60050 },
  capabilities: SPIN_CAPABILITIES,
  maxServices: 20,
  maxScale: 10,
  composeBytes: 256 * 1024,
  limits: {
    memoryBytes: 8192 * MiB,
    cpus: 4,
    pids: 4096,
    shmBytes: 1024 * MiB,
    tmpfsBytes: 1024 * MiB,
    stopGraceSeconds: 300,
    logMaxSizeBytes: 100 * MiB,
    logMaxFiles: 10,
  },
  defaults: { memoryBytes: 512 * MiB, cpus: 1, pids: 512, logMaxSizeBytes: 10 * MiB, logMaxFiles: 3, stopGraceSeconds: 10 },
};
