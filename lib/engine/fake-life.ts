import { fail, SpindleError } from "@/lib/core/errors";
import type { ObservedContainer } from "@/lib/core/observed";
import { classifyEngineError } from "./docker-errors";
import { aboutOf, type FakeContainer, restartDelay, restartsAfter } from "./fake-container";
import type { Told } from "./fake-streams";

/** A check that never passes has said so after this long. */
const NEVER_WELL_MS = 3_000;

/** The fake engine's containers: what they do by themselves, and when they are told to. */
export class FakeLife {
  readonly containers = new Map<string, FakeContainer>();
  /** Another process of the host listens: `8080/tcp`. */
  readonly takenPorts = new Set<string>();

  constructor(
    private readonly now: () => number,
    private readonly hear: (event: Told) => void,
  ) {}

  /** Everything happens that is due. */
  tick(): void {
    for (const container of this.containers.values()) this.#settle(container);
  }

  need(id: string): FakeContainer {
    const container = this.containers.get(id);
    if (container === undefined) throw fail("NOT_FOUND", { what: "container" });
    return container;
  }

  needRunning(id: string): void {
    const { running, seen } = this.need(id);
    if (!running) throw fail("CONTAINER_NOT_RUNNING", { container: this.named(id), state: seen?.state ?? "exited" });
  }

  /** As people see it; the id of one that is not there. */
  named(id: string): string {
    const container = this.containers.get(id);
    return container === undefined ? id : labelOf(container);
  }

  add(container: FakeContainer): void {
    this.containers.set(container.id, container);
    this.tell(container, "create");
  }

  start(id: string): void {
    const container = this.need(id);
    if (container.running) return;
    const taken = container.ports.find((port) => this.takenPorts.has(port) || this.published().has(port));
    const error = taken === undefined ? container.image.startError : `Bind for 0.0.0.0:${Number.parseInt(taken, 10)} failed: port is already allocated`;
    if (error !== undefined) {
      // A container that ran before stays what it was; a new one stays `created`.
      if (container.seen !== null) Object.assign(container.seen, { error, exitCode: 128 });
      throw new SpindleError(classifyEngineError(error, 500));
    }
    if (container.seen !== null) container.seen.restartCount = 0;
    this.#begin(container);
  }

  stop(id: string): void {
    const container = this.need(id);
    if (!container.running && container.restartAt === null) return;
    this.tell(container, "kill", { signal: 15 });
    this.#exit(container, 0, false);
    this.tell(container, "stop");
  }

  kill(id: string): void {
    const container = this.need(id);
    if (!container.running && container.restartAt === null) return;
    this.tell(container, "kill", { signal: 9 });
    this.#exit(container, 137, false);
  }

  crash(id: string, exitCode: number): void {
    this.#exit(this.need(id), exitCode, true);
  }

  drop(id: string): void {
    const container = this.containers.get(id);
    if (container === undefined) return;
    if (container.running) {
      this.tell(container, "kill", { signal: 9 });
      this.#exit(container, 137, false);
    }
    this.containers.delete(id);
    this.tell(container, "destroy");
  }

  tell(container: FakeContainer, action: string, more: { exitCode?: number; signal?: number } = {}): void {
    const about = container.seen && { ...aboutOf(container.seen), service: labelOf(container).replace(/-\d+$/, "") };
    const { id, name, seen } = container;
    this.hear({ type: "container", action, id, name, ours: seen !== null, at: this.now(), ...(about && { about }), ...more });
  }

  /** Spindle's own, as they are now. */
  observed(): ObservedContainer[] {
    return [...this.containers.values()].flatMap(({ seen }) => (seen === null ? [] : [structuredClone(seen)]));
  }

  running(): FakeContainer[] {
    return [...this.containers.values()].filter(({ running }) => running);
  }

  /** Port to container. */
  published(): Map<string, string> {
    return new Map(this.running().flatMap(({ ports, name }) => ports.map((port) => [port, name] as const)));
  }

  #begin(container: FakeContainer): void {
    container.running = true;
    container.restartAt = null;
    container.checked = false;
    const health = (container.image.health ?? "none") === "none" ? "none" : "starting";
    if (container.seen !== null)
      Object.assign(container.seen, { state: "running", startedAt: this.now(), exitCode: null, error: null, health, healthySince: null, oomKilled: false });
    this.tell(container, "start");
  }

  #exit(container: FakeContainer, exitCode: number, byItself: boolean): void {
    container.running = false;
    container.restartAt = null;
    if (container.seen !== null) {
      const again = byItself && restartsAfter(container, exitCode);
      Object.assign(container.seen, {
        state: again ? "restarting" : "exited",
        health: "none",
        healthySince: null,
        exitCode,
        finishedAt: this.now(),
        oomKilled: container.image.oom ?? false,
      });
      if (again) container.restartAt = this.now() + restartDelay(container.seen.restartCount);
    }
    this.tell(container, "die", { exitCode });
  }

  #settle(container: FakeContainer): void {
    const { seen, image } = container;
    if (seen === null) return;
    if (container.restartAt !== null && this.now() >= container.restartAt) {
      seen.restartCount += 1;
      this.#begin(container);
    }
    const ran = this.now() - (seen.startedAt ?? this.now());
    if (container.running && image.health !== undefined && image.health !== "none" && !container.checked) {
      const healthy = image.health !== "never" && ran >= image.health.afterMs;
      if (healthy || (image.health === "never" && ran >= NEVER_WELL_MS)) {
        container.checked = true;
        Object.assign(seen, healthy ? { health: "healthy", healthySince: seen.startedAt } : { health: "unhealthy", healthOutput: "503" });
        this.tell(container, `health_status: ${seen.health}`);
      }
    }
    if (container.running && image.crashAfterMs !== undefined && ran >= image.crashAfterMs) this.#exit(container, image.exitCode ?? 1, true);
  }
}

const labelOf = (container: FakeContainer): string => container.name.replace(/^spindle-.*?-(\w[\w.]*)-g\d+-(\d+)$/, "$1-$2");
