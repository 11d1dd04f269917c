import { setImmediate as turn } from "node:timers/promises";
import { msOfMoment } from "@/lib/core/log-time";
import type { EngineMirror, LogChunk, Place } from "@/lib/engine/port";
import type { SourceFacts } from "./files";
import { LogFollower } from "./follow";
import { lastMoment } from "./position";
import type { Shelf } from "./shelf";
import { type Sizes, SourceWriter, type WriterEvents } from "./source-writer";
import { StreamCap } from "./stream-cap";
import type { Turns } from "./turns";

export interface KeepSettings extends WriterEvents {
  shelf: Shelf;
  sizes: () => Sizes;
  /** There is no room on the disk. */
  full: () => boolean;
  /** Who reads what lies in the engine's log from before. */
  turns: Turns;
}

/** Hundreds of silent containers must cost the engine next to nothing. */
const DOUBT_MS = 600_000;

/** Keeps the lines of one container until it is gone. */
export class ContainerKeeper {
  readonly #cap = new StreamCap();
  #writer: SourceWriter | null = null;
  #follower: LogFollower | null = null;
  #begun = false;
  #closed = false;
  /** Its container has stopped, and all of its lines have been taken. */
  #atEnd = false;
  #waiting: (() => void)[] = [];
  readonly over: Promise<void>;
  readonly mirror: EngineMirror;

  constructor(
    readonly facts: SourceFacts,
    place: Place,
    private readonly settings: KeepSettings,
  ) {
    this.mirror = place.mirror;
    this.over = this.#run(place)
      .catch(settings.failed)
      .finally(() => this.#live(false));
  }

  nudge(): void {
    this.#follower?.nudge();
  }

  flush(): Promise<void> {
    return this.#writer?.flush() ?? Promise.resolve();
  }

  /** Its container has stopped: resolves once all that it wrote is on the disk. */
  async finish(): Promise<void> {
    if (!this.#atEnd) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    await this.flush();
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#follower?.close();
    // One that waits for its turn still has nothing open.
    if (this.#begun) await this.over;
  }

  async #run({ engine, mirror }: Place): Promise<void> {
    const { shelf, sizes, turns } = this.settings;
    const caughtUp = await turns.take();
    try {
      if (this.#closed) return;
      this.#begun = true;
      const writer = await SourceWriter.open(this.facts, shelf.placeOf(this.facts), sizes, this.settings);
      this.#writer = writer;
      shelf.takeUp(writer);
      try {
        const start = { container: this.facts.container, tail: "all" as const, since: null, cursors: writer.cursors, doubtMs: DOUBT_MS };
        const follower = new LogFollower(engine, mirror, start, {
          chunk: (chunk) => this.#take(writer, chunk),
          caughtUp,
          live: (live) => this.#live(live),
        });
        this.#follower = follower;
        if (!this.#closed) await follower.run();
        // Nothing will follow, so nothing needs to stay unpacked.
        if (!this.#closed) await writer.roll();
      } finally {
        await writer.close();
        shelf.putDown(writer);
      }
    } finally {
      caughtUp();
    }
  }

  #live(live: boolean): void {
    this.#atEnd = !live;
    if (this.#atEnd) for (const resolve of this.#waiting.splice(0)) resolve();
  }

  /** The lines' own clock decides what is too much: it does not matter when, or how often, they are read. */
  async #take(writer: SourceWriter, chunk: LogChunk): Promise<void> {
    const at = msOfMoment(lastMoment(chunk.bytes));
    if (this.#cap.admits(chunk.bytes.length, Number.isNaN(at) ? 0 : at) && !this.settings.full()) return writer.append(chunk);
    writer.leaveOut(chunk);
    // What is dropped costs no disk, and would otherwise never wait for anybody.
    await turn();
  }
}
