export interface BucketOptions {
  /** Requests a second that may go on for ever. */
  rate: number;
  /** Requests that may come at once. */
  burst: number;
  /** Most senders remembered; beyond it whoever was seen first is forgotten. */
  most?: number;
}

/** How much each sender has left. A sender that stays away is whole again, and forgotten. */
export class TokenBuckets {
  readonly #buckets = new Map<string, { left: number; at: number }>();

  constructor(private readonly options: BucketOptions) {}

  get size(): number {
    return this.#buckets.size;
  }

  /** Takes one; false when nothing is left. `now` in ms, of a clock that never goes back. */
  take(sender: string, now: number): boolean {
    const { rate, burst } = this.options;
    const known = this.#buckets.get(sender);
    const left = known === undefined ? burst : Math.min(burst, known.left + ((now - known.at) / 1_000) * rate);
    // Put at the end again: the first of the map is then the one that was silent for longest.
    this.#buckets.delete(sender);
    this.#buckets.set(sender, { left: left >= 1 ? left - 1 : left, at: now });
    this.#forget(now);
    return left >= 1;
  }

  #forget(now: number): void {
    const { rate, burst, most = 20_000 } = this.options;
    for (const [sender, { left, at }] of this.#buckets) {
      const whole = left + ((now - at) / 1_000) * rate >= burst;
      if (!whole && this.#buckets.size <= most) return;
      this.#buckets.delete(sender);
    }
  }
}
