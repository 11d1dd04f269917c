import { dataHeader, type LogStream, MAX_FRAME_BYTES } from "./protocol";

const JOIN_MS = 4;

/**
 * Joins pieces of one channel into frames: the first bytes after a pause go at once, what follows within 4 ms goes together, never more than 64 KiB a frame.
 * Order is kept; a frame holds one source and one stream.
 */
export class FrameJoiner {
  #parts: Uint8Array[] = [];
  #length = 0;
  #source = 0;
  #stream: LogStream | "terminal" = "terminal";
  #timer: NodeJS.Timeout | null = null;

  constructor(
    private readonly channel: number,
    private readonly send: (frame: Buffer) => void,
  ) {}

  push(source: number, stream: LogStream | "terminal", bytes: Uint8Array): void {
    if (this.#length > 0 && (source !== this.#source || stream !== this.#stream)) this.#emit();
    this.#source = source;
    this.#stream = stream;
    for (let from = 0; from < bytes.length; ) {
      const piece = bytes.subarray(from, from + MAX_FRAME_BYTES - this.#length);
      this.#parts.push(piece);
      this.#length += piece.length;
      from += piece.length;
      if (this.#length >= MAX_FRAME_BYTES) this.#emit();
    }
    if (this.#timer !== null) return;
    this.#emit();
    this.#timer = setTimeout(() => this.#pause(), JOIN_MS);
  }

  /** Sends what waits, so that a control message said next comes after it. */
  flush(): void {
    this.#emit();
  }

  close(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    this.#parts = [];
    this.#length = 0;
  }

  #pause(): void {
    const waited = this.#length > 0;
    this.#emit();
    this.#timer = waited ? setTimeout(() => this.#pause(), JOIN_MS) : null;
  }

  #emit(): void {
    if (this.#length === 0) return;
    const frame = Buffer.concat([dataHeader(this.channel, this.#source, this.#stream), ...this.#parts]);
    this.#parts = [];
    this.#length = 0;
    this.send(frame);
  }
}
