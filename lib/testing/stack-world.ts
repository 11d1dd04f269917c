import { DEFAULT_STRATEGY, type DesiredService, type DesiredStack, type Generation, SETTLE_MS } from "@/lib/core/desired";
import { isUp, type ObservedContainer, type ObservedStack } from "@/lib/core/observed";
import type { Attempt, Plan, Step } from "@/lib/core/plan";
import { plan } from "@/lib/core/planner";
import type { ServiceSpec } from "@/lib/core/spec";
import { plainSpec } from "./spec";

/** A stack and an engine made of plain values, for tests of the pure core: steps take no time and do what they say. */

export const makeSpec = (name: string, over: Partial<ServiceSpec> = {}): ServiceSpec => plainSpec({ name, image: `${name}:v1`, ...over });

export const makeGeneration = (number: number, spec: ServiceSpec, over: Partial<Generation> = {}): Generation => ({
  number,
  revision: number,
  spec,
  imageId: `sha256:${spec.image}`,
  digest: null,
  createdAt: 0,
  portSet: 0,
  ...over,
});

export function makeService(name: string, over: Partial<DesiredService> & { spec?: Partial<ServiceSpec> } = {}): DesiredService {
  const { spec, ...rest } = over;
  return {
    id: name,
    name,
    scale: 1,
    running: true,
    phase: "steady",
    phaseSince: 0,
    phaseProblem: null,
    target: makeGeneration(1, makeSpec(name, spec)),
    kept: null,
    strategy: DEFAULT_STRATEGY,
    restartRequestedAt: null,
    leases: [],
    ...rest,
  };
}

export const makeStack = (services: DesiredService[], over: Partial<DesiredStack> = {}): DesiredStack => ({
  id: "s1",
  environmentId: "e1",
  name: "demo",
  owner: "tin",
  removing: null,
  networks: [{ name: "default", internal: false }],
  volumes: [],
  services,
  ...over,
});

export function makeContainer(service: string, generation: number, index: number, over: Partial<ObservedContainer> = {}): ObservedContainer {
  return {
    id: `${service}.g${generation}.${index}`,
    name: `spindle-s1-${service}-g${generation}-${index}`,
    stackId: "s1",
    serviceId: service,
    generation,
    revision: generation,
    index,
    state: "running",
    health: "none",
    healthySince: null,
    healthOutput: null,
    createdAt: 0,
    startedAt: 0,
    finishedAt: null,
    exitCode: null,
    oomKilled: false,
    restartCount: 0,
    error: null,
    imageId: "sha256:x",
    ports: [],
    anonymousVolumes: [],
    ...over,
  };
}

export class World {
  now = 1_000_000;
  readonly attempts = new Map<string, Attempt>();
  containers: ObservedContainer[] = [];
  networks: string[] = ["default"];
  volumes: string[] = [];
  gone = false;

  constructor(public stack: DesiredStack) {}

  /** Containers of every service's target, up for a long time. */
  settled(): this {
    for (const service of this.stack.services) {
      if (!service.target) continue;
      for (let index = 1; index <= service.scale; index++) this.containers.push(makeContainer(service.name, service.target.number, index));
    }
    return this;
  }

  get observed(): ObservedStack {
    return { containers: this.containers, networks: this.networks, volumes: this.volumes };
  }

  plan(): Plan {
    return plan(this.stack, this.observed, this.attempts, this.now);
  }

  service(name: string): DesiredService {
    const service = this.stack.services.find((candidate) => candidate.name === name);
    if (!service) throw new Error(`no service ${name}`);
    return service;
  }

  /** Does one step at once; a started container is running, healthy where it has a check. */
  apply(step: Step): void {
    const container = "containerId" in step ? this.containers.find((candidate) => candidate.id === step.containerId) : undefined;
    switch (step.type) {
      case "create-network":
        this.networks.push(step.network);
        break;
      case "create-volume":
        this.volumes.push(step.volume);
        break;
      case "remove-network":
        this.networks = this.networks.filter((name) => name !== step.network);
        break;
      case "remove-volume":
        this.volumes = this.volumes.filter((name) => name !== step.volume);
        break;
      case "pull-image":
        for (const service of this.stack.services)
          if (service.id === step.serviceId && service.target?.number === step.generation)
            service.target = { ...service.target, imageId: `sha256:${step.image}` };
        break;
      case "create-container":
        this.#create(step);
        break;
      case "start-container":
      case "restart-container":
        if (container)
          Object.assign(container, {
            state: "running",
            startedAt: this.now,
            exitCode: null,
            health: container.health === "none" ? "none" : "healthy",
            healthySince: this.now,
          });
        break;
      case "stop-container":
        if (container) Object.assign(container, { state: "exited", finishedAt: this.now, exitCode: 0 });
        break;
      case "remove-container":
        this.containers = this.containers.filter((candidate) => candidate !== container);
        break;
      case "set-phase":
        this.#setPhase(step);
        break;
      case "forget-service":
        this.stack.services = this.stack.services.filter((service) => service.id !== step.serviceId);
        break;
      case "forget-stack":
        this.gone = true;
    }
  }

