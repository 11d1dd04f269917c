import type { Strategy } from "@/lib/core/desired";
import type { Policy } from "@/lib/core/policy";
import { canonicalText, type MountSpec, type PortSpec, type ServiceSpec } from "@/lib/core/spec";
import type { Desk } from "../desk";
import type { Entry } from "../node";
import type { Spot } from "../place";
import { wrong } from "../values";
import type { FileUse } from "./files";

/** A service while it is read: the spec so far, and where its parts stand in the text. */
export interface Draft {
  entry: Entry;
  spec: ServiceSpec;
  ports: { port: PortSpec; at: Spot }[];
  mounts: { mount: MountSpec; at: Spot }[];
  dependencies: { service: string; at: Spot }[];
  /** Those of them that may be missing. */
  optional: Set<string>;
  networks: { name: string; at: Spot }[];
  links: { service: string; alias: string | null; at: Spot }[];
  /** The service whose network it shares. */
  networkHost?: { service: string; at: Spot };
  configs: FileUse[];
  secrets: FileUse[];
  profiles: { profile: string; at: Spot }[];
  /** `pull_policy: refresh`, which needs its partner. */
  refresh?: Entry;
  refreshAfter?: { entry: Entry; seconds: number };
  /** Checks that need the other attributes of the service; run when all are read. */
  later: (() => void)[];
  /** Attributes the file sets; some can be set in two places. */
  given: Map<string, { value: unknown; at: Spot }>;
  /** How the file wants upgrades to go. */
  rollout: Partial<Strategy> | null;
  sidekickAt: Spot | null;
}

/** A limit below the default is the default then. */
const capped = ({ limits, defaults }: Policy): Policy["defaults"] => ({
  memoryBytes: Math.min(defaults.memoryBytes, limits.memoryBytes),
  cpus: Math.min(defaults.cpus, limits.cpus),
  pids: Math.min(defaults.pids, limits.pids),
  logMaxSizeBytes: Math.min(defaults.logMaxSizeBytes, limits.logMaxSizeBytes),
  logMaxFiles: Math.min(defaults.logMaxFiles, limits.logMaxFiles),
  stopGraceSeconds: Math.min(defaults.stopGraceSeconds, limits.stopGraceSeconds),
});

export function startDraft(entry: Entry, policy: Policy): Draft {
  const defaults = capped(policy);
  const spec: ServiceSpec = {
    name: entry.key,
    image: "",
    command: null,
    entrypoint: null,
    environment: {},
    ports: [],
    mounts: [],
    networks: [],
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
    stopGraceSeconds: defaults.stopGraceSeconds,
    memoryBytes: defaults.memoryBytes,
    memoryReservationBytes: null,
    cpus: defaults.cpus,
    pids: defaults.pids,
    shmBytes: null,
    log: { maxSizeBytes: defaults.logMaxSizeBytes, maxFiles: defaults.logMaxFiles },
    scale: 1,
  };
  return {
    entry,
    spec,
    ports: [],
    mounts: [],
    dependencies: [],
    optional: new Set(),
    networks: [],
    links: [],
    configs: [],
    secrets: [],
    profiles: [],
    later: [],
    given: new Map(),
    rollout: null,
    sidekickAt: null,
  };
}

/** Sets one attribute. Old and new Compose spell some of them in two places; both may be there if they agree. */
export function give<K extends keyof ServiceSpec>(desk: Desk, draft: Draft, key: K, value: ServiceSpec[K] | undefined, at: Spot, field: string): void {
  if (value === undefined) return;
  const earlier = draft.given.get(key);
  if (earlier && canonicalText(earlier.value) !== canonicalText(value)) {
    wrong(
      desk,
      at,
      field,
      `${field} says something else than ${desk.report.lineOf(earlier.at)} (${earlier.at.path.replace(/^services\.[^.]+\./, "")}). Keep one of the two.`,
    );
    return;
  }
  draft.given.set(key, { value, at });
  draft.spec[key] = value;
}
