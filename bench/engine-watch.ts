import type { Readable } from "node:stream";
import type Docker from "dockerode";
import { jsonLines, type RawEvent } from "@/lib/engine/events";

interface Seen {
  labels: Record<string, string>;
  running: boolean;
}

/** Which containers are meant: labels and values they carry. `not` are values they must not carry. */
export interface Which {
  labels: Record<string, string>;
  not?: Record<string, string>;
}

const PATIENCE_MS = 120_000;

/**
 * What the engine itself says, by its events since the watch was opened: the judge of when a thing is done, whoever did it. It knows only containers
 * and networks made while it looks.
 */
export class EngineWatch {
  readonly #containers = new Map<string, Seen>();
  readonly #networks = new Set<string>();
  readonly #waiting = new Set<(event: RawEvent) => void>();
  #stream: Readable | null = null;

  static async open(docker: Docker): Promise<EngineWatch> {
    const watch = new EngineWatch();
    const filters = JSON.stringify({ type: ["container", "network"], event: ["create", "start", "die", "destroy"] });
    watch.#stream = (await docker.getEvents({ filters })) as Readable;
    void watch.#follow(watch.#stream).catch(() => undefined);
    return watch;
  }

  close(): void {
    this.#stream?.destroy();
  }

  running(which: Which): number {
    return this.#match(which).filter(({ running }) => running).length;
  }

  present(which: Which): number {
    return this.#match(which).length;
  }

  hasNetwork(name: string): boolean {
    return this.#networks.has(name);
  }

  /** Resolves with `performance.now()` of the event that made it hold. */
  until(what: string, holds: () => boolean): Promise<number> {
    return this.#wait(what, () => (holds() ? performance.now() : undefined), true);
  }

  /** The engine's own time of the next such event, ms since the epoch with fractions. */
  event(containerId: string, action: string): Promise<number> {
    const match = (event: RawEvent) => (event.Actor?.ID === containerId && event.Action === action ? (event.timeNano ?? 0) / 1e6 : undefined);
    return this.#wait(`${action} of ${containerId.slice(0, 12)}`, match, false);
  }

  #wait(what: string, look: (event: RawEvent) => number | undefined, now: boolean): Promise<number> {
    return new Promise((resolve, reject) => {
      const done = (result: () => void) => {
        clearTimeout(timer);
        this.#waiting.delete(ask);
        result();
      };
      const timer = setTimeout(() => done(() => reject(new Error(`the engine did not show within ${PATIENCE_MS / 1000} s: ${what}`))), PATIENCE_MS);
      const ask = (event: RawEvent) => {
        const at = look(event);
        if (at !== undefined) done(() => resolve(at));
      };
      this.#waiting.add(ask);
      if (now) ask({});
    });
  }

  #match({ labels, not = {} }: Which): Seen[] {
    return [...this.#containers.values()].filter(
      (seen) =>
        Object.entries(labels).every(([key, value]) => seen.labels[key] === value) && Object.entries(not).every(([key, value]) => seen.labels[key] !== value),
    );
  }

  async #follow(stream: Readable): Promise<void> {
    for await (const line of jsonLines(stream)) {
      const event = line as RawEvent;
      this.#take(event);
      for (const ask of [...this.#waiting]) ask(event);
    }
  }

  #take({ Type: type, Action: action, Actor: actor }: RawEvent): void {
    const labels = actor?.Attributes ?? {};
    if (type === "network" && labels.name) {
      if (action === "create") this.#networks.add(labels.name);
      if (action === "destroy") this.#networks.delete(labels.name);
    }
    if (type !== "container" || !actor?.ID) return;
    if (action === "create") this.#containers.set(actor.ID, { labels, running: false });
    if (action === "destroy") this.#containers.delete(actor.ID);
    const seen = this.#containers.get(actor.ID);
    if (seen && action === "start") seen.running = true;
    if (seen && action === "die") seen.running = false;
  }
}
