import type { Readable } from "node:stream";
import type Docker from "dockerode";
import type { UsageCounters } from "@/lib/core/statistics";
import { type EngineCall, READ_SECONDS } from "./deadline";
import { jsonLines } from "./events";
import { limiter } from "./limit";
import { countersIn, type StatsAnswer } from "./stats-answer";

/** A stream that nobody asked about for so long is closed. */
const UNASKED_MS = 5_000;
/** Each costs the engine about 1 ms a second. */
const MOST_STREAMS = 60;
const ANSWERS_AT_ONCE = 4;

interface Stream {
  abort: AbortController;
  latest: UsageCounters | null;
  askedAt: number;
}

/** Figures from the engine's own API, for an engine whose kernel is out of reach. */
export class StatsStreams {
  readonly #streams = new Map<string, Stream>();
  readonly #answering = limiter(ANSWERS_AT_ONCE);
  #sweeping: NodeJS.Timeout | null = null;

  constructor(
    private readonly docker: Docker,
    private readonly call: EngineCall,
    private readonly now: () => number = Date.now,
  ) {}

  /** One answer, with as little work for the engine as there is. */
  async once(containerId: string): Promise<UsageCounters | null> {
    const options = { stream: false, "one-shot": true, abortSignal: undefined as AbortSignal | undefined };
    return this.#answering(() =>
      this.call({ name: "read statistics", seconds: READ_SECONDS }, async (abortSignal) =>
        countersIn((await this.docker.getContainer(containerId).stats({ ...options, abortSignal } as { stream: false })) as StatsAnswer),
      ),
    );
  }

  /** The newest of a stream that stays open while it is asked about; null until its first figures came. */
  latest(containerId: string): UsageCounters | null {
    const known = this.#streams.get(containerId);
    if (known !== undefined) {
      known.askedAt = this.now();
      return known.latest;
    }
    if (this.#streams.size < MOST_STREAMS) this.#open(containerId);
    return null;
  }

  #open(containerId: string): void {
    const stream: Stream = { abort: new AbortController(), latest: null, askedAt: this.now() };
    this.#streams.set(containerId, stream);
    this.#sweeping ??= setInterval(() => this.#sweep(), UNASKED_MS).unref();
    void this.#follow(containerId, stream)
      .catch(() => undefined)
      .finally(() => this.#streams.get(containerId) === stream && this.#streams.delete(containerId));
  }

  async #follow(containerId: string, stream: Stream): Promise<void> {
    const { signal } = stream.abort;
    const source = (await this.call({ name: "follow statistics", seconds: READ_SECONDS, signal }, (abortSignal) =>
      this.docker.getContainer(containerId).stats({ stream: true, abortSignal } as { stream: true }),
    )) as Readable;
    source.on("error", () => undefined);
    signal.addEventListener("abort", () => source.destroy(), { once: true });
    for await (const answer of jsonLines(source)) stream.latest = countersIn(answer as StatsAnswer) ?? stream.latest;
  }

  #sweep(): void {
    for (const [id, stream] of this.#streams)
      if (this.now() - stream.askedAt > UNASKED_MS) {
        stream.abort.abort();
        this.#streams.delete(id);
      }
    if (this.#streams.size > 0 || this.#sweeping === null) return;
    clearInterval(this.#sweeping);
    this.#sweeping = null;
  }
}
