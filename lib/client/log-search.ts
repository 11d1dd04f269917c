import { type Problem, problemOf } from "@/lib/core/errors";
import type { KeptFilter, KeptLine, KeptPosition } from "@/lib/core/kept-logs";
import type { KeptReader } from "./log-kept";

/** How far a search through kept lines has come. */
export interface SearchState {
  running: boolean;
  hits: number;
  /** All that is later has been searched. */
  searchedTo: string | null;
  /** Of all bytes that it reads; null until it is known. */
  share: number | null;
  /** Where it goes on, for one that ended before everything was searched. */
  next: KeptPosition | null;
  /** Why it is not running: `stopped` by the reader. */
  ended: "all" | "enough" | "deadline" | "stopped" | "failed" | null;
  problem: Problem | null;
}

/** More than these are not shown: a narrower search says more. */
export const MOST_HITS = 9_000;

const BEGUN: SearchState = { running: true, hits: 0, searchedTo: null, share: null, next: null, ended: null, problem: null };

export interface SearchEvents {
  /** Newest first, as they are found. */
  hits(lines: KeptLine[]): void;
  changed(): void;
}

/** One search through kept lines; can be stopped, and gone on with where it stopped. */
export class LogSearch {
  #state: SearchState = { ...BEGUN, running: false };
  #stop = new AbortController();
  #oldest: KeptPosition | null = null;

  constructor(
    private readonly kept: Pick<KeptReader, "search">,
    private readonly filter: KeptFilter,
    private readonly events: SearchEvents,
  ) {}

  get state(): SearchState {
    return this.#state;
  }

  /** Whether asking once more would bring something. */
  get canGoOn(): boolean {
    return !this.#state.running && this.#state.next !== null;
  }

  async run(): Promise<void> {
    if (this.#state.running) return;
    const { next, hits } = this.#state;
    this.#stop = new AbortController();
    const { signal } = this.#stop;
    this.#set({ ...BEGUN, hits, searchedTo: this.#state.searchedTo });
    try {
      for await (const message of this.kept.search(this.filter, next, signal)) {
        if (signal.aborted || signal !== this.#stop.signal) return;
        if (message.type === "hits") this.#found(message.lines);
        else if (message.type === "end") this.#set({ ...this.#state, running: false, ended: message.reason, next: message.next });
        else this.#set({ ...this.#state, searchedTo: message.searchedTo, share: message.totalBytes > 0 ? message.bytes / message.totalBytes : null });
      }
      // A line that was cut is as good as one that was stopped. Whoever heard of the end may have begun again already.
      if (this.#state.running && signal === this.#stop.signal) this.stop();
    } catch (error) {
      if (!signal.aborted) this.#set({ ...this.#state, running: false, ended: "failed", problem: problemOf(error), next: this.#reached() ?? next });
    }
  }

  stop(): void {
    if (!this.#state.running) return;
    this.#stop.abort();
    this.#set({ ...this.#state, running: false, ended: "stopped", next: this.#reached() });
  }

  /** Nothing more is heard of it. */
  close(): void {
    this.#stop.abort();
  }

  /** As far as was looked: the last hit or, further back, the moment that was said last. */
  #reached(): KeptPosition | null {
    const { searchedTo } = this.#state;
    if (searchedTo === null || (this.#oldest !== null && this.#oldest.time < searchedTo)) return this.#oldest;
    return { time: searchedTo, source: "0", n: 0 };
  }

  #found(lines: KeptLine[]): void {
    const last = lines.at(-1);
    if (last !== undefined) this.#oldest = { time: last.at, source: last.source, n: last.n };
    this.#state = { ...this.#state, hits: this.#state.hits + lines.length };
    this.events.hits(lines);
    this.events.changed();
  }

  #set(state: SearchState): void {
    this.#state = state;
    this.events.changed();
  }
}
