import type { ObservedContainer } from "@/lib/core/observed";
import { isUp } from "@/lib/core/observed";
import type { ForeignContainer } from "@/lib/core/running";
import type { EngineSnapshot } from "./port";

type Kind = "networks" | "volumes";
interface StackParts {
  containers: Map<string, ObservedContainer>;
  networks: Set<string>;
  volumes: Set<string>;
}
export interface StackSeen {
  containers: ObservedContainer[];
  networks: string[];
  volumes: string[];
}

const NOTHING: StackSeen = { containers: [], networks: [], volumes: [] };

/** What the mirror knows, in memory. Every change answers with the stacks it changed. */
export class MirrorState {
  #stacks = new Map<string, StackParts>();
  #stackOf = new Map<string, string>();
  #seen = new Map<string, StackSeen>();
  /** By the last snapshot and minus those that stopped since; own containers are added when it is read. */
  #foreignPorts = new Map<string, string>();
  #ports: Map<string, string> | null = null;
  #foreign: ForeignContainer[] = [];

  stack(stackId: string): StackSeen {
    const seen = this.#seen.get(stackId);
    if (seen !== undefined) return seen;
    const parts = this.#stacks.get(stackId);
    if (parts === undefined) return NOTHING;
    const containers = [...parts.containers.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
    const fresh = { containers, networks: [...parts.networks].sort(), volumes: [...parts.volumes].sort() };
    this.#seen.set(stackId, fresh);
    return fresh;
  }

  container(id: string): ObservedContainer | null {
    const stackId = this.#stackOf.get(id);
    return stackId === undefined ? null : (this.#stacks.get(stackId)?.containers.get(id) ?? null);
  }

  knows(id: string): boolean {
    return this.#stackOf.has(id);
  }

  publishedPorts(): ReadonlyMap<string, string> {
    if (this.#ports !== null) return this.#ports;
    const ports = new Map(this.#foreignPorts);
    for (const { containers } of this.#stacks.values())
      for (const container of containers.values())
        if (isUp(container)) for (const port of container.ports) ports.set(`${port.published}/${port.protocol}`, container.name);
    this.#ports = ports;
    return ports;
  }

  /** Takes in one inspected container; `at` is when its health was told. Null when nothing changed. */
  put(next: ObservedContainer, at: number): string | null {
    const before = this.container(next.id);
    const kept = { ...next, healthySince: healthySince(before, next, at), exitCode: exitCode(before, next) };
    if (before !== null && JSON.stringify(before) === JSON.stringify(kept)) return null;
    this.#parts(next.stackId).containers.set(next.id, kept);
    this.#stackOf.set(next.id, next.stackId);
    return this.#touched(next.stackId);
  }

  /** Its program ended; the look that says more is under way, and may find it running again. Null when nothing of it was running. */
  end(id: string, exitCode: number | undefined): string | null {
    const before = this.container(id);
    if (before?.state !== "running" || before.ending) return null;
    this.#parts(before.stackId).containers.set(id, { ...before, ending: true, exitCode: exitCode ?? before.exitCode });
    return this.#touched(before.stackId);
  }

  drop(id: string): string | null {
    const stackId = this.#stackOf.get(id);
    if (stackId === undefined) return null;
    this.#stacks.get(stackId)?.containers.delete(id);
    this.#stackOf.delete(id);
    return this.#touched(stackId);
  }

  note(kind: Kind, stackId: string, name: string, present: boolean): string | null {
    const names = this.#parts(stackId)[kind];
    if (names.has(name) === present) return null;
    if (present) names.add(name);
    else names.delete(name);
    return this.#touched(stackId);
  }

  foreign(): readonly ForeignContainer[] {
    return this.#foreign;
  }

  /** A foreign container stopped or is gone: its ports are free. */
  endForeign(name: string, gone: boolean): void {
    this.#foreign = this.#foreign.flatMap((one) => (one.name !== name ? [one] : gone ? [] : [{ ...one, state: "exited" }]));
    for (const [port, owner] of this.#foreignPorts) if (owner === name) this.#foreignPorts.delete(port);
    this.#ports = null;
  }

  /** Replaces everything; containers in `newer` were looked at after the snapshot began and stay as they are. */
  replace(snapshot: EngineSnapshot, newer: ReadonlySet<string>, at: number): string[] {
    const changed = new Set<string | null>();
    const listed = new Set(snapshot.containers.map((container) => container.id));
    for (const container of snapshot.containers) if (!newer.has(container.id)) changed.add(this.put(container, at));
    for (const id of [...this.#stackOf.keys()]) if (!listed.has(id) && !newer.has(id)) changed.add(this.drop(id));
    for (const kind of ["networks", "volumes"] as const) {
      const present = new Set(snapshot[kind].map((object) => `${object.stackId}\n${object.name}`));
      for (const object of snapshot[kind]) changed.add(this.note(kind, object.stackId, object.name, true));
      for (const [stackId, parts] of this.#stacks)
        for (const name of [...parts[kind]]) if (!present.has(`${stackId}\n${name}`)) changed.add(this.note(kind, stackId, name, false));
    }
    const own = new Set(snapshot.containers.map((container) => container.name));
    this.#foreignPorts = new Map([...snapshot.publishedPorts].filter(([, name]) => !own.has(name)));
    this.#ports = null;
    this.#foreign = [...snapshot.foreign].sort((a, b) => (a.name < b.name ? -1 : 1));
    for (const [stackId, parts] of this.#stacks) if (parts.containers.size + parts.networks.size + parts.volumes.size === 0) this.#stacks.delete(stackId);
    return [...changed].filter((stackId) => stackId !== null);
  }

  #parts(stackId: string): StackParts {
    const parts = this.#stacks.get(stackId) ?? { containers: new Map(), networks: new Set(), volumes: new Set() };
    this.#stacks.set(stackId, parts);
    return parts;
  }

  #touched(stackId: string): string {
    this.#seen.delete(stackId);
    this.#ports = null;
    return stackId;
  }
}

/** Kept while it stays healthy; the moment it was told when it was seen to change; the start where nobody saw it. */
function healthySince(before: ObservedContainer | null, next: ObservedContainer, at: number): number | null {
  if (next.health !== "healthy") return null;
  if (before === null || before.startedAt !== next.startedAt) return next.healthySince;
  return before.health === "healthy" ? before.healthySince : at;
}

/** The engine forgets the code of the last end as soon as it starts the container again; a crash loop is named by it. */
const exitCode = (before: ObservedContainer | null, next: ObservedContainer): number | null =>
  next.exitCode ?? (next.restartCount > 0 ? (before?.exitCode ?? null) : null);
