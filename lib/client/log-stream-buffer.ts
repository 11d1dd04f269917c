import { type LevelName, type LogEntry, levelName, type NewEntry } from "./log-entry";
import { oneMark } from "./log-marks";

export interface BufferLimit {
  lines: number;
  characters: number;
}

const BUFFER_LIMIT: BufferLimit = { lines: 200_000, characters: 64 * 1024 * 1024 };

export type LevelCounts = Readonly<Record<LevelName, number>>;
const NO_LEVELS: LevelCounts = { error: 0, warn: 0, info: 0, debug: 0, none: 0 };

const weight = (entry: LogEntry): number => (entry.kind === "line" ? entry.text.length + entry.at.length : 0);

/** The newest entries within the limit. Ids count up from 0 and are never used twice, so an id is a place for good. */
export class LogBuffer {
  #entries: LogEntry[] = [];
  /** Where the oldest kept entry lies in the array, and its id. */
  #head = 0;
  #first = 0;
  #characters = 0;
  #droppedLines = 0;
  #levels: Record<LevelName, number> = { ...NO_LEVELS };

  constructor(private readonly limit: BufferLimit = BUFFER_LIMIT) {}

  get firstId(): number {
    return this.#first;
  }

  get nextId(): number {
    return this.#first + this.size;
  }

  get size(): number {
    return this.#entries.length - this.#head;
  }

  /** Lines let go because the page keeps only so many. */
  get droppedLines(): number {
    return this.#droppedLines;
  }

  /** Kept lines, without what is said between them. */
  get lines(): number {
    return Object.values(this.#levels).reduce((sum, count) => sum + count, 0);
  }

  /** Kept lines by level. */
  get levels(): LevelCounts {
    return this.#levels;
  }

  /** Between 0 and 1: at 1 the oldest entries are let go. */
  get fullness(): number {
    return Math.max(this.size / this.limit.lines, this.#characters / this.limit.characters);
  }

  /** Of the first line there is. */
  get oldestMoment(): string | null {
    for (let at = this.#head; at < this.#entries.length; at += 1) {
      const entry = this.#entries[at];
      if (entry?.kind === "line") return entry.at;
    }
    return null;
  }

  get(id: number): LogEntry | undefined {
    return id < this.#first ? undefined : this.#entries[this.#head + id - this.#first];
  }

  push(entry: NewEntry): void {
    const last = this.#entries.at(-1);
    if (entry.kind === "gap" && last?.kind === "gap" && last.source === entry.source && this.size > 0)
      this.#entries[this.#entries.length - 1] = { ...last, lines: last.lines + entry.lines };
    else {
      const one = entry.kind === "mark" && this.size > 0 ? oneMark(last, entry) : null;
      if (one === null) this.place({ ...entry, id: -1 } as LogEntry);
      else this.#entries[this.#entries.length - 1] = one;
    }
  }

  /** Gives an entry its id; it is nobody else's from then on. */
  place(entry: LogEntry): void {
    entry.id = this.nextId;
    this.#entries.push(entry);
    this.#count(entry, 1);
    while (this.size > this.limit.lines || (this.#characters > this.limit.characters && this.size > 1)) this.#dropOldest();
  }

  /** Empties it; ids go on. */
  clear(): void {
    this.#first = this.nextId;
    this.#entries = [];
    this.#head = 0;
    this.#characters = 0;
    this.#droppedLines = 0;
    this.#levels = { ...NO_LEVELS };
  }

  #count(entry: LogEntry, sign: 1 | -1): void {
    this.#characters += sign * weight(entry);
    if (entry.kind === "line") this.#levels[levelName(entry.level)] += sign;
  }

  #dropOldest(): void {
    const oldest = this.#entries[this.#head];
    if (oldest === undefined) return;
    this.#count(oldest, -1);
    if (oldest.kind === "line") this.#droppedLines += 1;
    this.#head += 1;
    this.#first += 1;
    if (this.#head > 16_384 && this.#head * 2 > this.#entries.length) {
      this.#entries = this.#entries.slice(this.#head);
      this.#head = 0;
    }
  }
}
