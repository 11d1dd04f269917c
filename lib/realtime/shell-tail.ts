import { TerminalState } from "@/lib/core/terminal-state";

/** As much of the end of a shell is kept as a screen with its last pages needs. */
export const SHELL_TAIL_BYTES = 256 * 1024;
const FIRST_BYTES = 4 * 1024;
/** Making room costs a copy, so it is made for more than one write. */
const SPARE_BYTES = 64 * 1024;
/** How far the beginning may move on to stand behind the end of a line. */
const LOOK_BYTES = 4 * 1024;
const NEWLINE = 10;

/** The end of what a shell said: what its page has not confirmed, and before that what a page that comes back empty is shown again. Positions count from its first byte. */
export class ShellTail {
  readonly #state = new TerminalState();
  #bytes = Buffer.alloc(0);
  #length = 0;
  #start = 0;

  get start(): number {
    return this.#start;
  }

  get end(): number {
    return this.#start + this.#length;
  }

  /** What a terminal has to be told before it is shown what is kept. */
  get prologue(): string {
    return this.#state.prologue();
  }

  /** Takes more; what stands before `keep` may be forgotten for it. */
  push(bytes: Uint8Array, keep: number): void {
    if (this.#length + bytes.length > SHELL_TAIL_BYTES + SPARE_BYTES) this.#forget(this.end + bytes.length - SHELL_TAIL_BYTES, keep);
    this.#makeRoom(this.#length + bytes.length);
    this.#bytes.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  /** A copy of everything from `position` on. */
  from(position: number): Buffer {
    return Buffer.from(this.#bytes.subarray(Math.max(0, position - this.#start), this.#length));
  }

  #makeRoom(wanted: number): void {
    if (wanted <= this.#bytes.length) return;
    let size = Math.max(this.#bytes.length, FIRST_BYTES);
    while (size < wanted) size *= 2;
    const larger = Buffer.alloc(Math.max(wanted, Math.min(size, SHELL_TAIL_BYTES + SPARE_BYTES)));
    larger.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = larger;
  }

  /** Moves the beginning to `position` at least and on to the end of that line, never into what is still to be kept nor into a character or a sequence. */
  #forget(position: number, keep: number): void {
    const most = Math.min(keep, this.end) - this.#start;
    let cut = Math.max(0, Math.min(position - this.#start, most));
    this.#state.feed(this.#bytes.subarray(0, cut));
    const lookUntil = Math.min(most, cut + LOOK_BYTES);
    while (cut < lookUntil && !(this.#state.settled && this.#bytes[cut - 1] === NEWLINE)) {
      this.#state.feed(this.#bytes.subarray(cut, cut + 1));
      cut += 1;
    }
    while (cut < most && (!this.#state.settled || ((this.#bytes[cut] ?? 0) & 0xc0) === 0x80)) {
      this.#state.feed(this.#bytes.subarray(cut, cut + 1));
      cut += 1;
    }
    this.#bytes.copyWithin(0, cut, this.#length);
    this.#length -= cut;
    this.#start += cut;
  }
}
