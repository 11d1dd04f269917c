import type { ObservedContainer } from "@/lib/core/observed";
import type { Sample, Sampling, Statistics, Tick, Watcher } from "@/lib/core/statistics";
import type { Engine, EngineEvent, Place, Places } from "@/lib/engine/port";
import { Lanes } from "./lanes";
import { RingStore } from "./store";

const TICK_MS = 1_000;
const FLUSH_MS = 20_000;
const SWEEP_MS = 10 * 60_000;

export interface StatisticsSettings {
  folder: string;
  places: Pick<Places, "of" | "watchEvents">;
  /** Every environment, and whether it is to be sampled. */
  environments: () => Promise<{ id: string; on: boolean }[]>;
  stacks: () => Promise<{ id: string; environmentId: string }[]>;
  /** Told when either may have changed. Returns the way to stop. */
  changed: (listener: () => void) => () => void;
  now: () => number;
  log: (error: unknown) => void;
}

export interface RunningStatistics extends Statistics {
  /** Resolves when it knows what there is from before; nobody has to wait for that. */
  start(): Promise<void>;
  /** Writes what is not on the disk yet. */
  stop(): Promise<void>;
  /** One second's work; what the clock calls, and tests. */
  tick(): Promise<void>;
  sweep(): Promise<void>;
}

/** Samples every container of every environment that wants it, once, whoever looks. */
export function createStatistics(settings: StatisticsSettings): RunningStatistics {
  return new Sampler(settings);
}

class Sampler implements RunningStatistics {
  readonly #store: RingStore;
  readonly #watchers = new Set<Watcher>();
  readonly #lanes = new Map<Engine, Lanes>();
  /** Environment of each stack that is to be sampled. */
  #stacks = new Map<string, string>();
  #on = new Set<string>();
  #stale = true;
  #beating: NodeJS.Timeout | undefined;
  #sweeping: NodeJS.Timeout | undefined;
  #stopListening: (() => void)[] = [];
  #stopped = false;
  #flushedAt = 0;

  constructor(private readonly settings: StatisticsSettings) {
    this.#store = new RingStore(settings.folder, settings.log);
  }

  async start(): Promise<void> {
    await this.#store.open();
    if (this.#stopped) return;
    this.#stopListening = [
      this.settings.changed(() => {
        this.#stale = true;
      }),
      this.settings.places.watchEvents((event) => this.#hear(event)),
    ];
    this.#beat();
    this.#sweeping = setInterval(() => void this.sweep().catch(this.settings.log), SWEEP_MS).unref();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    for (const stop of this.#stopListening) stop();
    clearTimeout(this.#beating);
    clearInterval(this.#sweeping);
    await this.#store.flush(true);
  }

  sampling(environmentId: string): Sampling {
    const lanes = this.#lanesOf(this.settings.places.of(environmentId));
    return { on: this.#on.has(environmentId), everySeconds: lanes.everySeconds, direct: lanes.direct };
  }

  watch(watcher: Watcher): () => void {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }

  recent(containerId: string): Sample[] {
    return this.#store.known(containerId)?.recent(this.settings.now()) ?? [];
  }

  marks(containerId: string): number {
    return this.#store.known(containerId)?.marked ?? 0;
  }

  read(stackId: string, from: number, step: 1 | 60): ReturnType<Statistics["read"]> {
    return this.#store.read(stackId, from, this.settings.now(), step);
  }

  async sweep(): Promise<void> {
    await this.#store.sweep(this.settings.now(), new Set((await this.settings.stacks()).map(({ id }) => id)));
  }

  async tick(): Promise<void> {
    if (this.#stopped) return;
    if (this.#stale) await this.#learn();
    const watched = new Set([...this.#watchers].flatMap(({ environmentId, containers }) => (this.#on.has(environmentId) ? containers() : [])));
    const samples = new Map<string, Sample>();
    const places = new Map<Engine, { place: Place; containers: ObservedContainer[] }>();
    for (const [stackId, environmentId] of this.#stacks) {
      const place = this.settings.places.of(environmentId);
      const all = places.get(place.engine) ?? { place, containers: [] };
      places.set(place.engine, all);
      all.containers.push(...place.mirror.stack(stackId).containers);
    }
    await Promise.all([...places.values()].map(({ place, containers }) => this.#sample(place, containers, watched, samples)));
    this.#forgetGone(places.values());
    this.#tell(samples);
    if (this.settings.now() - this.#flushedAt < FLUSH_MS) return;
    this.#flushedAt = this.settings.now();
    void this.#store.flush();
  }

  async #sample(place: Place, containers: readonly ObservedContainer[], watched: ReadonlySet<string>, samples: Map<string, Sample>): Promise<void> {
    for (const container of containers) if (container.startedAt !== null) this.#store.track(container).see(container);
    const { state } = place.mirror.status();
    if (state === "down" || state === "connecting") return;
    const running = containers.filter((container) => container.state === "running" && !container.ending);
    await this.#lanesOf(place).run(running, watched, (run, counters) => {
      const sample = this.#store.track(run).take(run.startedAt, counters);
      if (sample !== null) samples.set(run.id, sample);
    });
  }

  /** An engine whose kernel is out of reach counts no kills, but it tells of each. */
  #hear(event: EngineEvent): void {
    if (event.type === "container" && event.action === "oom") this.#store.known(event.id)?.killed(event.at);
  }

  /** A container that is away with its whole engine is not gone. */
  #forgetGone(places: Iterable<{ place: Place; containers: ObservedContainer[] }>): void {
    const present = new Set<string>();
    for (const { place, containers } of places) {
      if (place.mirror.status().state === "connecting" || place.mirror.status().state === "down") return;
      for (const { id } of containers) present.add(id);
    }
    this.#store.retire(present);
  }

  #tell(samples: Tick): void {
    if (samples.size === 0) return;
    for (const { containers, tell } of [...this.#watchers]) {
      const own = containers().flatMap((id) => {
        const sample = samples.get(id);
        return sample === undefined ? [] : [[id, sample] as const];
      });
      if (own.length > 0) tell(new Map(own));
    }
  }

  async #learn(): Promise<void> {
    this.#stale = false;
    const [environments, stacks] = await Promise.all([this.settings.environments(), this.settings.stacks()]).catch((error: unknown) => {
      this.#stale = true;
      throw error;
    });
    this.#on = new Set(environments.filter(({ on }) => on).map(({ id }) => id));
    this.#stacks = new Map(stacks.filter(({ environmentId }) => this.#on.has(environmentId)).map(({ id, environmentId }) => [id, environmentId]));
  }

  #lanesOf({ engine }: Pick<Place, "engine">): Lanes {
    const known = this.#lanes.get(engine) ?? new Lanes(engine, this.settings.log);
    this.#lanes.set(engine, known);
    return known;
  }

  /** On the whole second, so that each second has one sample. */
  #beat(): void {
    if (this.#stopped) return;
    this.#beating = setTimeout(
      () => {
        void this.tick()
          .catch(this.settings.log)
          .finally(() => this.#beat());
      },
      TICK_MS - (this.settings.now() % TICK_MS),
    );
    this.#beating.unref();
  }
}
