import type { LogChunk } from "@/lib/engine/port";
import { StreamCap } from "@/lib/logs/stream-cap";
import type { Window } from "./window";

/** A container that has overrun the page once leaves this much of the window to the quiet ones. */
const LOUD_PART = 3 / 4;
/** Dropping goes on until the page has caught up this far, so that gaps are few and honest rather than many and small. */
const RESUME_PART = 1 / 2;

/** What of one container's lines goes to a page: no more than a container may ask of everybody, and no more than the page takes. The rest is counted. */
export class LogSieve {
  readonly #cap = new StreamCap();
  #skipped = 0;
  /** The last that was dropped: what a container wrote last is shown, if nothing comes after it. */
  #held: { chunk: LogChunk; fresh: boolean } | null = null;
  #dropping = false;
  #loud = false;

  constructor(
    private readonly window: Window,
    private readonly now: () => number,
  ) {}

  /** For lines that are never dropped: the engine waits until they fit. False when the page has left. */
  async waitFor({ bytes }: LogChunk): Promise<boolean> {
    if (!(await this.window.takeWhenFits(bytes.length))) return false;
    this.#letGo();
    return true;
  }

  /** For lines that do not hold up a container that writes faster than the page reads. False when they are dropped. */
  admits(chunk: LogChunk): boolean {
    const size = chunk.bytes.length;
    const fits = this.#cap.admits(size, this.now()) && !this.#mustDrop(size);
    this.#letGo();
    if (fits) this.window.take(size);
    else this.#held = { chunk, fresh: true };
    return fits;
  }

  /** How many lines were dropped since this was last asked. */
  takeSkipped(): number {
    const skipped = this.#skipped;
    this.#skipped = 0;
    return skipped;
  }

  get holds(): boolean {
    return this.#held !== null;
  }

  /** What was dropped last, as nothing can come after it. */
  takeHeld(): LogChunk | null {
    const chunk = this.#held?.chunk ?? null;
    this.#held = null;
    if (chunk !== null) this.window.take(chunk.bytes.length);
    return chunk;
  }

  /** The same where it was here already when this was last asked, and there is room. */
  takeRested(): LogChunk | null {
    if (this.#held === null) return null;
    if (!this.#held.fresh && this.window.fits(this.#held.chunk.bytes.length)) return this.takeHeld();
    this.#held.fresh = false;
    return null;
  }

  #mustDrop(size: number): boolean {
    const { limit, outstanding } = this.window;
    if (this.#dropping) this.#dropping = outstanding > limit * RESUME_PART;
    else this.#dropping = !this.window.fits(size, this.#loud ? limit * LOUD_PART : limit);
    this.#loud ||= this.#dropping;
    return this.#dropping;
  }

  /** Something came after it. */
  #letGo(): void {
    this.#skipped += this.#held?.chunk.lines ?? 0;
    this.#held = null;
  }
}
