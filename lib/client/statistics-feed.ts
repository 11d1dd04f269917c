import type { Problem } from "@/lib/core/errors";
import { METRICS, type Sample, type Sampling } from "@/lib/core/statistics";
import type { ChannelRequest, ServerMessage, WireTick } from "@/lib/realtime/protocol";
import type { ChannelHandle, LiveSocket } from "./socket";

export { MOST_LOOKED_AT } from "@/lib/realtime/protocol";
export type FeedRequest = Extract<ChannelRequest, { kind: "statistics" | "engine-statistics" }>;

export interface FeedState {
  state: "opening" | "live" | "lost" | "refused";
  problem: Problem | null;
  sampling: Sampling | null;
  /** By the first 12 characters of a container's id: CPUs and bytes, 0 is no limit. */
  limits: Readonly<Record<string, [cpus: number, memoryBytes: number]>>;
  /** Grows when a container was restarted or killed. */
  happened: number;
}

/** Kept of each container: what a sparkline shows, and what a chart needs when its history comes a little later. */
const KEPT_MS = 60_000;
export const shortId = (id: string): string => id.slice(0, 12);

/** One channel of figures, however many parts of the page show them. */
export class StatisticsFeed {
  readonly #handle: ChannelHandle;
  readonly #listeners = new Set<() => void>();
  #samples = new Map<string, readonly Sample[]>();
  #state: FeedState = { state: "opening", problem: null, sampling: null, limits: {}, happened: 0 };

  constructor(socket: Pick<LiveSocket, "open">, request: FeedRequest) {
    this.#handle = socket.open({
      request: () => request,
      message: (message) => this.#take(message),
      data: () => undefined,
      lost: () => this.#become({ state: "lost" }),
    });
  }

  snapshot = (): FeedState => this.#state;
  /** The last minute of a container, oldest first; the same array until more comes. */
  of = (containerId: string): readonly Sample[] => this.#samples.get(shortId(containerId)) ?? NONE;
  all = (): ReadonlyMap<string, readonly Sample[]> => this.#samples;

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  close(): void {
    this.#handle.close();
    this.#listeners.clear();
  }

  #take(message: Extract<ServerMessage, { channel: number }>): void {
    if (message.type === "opened") this.#become({ state: "live", problem: null });
    else if (message.type === "sampling") this.#become({ sampling: message.sampling, limits: message.limits, happened: message.happened });
    else if (message.type === "samples") this.#add(message.ticks);
    else if (message.type === "closed") this.#become({ state: "refused", problem: message.problem });
  }

  #add(ticks: readonly WireTick[]): void {
    const next = new Map(this.#samples);
    for (const [at, rows] of ticks)
      for (const [id, ...values] of rows) {
        const before = next.get(id) ?? NONE;
        if ((before.at(-1)?.at ?? 0) >= at) continue;
        next.set(id, [...before.filter((sample) => at - sample.at < KEPT_MS), sampleOf(at, values)]);
      }
    const newest = ticks.at(-1)?.[0] ?? 0;
    for (const [id, samples] of next) if (newest - (samples.at(-1)?.at ?? 0) > KEPT_MS) next.delete(id);
    this.#samples = next;
    this.#tell();
  }

  #become(change: Partial<FeedState>): void {
    this.#state = { ...this.#state, ...change };
    this.#tell();
  }

  #tell(): void {
    for (const listener of [...this.#listeners]) listener();
  }
}

const NONE: readonly Sample[] = [];

function sampleOf(at: number, values: readonly number[]): Sample {
  const sample = { at } as Sample;
  for (const [index, metric] of METRICS.entries()) sample[metric] = values[index] ?? 0;
  return sample;
}

const shared = new WeakMap<object, Map<string, { feed: StatisticsFeed; users: number }>>();

/** The feed of a request, opened by the first who wants it and closed after the last. */
export function joinFeed(socket: Pick<LiveSocket, "open">, request: FeedRequest): { feed: StatisticsFeed; leave: () => void } {
  const feeds = shared.get(socket) ?? new Map<string, { feed: StatisticsFeed; users: number }>();
  shared.set(socket, feeds);
  const key = JSON.stringify(request);
  const entry = feeds.get(key) ?? { feed: new StatisticsFeed(socket, request), users: 0 };
  entry.users += 1;
  feeds.set(key, entry);
  let left = false;
  const leave = () => {
    if (left) return;
    left = true;
    entry.users -= 1;
    if (entry.users > 0) return;
    feeds.delete(key);
    entry.feed.close();
  };
  return { feed: entry.feed, leave };
}
