import type { Actor } from "@/lib/core/access";
import type { ObservedContainer } from "@/lib/core/observed";
import { METRICS, type Sample, type Statistics } from "@/lib/core/statistics";
import type { OpenStatistics } from "@/lib/ops/open-statistics";
import type { Channel, Outlet } from "./channel";
import { WIRE_ID, type WireTick } from "./protocol";

const LOOK_MS = 1_000;

export interface StatisticsChannelDeps {
  statistics: Statistics;
  /** Throws when the person of the socket may no longer see them. */
  authorise(actor: Actor): Promise<OpenStatistics>;
}

/** What containers use, one message a second for all of them. It looks on; the sampling itself is one for everybody. */
export class StatisticsChannel implements Channel {
  #opened: OpenStatistics | null = null;
  #said = "";
  #looking: NodeJS.Timeout | null = null;
  #stopWatching = () => {};
  #closed = false;

  constructor(
    private readonly number: number,
    private readonly outlet: Outlet,
    private readonly deps: StatisticsChannelDeps,
  ) {}

  async start(actor: Actor): Promise<void> {
    const opened = await this.deps.authorise(actor);
    if (this.#closed) return;
    this.#opened = opened;
    this.outlet.send({ type: "opened", channel: this.number, opened: { kind: "statistics" } });
    this.#saySampling();
    const containers = running(opened);
    const ticks = ticksOf(containers.map(({ id }) => [id, this.deps.statistics.recent(id)]));
    if (ticks.length > 0) this.outlet.send({ type: "samples", channel: this.number, ticks });
    this.#looking = setInterval(() => this.#saySampling(), LOOK_MS);
    this.#stopWatching = this.deps.statistics.watch({
      environmentId: opened.environmentId,
      containers: () => running(opened).map(({ id }) => id),
      tell: (tick) => this.outlet.send({ type: "samples", channel: this.number, ticks: ticksOf([...tick].map(([id, sample]) => [id, [sample]])) }),
    });
  }

  ack(): void {}
  input(): void {}
  resize(): void {}

  async recheck(actor: Actor): Promise<void> {
    await this.deps.authorise(actor);
  }

  close(): void {
    this.#closed = true;
    if (this.#looking !== null) clearInterval(this.#looking);
    this.#stopWatching();
  }

  /** The switch of the environment and the limits of containers can change while somebody looks. */
  #saySampling(): void {
    if (this.#opened === null) return;
    const sampling = this.deps.statistics.sampling(this.#opened.environmentId);
    const limits = Object.fromEntries(
      running(this.#opened).map(({ id, settings }) => [wireId(id), [settings?.cpus ?? 0, settings?.memoryBytes ?? 0] as [number, number]]),
    );
    const happened = this.#opened.containers().reduce((sum, { id }) => sum + this.deps.statistics.marks(id), 0);
    const now = JSON.stringify([sampling, limits, happened]);
    if (now === this.#said) return;
    this.#said = now;
    this.outlet.send({ type: "sampling", channel: this.number, sampling, limits, happened });
  }
}

const wireId = (id: string): string => id.slice(0, WIRE_ID);
const running = (opened: OpenStatistics): ObservedContainer[] => opened.containers().filter(({ state }) => state === "running");

/** Oldest first; figures as short as they can be said. */
export function ticksOf(samples: readonly (readonly [string, readonly Sample[]])[]): WireTick[] {
  const ticks = new Map<number, WireTick[1]>();
  for (const [id, ofOne] of samples)
    for (const sample of ofOne) {
      const second = Math.floor(sample.at / 1000) * 1000;
      const tick = ticks.get(second) ?? [];
      ticks.set(second, tick);
      tick.push([wireId(id), ...METRICS.map((metric) => (metric === "cpu" ? Math.round(sample.cpu * 10) / 10 : Math.round(sample[metric])))]);
    }
  return [...ticks].sort(([a], [b]) => a - b);
}
