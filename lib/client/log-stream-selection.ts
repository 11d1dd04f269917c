import { plainText } from "@/lib/core/log-match";
import { type LevelName, type LogEntry, levelName } from "./log-entry";
import type { LogBuffer } from "./log-stream-buffer";

export interface LogFilter {
  /** Asked for each entry: containers come and go. Null shows all. */
  showsSource: ((source: number) => boolean) | null;
  hiddenLevels: ReadonlySet<LevelName>;
  stream: "stdout" | "stderr" | null;
  /** Only lines later than this one moment, and not later than that. */
  after: string | null;
  until: string | null;
}

export const NO_FILTER: LogFilter = { showsSource: null, hiddenLevels: new Set(), stream: null, after: null, until: null };

const showsAll = ({ showsSource, hiddenLevels, stream, after, until }: LogFilter): boolean =>
  showsSource === null && hiddenLevels.size === 0 && stream === null && after === null && until === null;

/** Whether an entry is among those that a filter and its matcher show. */
export function shows(entry: LogEntry, filter: LogFilter, matcher: RegExp | null): boolean {
  if (filter.showsSource !== null && !filter.showsSource(entry.source)) return false;
  if (entry.kind === "mark" && entry.at !== undefined && filter.after !== null && entry.at <= filter.after) return false;
  if (entry.kind !== "line") return true;
  if (filter.stream !== null && entry.stream !== filter.stream) return false;
  if (filter.hiddenLevels.has(levelName(entry.level))) return false;
  if (filter.after !== null && entry.at <= filter.after) return false;
  if (filter.until !== null && entry.at > filter.until) return false;
  return matcher === null || matcher.test(plainText(entry.text));
}

/** Which entries of a buffer are shown, by place; kept as the buffer grows, without looking at an entry twice. */
export class LogSelection {
  /** Null: all of them. */
  #ids: number[] | null;
  /** Of what is among them and no line. */
  #others: number[] = [];
  #head = 0;
  #looked: number;
  #removed = 0;

  constructor(
    private readonly buffer: LogBuffer,
    private readonly filter: LogFilter,
    private readonly matcher: RegExp | null,
  ) {
    this.#ids = matcher === null && showsAll(filter) ? null : [];
    this.#looked = buffer.firstId;
    this.update();
  }

  get size(): number {
    return this.#ids === null ? this.buffer.size : this.#ids.length - this.#head;
  }

  /** Lines alone, without what is said between them. */
  get lines(): number {
    return this.#ids === null ? this.buffer.lines : this.size - this.#others.length;
  }

  /** How many shown entries the buffer has let go; only ever grows. */
  get removed(): number {
    return this.#ids === null ? this.buffer.firstId : this.#removed;
  }

  /** Takes in what was added to the buffer, and lets go of what it let go. Safe to call at any time. */
  update(): void {
    if (this.#ids === null) return;
    for (let id = Math.max(this.#looked, this.buffer.firstId); id < this.buffer.nextId; id += 1) {
      const entry = this.buffer.get(id);
      if (entry === undefined || !shows(entry, this.filter, this.matcher)) continue;
      this.#ids.push(id);
      if (entry.kind !== "line") this.#others.push(id);
    }
    while ((this.#others[0] ?? Number.POSITIVE_INFINITY) < this.buffer.firstId) this.#others.shift();
    this.#looked = this.buffer.nextId;
    while ((this.#ids[this.#head] ?? Number.POSITIVE_INFINITY) < this.buffer.firstId) {
      this.#head += 1;
      this.#removed += 1;
    }
    if (this.#head > 16_384 && this.#head * 2 > this.#ids.length) {
      this.#ids = this.#ids.slice(this.#head);
      this.#head = 0;
    }
  }

  /** How many shown entries came with or after `id`. */
  countFrom(id: number): number {
    if (this.#ids === null) return Math.max(0, this.buffer.nextId - Math.max(id, this.buffer.firstId));
    let low = this.#head;
    let high = this.#ids.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#ids[middle] ?? id) < id) low = middle + 1;
      else high = middle;
    }
    return this.#ids.length - low;
  }

  at(index: number): LogEntry | undefined {
    return this.buffer.get(this.idAt(index));
  }

  /** The place of the first shown entry with or after `id`. */
  indexFrom(id: number): number {
    return this.size - this.countFrom(id);
  }

  /** Id of the entry at a place; it stays with the entry while places shift. */
  idAt(index: number): number {
    return this.#ids === null ? this.buffer.firstId + index : (this.#ids[this.#head + index] ?? -1 - index);
  }
}
