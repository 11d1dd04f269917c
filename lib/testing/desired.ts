import { DEFAULT_STRATEGY, type DesiredService, type DesiredStack, type Generation } from "@/lib/core/desired";
import type { ServiceSpec } from "@/lib/core/spec";
import { plainSpec } from "./spec";

/** Small, quick to stop, and left alone when it ends: made for a real engine under test. */
export const makeSpec = (changes: Partial<ServiceSpec> = {}): ServiceSpec =>
  plainSpec({ restart: { policy: "no" }, stopGraceSeconds: 2, memoryBytes: 64 * 1024 * 1024, pids: 64, ...changes });

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
  return {
    id: "s1",
    environmentId: "e1",
    name: "demo",
    owner: "ada",
    removing: null,
    networks: [{ name: "default", internal: false }],
    volumes: [],
    services,
    ...changes,
  };
}
