/** Bytes sent and not yet acknowledged by the page. Sending waits, or drops, while there is no room. */
export class Window {
  #under = 0;
  #waiting: (() => void)[] = [];
  #closed = false;

  constructor(readonly limit: number) {}

  get outstanding(): number {
    return this.#under;
  }

  /** A single piece larger than the whole window still goes when nothing is under way. */
  fits(bytes: number, limit = this.limit): boolean {
    return this.#under === 0 || this.#under + bytes <= limit;
  }

  take(bytes: number): void {
    this.#under += bytes;
  }

  /** A page that acknowledges more than it got gains nothing. */
  ack(bytes: number): void {
    this.#under = Math.max(0, this.#under - bytes);
    this.#wake();
  }

  /** Takes `bytes` as soon as they fit; false when the window was closed first. */
  async takeWhenFits(bytes: number): Promise<boolean> {
    while (!this.#closed && !this.fits(bytes)) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    if (this.#closed) return false;
    this.take(bytes);
    return true;
  }

  close(): void {
    this.#closed = true;
    this.#wake();
  }

  #wake(): void {
    for (const resolve of this.#waiting.splice(0)) resolve();
  }
}
