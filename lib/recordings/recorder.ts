import { type FileHandle, open } from "node:fs/promises";
import type { CastEvent, Recorder } from "@/lib/core/recording";
import type { Sealing } from "@/lib/core/sealing";

const FLUSH_MS = 500;
/** A piece is sealed and written by itself. */
const PIECE_CHARS = 64 * 1024;
/** When the disk is slower than the shell, this much waits for it; what comes then is left out, and the recording says so. */
export const MOST_WAITING = 2 * 1024 * 1024;
/** Then the recording ends and says so; the shell goes on. */
export const MOST_CHARS = 32 * 1024 * 1024;

export interface RecorderSettings {
  file: string;
  id: string;
  sealing: Sealing;
  now: () => number;
  log: (error: unknown) => void;
}

/** The place of a sealed piece: pieces that are moved, swapped or taken from another recording do not open. */
export const pieceOf = (id: string, index: number): string => `recording/${id}/${index}`;

/** Takes what a terminal shows into memory at once, and brings it to the disk behind the shell's back. */
export class FileRecorder implements Recorder {
  readonly #decoder = new TextDecoder();
  readonly #begun: number;
  #waiting: string[] = [];
  #waitingChars = 0;
  #taken = 0;
  #leftOut = 0;
  #full = false;
  #piece = 0;
  #timer: NodeJS.Timeout | null = null;
  #tail: Promise<void> = Promise.resolve();
  #handle: Promise<FileHandle> | null = null;
  #broken = false;

  constructor(
    private readonly settings: RecorderSettings,
    about: { cols: number; rows: number; title: string; at: number },
  ) {
    this.#begun = settings.now();
    this.#take(JSON.stringify({ version: 2, width: about.cols, height: about.rows, timestamp: Math.floor(about.at / 1000), title: about.title }));
  }

  output(bytes: Uint8Array): void {
    if (!this.#full && !this.#broken) this.#event("o", this.#decoder.decode(bytes, { stream: true }));
  }

  resize(cols: number, rows: number): void {
    this.#event("r", `${cols}x${rows}`);
  }

  async end(): Promise<void> {
    this.#event("o", this.#decoder.decode());
    this.#sayLeftOut();
    this.#flush();
    await this.#tail;
    await this.#handle?.then((handle) => handle.close()).catch((error: unknown) => this.#giveUp(error));
    this.#handle = null;
    this.#broken = true;
  }

  #event(kind: CastEvent[1], data: string): void {
    if (data === "" || this.#full || this.#broken) return;
    if (this.#waitingChars > MOST_WAITING) {
      this.#leftOut += data.length;
      return;
    }
    this.#sayLeftOut();
    this.#take(this.#line(kind, data));
    if (this.#taken <= MOST_CHARS) return;
    this.#take(this.#line("m", "The recording is full and ends here. The shell went on."));
    this.#full = true;
  }

  #sayLeftOut(): void {
    if (this.#leftOut === 0) return;
    this.#take(this.#line("m", `${this.#leftOut} characters were left out here: the disk was too slow.`));
    this.#leftOut = 0;
  }

  #line(kind: CastEvent[1], data: string): string {
    const event: CastEvent = [Math.round(this.settings.now() - this.#begun) / 1000, kind, data];
    return JSON.stringify(event);
  }

  #take(line: string): void {
    this.#waiting.push(line);
    this.#waitingChars += line.length;
    this.#taken += line.length;
    if (this.#waitingChars >= PIECE_CHARS) this.#flush();
    else this.#timer ??= setTimeout(() => this.#flush(), FLUSH_MS).unref();
  }

  /** One write at a time; what comes meanwhile is the next one. */
  #flush(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    this.#tail = this.#tail.then(() => this.#write()).catch((error: unknown) => this.#giveUp(error));
  }

  async #write(): Promise<void> {
    if (this.#waiting.length === 0 || this.#broken) return;
    const text = this.#waiting.join("\n");
    this.#waiting = [];
    const chars = this.#waitingChars;
    const { file, id, sealing } = this.settings;
    this.#handle ??= open(file, "ax", 0o600);
    const handle = await this.#handle;
    await handle.appendFile(`${sealing.seal(text, pieceOf(id, this.#piece))}\n`);
    this.#piece += 1;
    this.#waitingChars -= chars;
  }

  /** A full disk costs the recording, never the shell. */
  #giveUp(error: unknown): void {
    if (!this.#broken) this.settings.log(error);
    this.#broken = true;
    this.#waiting = [];
  }
}