  /** Plans and applies until nothing is left to do; time passes only when the plan waits for it. Returns one line a step, rounds apart. */
  run(most = 60): string[] {
    const lines: string[] = [];
    for (let round = 1; round <= most; round++) {
      const { steps, wakeAt } = this.plan();
      if (steps.length === 0 && (wakeAt === null || wakeAt - this.now > 600_000)) return lines;
      if (steps.length === 0 && wakeAt !== null) {
        this.now = wakeAt;
        continue;
      }
      for (const step of steps) {
        lines.push(`${round} ${printStep(step)}`);
        this.apply(step);
      }
      this.now += 1;
      if (this.gone) return lines;
    }
    throw new Error(`no end after ${most} rounds:\n${lines.join("\n")}`);
  }

  /** The engine's restart policy and the registry's rules are the world's business, not the planner's. */
  up(service: string): string[] {
    return this.containers.filter((container) => container.serviceId === service && isUp(container)).map((container) => container.id);
  }

  #create(step: Extract<Step, { type: "create-container" }>): void {
    const service = this.stack.services.find((candidate) => candidate.id === step.serviceId);
    const generation = [service?.target, service?.kept].find((candidate) => candidate?.number === step.generation);
    if (!service || !generation) throw new Error(`create of an unknown generation: ${step.key}`);
    if (
      this.containers.some((container) => container.serviceId === step.serviceId && container.generation === step.generation && container.index === step.index)
    )
      throw new Error(`doubled ${step.key}`);
    const health = generation.spec.healthcheck ? "starting" : "none";
    this.containers.push(
      makeContainer(service.name, step.generation, step.index, {
        state: "created",
        startedAt: null,
        createdAt: this.now,
        revision: generation.revision,
        health,
      }),
    );
  }

  #setPhase(step: Extract<Step, { type: "set-phase" }>): void {
    for (const service of this.stack.services) {
      if (service.id !== step.serviceId && !step.also?.includes(service.id)) continue;
      if (step.to === "rolling-back") beginRollBack(service, this.now);
      service.phase = step.to;
      service.phaseSince = this.now;
      service.phaseProblem = step.problem;
    }
  }
}

export function beginUpgrade(service: DesiredService, over: Partial<ServiceSpec>, now: number): void {
  const base = service.phase === "steady" ? service.target : service.kept;
  const number = Math.max(service.target?.number ?? 0, service.kept?.number ?? 0) + 1;
  const spec = makeSpec(service.name, { ...(service.target ?? service.kept)?.spec, ...over });
  Object.assign(service, { kept: base, target: makeGeneration(number, spec), phase: "upgrading", phaseSince: now, phaseProblem: null, running: true });
}

/** The new file no longer has this group: stopped and kept like any old generation, or forgotten where none of it ever ran. */
export function beginRetiring(group: DesiredService[], world: Pick<World, "containers" | "now">): void {
  const confirmed = (service: DesiredService) => (service.phase === "steady" ? service.target : service.kept);
  const ran = group.some((service) =>
    world.containers.some((one) => one.serviceId === service.id && one.generation === confirmed(service)?.number && one.startedAt !== null),
  );
  for (const service of group)
    Object.assign(service, {
      target: null,
      kept: ran ? confirmed(service) : null,
      phase: ran ? "upgrading" : "steady",
      phaseSince: world.now,
      phaseProblem: null,
    });
}

export function beginRollBack(service: DesiredService, now: number): void {
  Object.assign(service, { target: service.kept, kept: null, phase: "rolling-back", phaseSince: now });
}

export const settle = SETTLE_MS;

export const printStep = (step: Step): string => `${step.type} ${subjectOf(step)}, ${step.cause}`;

function subjectOf(step: Step): string {
  if ("containerId" in step) return `${step.label} (${step.containerId})`;
  if ("index" in step) return `${step.service}.g${step.generation}.${step.index}`;
  if ("network" in step) return step.network;
  if ("volume" in step) return step.volume;
  if ("image" in step) return step.image;
  return "to" in step ? `${[step.service, ...(step.also ?? [])].join(" and ")}: ${step.from} -> ${step.to}` : (step.service ?? "stack");
}
