import type { Problem } from "./errors";
import type { Protocol, ServiceSpec } from "./spec";

export type Phase = "steady" | "upgrading" | "paused" | "upgraded" | "rolling-back";
export type UpgradeOrder = "stop-first" | "start-first";

export interface Strategy {
  batchSize: number;
  intervalSeconds: number;
  order: UpgradeOrder;
  healthDeadlineSeconds: number;
  onFailure: "pause" | "roll-back";
}

export const DEFAULT_STRATEGY: Strategy = { batchSize: 1, intervalSeconds: 2, order: "stop-first", healthDeadlineSeconds: 300, onFailure: "pause" };

/** How long a container without a health check must run before it counts as good. */
export const SETTLE_MS = 1_000;

/** The containers of one service made from one revision. Frozen once made, but for the image id that the first pull resolves. */
export interface Generation {
  number: number;
  revision: number;
  spec: ServiceSpec;
  /** The exact image id every container of this generation runs; null until pulled. */
  imageId: string | null;
  /** Registry digest, where the image came from one. */
  digest: string | null;
  /** The very image that a person chose in Review, whatever the name stands for by now. */
  wantedDigest?: string | null;
  createdAt: number;
  /** Two sets of host ports exist, so that old and new can run side by side; stop-first keeps the set. */
  portSet: 0 | 1;
}

/** What is pulled for a generation: the digest that was chosen, or what its name stands for. */
export function imageToPull({ spec, wantedDigest }: Pick<Generation, "spec" | "wantedDigest">): string {
  if (!wantedDigest) return spec.image;
  return `${spec.image.replace(/@.*$/, "").replace(/:[^/:]*$/, "")}@${wantedDigest}`;
}

/** One leased host port: container `index` of the service answers `target` there. */
export interface Lease {
  port: number;
  protocol: Protocol;
  target: number;
  index: number;
  portSet: 0 | 1;
}

export interface DesiredService {
  id: string;
  name: string;
  scale: number;
  /** The scale that a roll back restores; absent where the upgrade did not change it. */
  scaleBefore?: number;
  running: boolean;
  phase: Phase;
  /** When the phase began, ms. */
  phaseSince: number;
  /** Why it is paused or why the last upgrade rolled back by itself. */
  phaseProblem: Problem | null;
  /** What should run; null when the file no longer has the service. */
  target: Generation | null;
  /** The confirmed generation, kept while an upgrade runs or waits; null when there was none. */
  kept: Generation | null;
  strategy: Strategy;
  /** Containers started before this moment are restarted, in batches. */
  restartRequestedAt: number | null;
  leases: Lease[];
  /** Places in the subnet, by container number, of a service that keeps its addresses. */
  addresses?: number[];
  /** It runs on though the file does not have it: the revision since which that is so. */
  outside?: number;
}

/** An upgrade of it runs, or waits for a decision. */
export const isWaiting = ({ phase }: Pick<DesiredService, "phase">): boolean => phase === "upgrading" || phase === "paused" || phase === "upgraded";

/** What a way back goes back to: while a decision waits, what was there before. */
export const confirmedOf = (service: DesiredService): Generation | null => (isWaiting(service) ? service.kept : service.target);

export interface DesiredStack {
  id: string;
  environmentId: string;
  name: string;
  /** Shown on containers so that an operator at the shell sees whose they are. */
  owner: string;
  removing: { volumes: string[] } | null;
  /** `addressed`: it has a subnet of Spindle's, so that containers can keep their addresses in it. */
  networks: { name: string; internal: boolean; addressed?: boolean }[];
  volumes: string[];
  /** Sorted by name. */
  services: DesiredService[];
}
