export type ContainerState = "created" | "running" | "paused" | "restarting" | "removing" | "exited" | "dead";
export type ContainerHealth = "none" | "starting" | "healthy" | "unhealthy";

/** One container as the engine mirror knows it. Times are ms since the epoch; null means never. */
export interface ObservedContainer {
  id: string;
  name: string;
  stackId: string;
  serviceId: string;
  generation: number;
  revision: number;
  index: number;
  state: ContainerState;
  health: ContainerHealth;
  /** When it last became healthy; the start where that moment was not seen. */
  healthySince: number | null;
  healthOutput: string | null;
  createdAt: number;
  startedAt: number | null;
  finishedAt: number | null;
  /** Of its last end, also while it runs again (the mirror keeps it: the engine forgets it at the next start). */
  exitCode: number | null;
  /** Whether the last end was an out-of-memory kill; kept like `exitCode`. */
  oomKilled: boolean;
  /** Restarts by the engine's own policy since the last start by hand. */
  restartCount: number;
  /** The engine's own words for a start that failed. */
  error: string | null;
  imageId: string;
  ports: { target: number; protocol: "tcp" | "udp"; published: number }[];
  anonymousVolumes: { name: string; target: string }[];
  /**
   * The engine told that its program ended and does not answer yet what it is now: for pages it is down, for decisions still what it was.
   * An engine that clears up after an end takes some 50 ms; absent otherwise.
   */
  ending?: true;
  /** What a hand at the shell can change of it; absent where nobody looked. */
  settings?: ObservedSettings;
}

/** As the engine has them now. */
export interface ObservedSettings {
  memoryBytes: number;
  memoryReservationBytes: number;
  cpus: number;
  pids: number;
  restart: string;
  /** Engine names of the networks it is on; of a stopped one, of those it will be on. */
  networks: string[];
  labels: Record<string, string>;
}

export interface ObservedStack {
  containers: ObservedContainer[];
  /** Stack networks present, by their name in the file. */
  networks: string[];
  /** Stack volumes present, by their name in the file. */
  volumes: string[];
}

export interface EngineStatus {
  /** `reads-only`: lists answer but changes hang. */
  state: "connecting" | "up" | "down" | "reads-only";
  since: number;
  endpoint: string;
  version: string | null;
  apiVersion: string | null;
  name: string | null;
  cpus: number | null;
  memoryBytes: number | null;
  containersRunning: number;
  containersTotal: number;
  /** Why it is down, in the driver's words; shown under Details to administrators only. */
  detail: string | null;
}

export const isUp = (container: ObservedContainer): boolean =>
  container.state === "running" || container.state === "restarting" || container.state === "paused";
