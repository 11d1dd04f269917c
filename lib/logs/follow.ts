import { problemOf } from "@/lib/core/errors";
import type { LogCursor } from "@/lib/core/log-cursor";
import type { Engine, EngineMirror, LogChunk } from "@/lib/engine/port";
import { LogPosition, lastMoment, momentOf } from "./position";

const FIRST_LINE_MS = 250;
const IDLE_MS = 60;
const REOPEN_MS = 250;
const LONGEST_REOPEN_MS = 4_000;
const DOUBT_MS = 5_000;
const LONGEST_DOUBT_MS = 60_000;

export interface LogSourceEvents {
  /** Resolves when the chunk was sent or dropped: until then the engine is not read on. */
  chunk(chunk: LogChunk): Promise<void>;
  /** What was in the log at the beginning has been read: nothing comes for a while, or only what was written since. Called once. */
  caughtUp(): void;
  /** Its container stopped, and all that it wrote has been handed on (`live` false), or it runs again. */
  live(live: boolean): void;
}

export interface LogSourceStart {
  container: string;
  tail: number | "all";
  since: string | null;
  cursors: LogCursor[];
  /** A silent log is asked after its last line at least so often. */
  doubtMs?: number;
}

/** Follows the log of one container over its restarts and the engine's, without a line missing or double. */
export class LogFollower {
  readonly #abort = new AbortController();
  readonly #position: LogPosition;
  readonly #begunAt = momentOf(Date.now());
  #caughtUp = false;
  /** Chunks so far, and whether one is with the page now. */
  #heard = 0;
  #handing = false;
  /** Chunks with something new. */
  #taken = 0;
  #doubting: NodeJS.Timeout | undefined;
  /** Asks again soon, where it was silent for long. */
  #doubtSoon = () => {};
  #live = true;
  /** Of the run that is being read. */
  #startedAt: number | null = null;
  /** How long an engine that fails is left alone. */
  #rest = REOPEN_MS;
  #wake: (() => void) | null = null;

  constructor(
    private readonly engine: Pick<Engine, "logs">,
    private readonly mirror: Pick<EngineMirror, "container">,
    private readonly start: LogSourceStart,
    private readonly events: LogSourceEvents,
  ) {
    this.#position = new LogPosition(start.cursors, Date.now, start.tail === "all" && start.since === null && start.cursors.length === 0);
  }

  /** Runs until the container is gone or the follower is closed. */
  async run(): Promise<void> {
    while (!this.#abort.signal.aborted) {
      this.#seeRun();
      const before = this.#taken;
      const failure = await this.#readOnce().then(
        () => null,
        (error: unknown) => problemOf(error),
      );
      if (this.#abort.signal.aborted) return;
      const container = this.mirror.container(this.start.container);
      const gone = container === null || failure?.code === "NOT_FOUND";
      // An engine that turned the log file over under the reader can end the stream before the last lines: it ends when a reading brings nothing new.
      if (!gone && failure === null && !this.#runs() && this.#taken > before) continue;
      // One that has never run has not stopped.
      if (gone || (failure === null && !this.#runs() && container.state !== "created")) this.#say(false);
      if (gone || failure === null) this.#reachedEnd();
      if (gone) return;
      this.#rest = failure === null || this.#taken > before ? REOPEN_MS : Math.min(this.#rest * 2, LONGEST_REOPEN_MS);
      await this.#untilWorthReading(failure !== null || this.#runs());
    }
  }

  /** Something about the container or the engine changed. */
  nudge(): void {
    if (!this.#abort.signal.aborted) this.#seeRun();
    this.#wake?.();
  }

  close(): void {
    this.#abort.abort();
    this.nudge();
  }

  async #readOnce(): Promise<void> {
    const again = this.#position.since;
    this.#position.rewind();
    const reading = new AbortController();
    const signal = AbortSignal.any([this.#abort.signal, reading.signal]);
    const options = { tail: again === null ? this.start.tail : ("all" as const), since: again ?? this.start.since, follow: true, signal };
    const lines = (await this.engine.logs(this.start.container, options))[Symbol.asyncIterator]();
    this.#doubtAfter(DOUBT_MS, reading);
    try {
      await this.#readAll(lines, signal);
    } finally {
      clearTimeout(this.#doubting);
      reading.abort();
      await lines.return?.();
    }
  }

  async #readAll(lines: AsyncIterator<LogChunk>, signal: AbortSignal): Promise<void> {
    let idleAfter = FIRST_LINE_MS;
    while (!signal.aborted) {
      const idle = this.#caughtUp ? undefined : setTimeout(() => this.#reachedEnd(), idleAfter);
      const next = await lines.next().finally(() => clearTimeout(idle));
      if (next.done || signal.aborted) return;
      idleAfter = IDLE_MS;
      this.#heard += 1;
      this.#doubtSoon();
      const fresh = this.#position.fresh(next.value);
      if (fresh === null) continue;
      this.#taken += 1;
      this.#handing = true;
      await this.events.chunk(fresh);
      this.#handing = false;
      if (!this.#caughtUp && lastMoment(fresh.bytes) > this.#begunAt) this.#reachedEnd();
    }
  }

  /** An engine that turns its log file over can leave a reader behind for good, without a word: after some silence it is asked for the last line. */
  #doubtAfter(silence: number, reading: AbortController): void {
    const heard = this.#heard;
    this.#doubtSoon = () => {
      this.#doubtSoon = () => {};
      if (silence === DOUBT_MS) return;
      clearTimeout(this.#doubting);
      this.#doubtAfter(DOUBT_MS, reading);
    };
    this.#doubting = setTimeout(async () => {
      const silent = heard === this.#heard && !this.#handing;
      if (silent && (await this.#isLeftBehind()) && heard === this.#heard) reading.abort();
      if (!reading.signal.aborted && !this.#abort.signal.aborted)
        this.#doubtAfter(silent ? Math.min(silence * 2, this.start.doubtMs ?? LONGEST_DOUBT_MS) : DOUBT_MS, reading);
    }, silence);
  }

  async #isLeftBehind(): Promise<boolean> {
    try {
      const options = { tail: 1, since: null, follow: false, signal: this.#abort.signal };
      for await (const chunk of await this.engine.logs(this.start.container, options)) if (this.#position.isLater(chunk)) return true;
    } catch {
      // An engine that does not answer ends the stream as well, and that is dealt with there.
    }
    return false;
  }

  /** A stopped container is read again when it is up; one whose stream broke, after a moment. */
  async #untilWorthReading(pending: boolean): Promise<void> {
    while (!this.#abort.signal.aborted) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
        if (pending) setTimeout(resolve, this.#rest);
      });
      this.#wake = null;
      if (pending || this.#runs() || this.mirror.container(this.start.container) === null) return;
    }
  }

  /** A container that waits for its next restart writes nothing, so reading it again can wait as well. */
  #runs(): boolean {
    const state = this.mirror.container(this.start.container)?.state;
    return state === "running" || state === "paused";
  }

  /** Whether it runs, and whether that is still the run that was read so far: a quick restart shows in nothing else. */
  #seeRun(): void {
    if (!this.#runs()) return;
    const startedAt = this.mirror.container(this.start.container)?.startedAt ?? null;
    if (this.#startedAt !== null && startedAt !== this.#startedAt) this.#say(false);
    this.#startedAt = startedAt;
    this.#say(true);
  }

  #reachedEnd(): void {
    if (this.#caughtUp) return;
    this.#caughtUp = true;
    this.events.caughtUp();
  }

  #say(live: boolean): void {
    if (this.#live === live) return;
    this.#live = live;
    this.events.live(live);
  }
}
