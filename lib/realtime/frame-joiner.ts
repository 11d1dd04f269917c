import type { LogStream } from "@/lib/core/log-cursor";
import { dataHeader, MAX_FRAME_BYTES } from "./protocol";

const JOIN_MS = 4;

type Stream = LogStream | "terminal";

/** What waits of one source and stream. */
interface Pile {
  source: number;
  stream: Stream;
  parts: Uint8Array[];
  length: number;
}

/**
 * Joins pieces of one channel into frames: the first bytes after a pause go at once, what follows within 4 ms goes together, never more than 64 KiB
 * a frame. A frame holds one source and one stream, each in its order; between them the moments of the lines tell the order.
 */
export class FrameJoiner {
  readonly #piles = new Map<string, Pile>();
  #timer: NodeJS.Timeout | null = null;

  constructor(
    private readonly channel: number,
    private readonly send: (frame: Buffer) => void,
  ) {}

  push(source: number, stream: Stream, bytes: Uint8Array): void {
    const pile = this.#pile(source, stream);
    for (let from = 0; from < bytes.length; ) {
      const piece = bytes.subarray(from, from + MAX_FRAME_BYTES - pile.length);
      pile.parts.push(piece);
      pile.length += piece.length;
      from += piece.length;
      // The others go as well, so that no stream runs far ahead of another.
      if (pile.length >= MAX_FRAME_BYTES) this.flush();
    }
    if (this.#timer !== null) return;
    this.flush();
    this.#timer = setTimeout(() => this.#pause(), JOIN_MS);
  }

  /** Sends what waits, so that a control message said next comes after it. */
  flush(): void {
    for (const pile of this.#piles.values()) {
      if (pile.length === 0) continue;
      const frame = Buffer.concat([dataHeader(this.channel, pile.source, pile.stream), ...pile.parts]);
      pile.parts = [];
      pile.length = 0;
      this.send(frame);
    }
  }

  close(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    this.#piles.clear();
  }

  #pile(source: number, stream: Stream): Pile {
    const name = `${source} ${stream}`;
    const pile = this.#piles.get(name) ?? { source, stream, parts: [], length: 0 };
    this.#piles.set(name, pile);
    return pile;
  }

  #pause(): void {
    const waited = [...this.#piles.values()].some((pile) => pile.length > 0);
    this.flush();
    this.#timer = waited ? setTimeout(() => this.#pause(), JOIN_MS) : null;
  }
}
