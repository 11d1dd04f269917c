import type { ContainerHealth, ContainerState } from "./observed";
import type { ContainerView } from "./views";

/** One container of somebody's stack, as those who keep order see it. There may be thousands, so what is usual is left out. */
export interface RunningContainer {
  id: string;
  stack: string;
  service: string;
  index: number;
  project: string;
  owner: string;
  state: ContainerState;
  health: ContainerHealth;
  generation: ContainerView["generation"];
  image: string;
  cpus: number;
  memoryBytes: number;
  createdAt: number;
  startedAt: number | null;
  restarts?: number;
}

/** Somebody else's on the same engine: seen, never touched. */
export interface ForeignContainer {
  name: string;
  image: string;
  state: string;
}

export interface RunningView {
  environment: string;
  containers: RunningContainer[];
  foreign: readonly ForeignContainer[];
}
