/** What one stream may bring in the long run, and at once (B14). */
const BYTES_A_SECOND = 2_000_000;
const BURST_BYTES = 32_000_000;
/** Lines are let through again when there is room for so many: few honest gaps are better than many small ones. */
const AGAIN_BYTES = 1_000_000;

/** Says which lines of a stream are beyond what one container may ask of everybody. Its clock is whoever calls: the lines' own, or the server's. */
export class StreamCap {
  #room: number;
  #at = Number.NaN;
  #dropping = false;

  constructor(
    private readonly bytesASecond = BYTES_A_SECOND,
    private readonly burst = BURST_BYTES,
  ) {
    this.#room = burst;
  }

  admits(bytes: number, at: number): boolean {
    if (Number.isNaN(this.#at)) this.#at = at;
    const passed = Math.max(0, at - this.#at);
    this.#at = Math.max(this.#at, at);
    this.#room = Math.min(this.burst, this.#room + (passed * this.bytesASecond) / 1000);
    const wanted = this.#dropping ? Math.max(bytes, Math.min(AGAIN_BYTES, this.burst)) : bytes;
    this.#dropping = this.#room < Math.min(wanted, this.burst);
    if (!this.#dropping) this.#room -= bytes;
    return !this.#dropping;
  }
}
