import type { Level, LogBuffer, LogEntry } from "./log-stream-buffer";

export interface LogFilter {
  /** Plain text, or a regular expression between slashes. */
  text: string;
  /** Sources and levels left out. */
  hiddenSources: ReadonlySet<number>;
  hiddenLevels: ReadonlySet<NonNullable<Level>>;
}

export const NO_FILTER: LogFilter = { text: "", hiddenSources: new Set(), hiddenLevels: new Set() };

/** The expression that finds the filter's text, null for no text; throws a SyntaxError for a wrong expression. Without capitals, capitals do not matter. */
export function matcherOf(text: string): RegExp | null {
  if (text === "") return null;
  const expression = /^\/(.+)\/(i?)$/.exec(text);
  if (expression !== null) return new RegExp(expression[1] ?? "", expression[2]);
  return new RegExp(text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"), /\p{Lu}/u.test(text) ? "" : "i");
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: colours are not part of what is searched
const COLOUR = /\x1b\[[\d;]*m/g;
export const plainText = (text: string): string => (text.includes("\x1b") ? text.replace(COLOUR, "") : text);

/** Which entries of a buffer are shown, by place; kept as the buffer grows, without looking at an entry twice. */
export class LogSelection {
  /** Null: all of them. */
  #ids: number[] | null;
  #head = 0;
  #looked: number;
  #matchedLines = 0;

  constructor(
    private readonly buffer: LogBuffer,
    private readonly filter: LogFilter,
    private readonly matcher: RegExp | null,
  ) {
    const everything = matcher === null && filter.hiddenSources.size === 0 && filter.hiddenLevels.size === 0;
    this.#ids = everything ? null : [];
    this.#looked = buffer.firstId;
    this.update();
  }

  get size(): number {
    return this.#ids === null ? this.buffer.size : this.#ids.length - this.#head;
  }

  /** Lines among them, without gaps and marks; the buffer's size where nothing is filtered. */
  get matches(): number {
    return this.#ids === null ? this.buffer.size : this.#matchedLines;
  }

  /** Takes in what was added to the buffer, and lets go of what it let go. Returns how many shown entries went. */
  update(): number {
    if (this.#ids === null) {
      const gone = this.buffer.firstId - this.#looked;
      this.#looked = this.buffer.firstId;
      return gone;
    }
    for (let id = Math.max(this.#looked, this.buffer.firstId); id < this.buffer.nextId; id += 1) {
      const entry = this.buffer.get(id);
      if (entry === undefined || !this.#shows(entry)) continue;
      this.#ids.push(id);
      if (entry.kind === "line") this.#matchedLines += 1;
    }
    this.#looked = this.buffer.nextId;
    return this.#forget(this.#ids);
  }

  at(index: number): LogEntry | undefined {
    if (this.#ids === null) return this.buffer.get(this.buffer.firstId + index);
    const id = this.#ids[this.#head + index];
    return id === undefined ? undefined : this.buffer.get(id);
  }

  idAt(index: number): number {
    return this.#ids === null ? this.buffer.firstId + index : (this.#ids[this.#head + index] ?? -1 - index);
  }

  #forget(ids: number[]): number {
    let gone = 0;
    while ((ids[this.#head] ?? Number.POSITIVE_INFINITY) < this.buffer.firstId) {
      this.#head += 1;
      gone += 1;
    }
    this.#matchedLines = Math.max(0, this.#matchedLines - gone);
    if (this.#head > 16_384 && this.#head * 2 > ids.length) {
      this.#ids = ids.slice(this.#head);
      this.#head = 0;
    }
    return gone;
  }

  #shows(entry: LogEntry): boolean {
    if (this.filter.hiddenSources.has(entry.source)) return false;
    if (entry.kind !== "line") return true;
    if (this.filter.hiddenLevels.has(entry.level ?? "info")) return false;
    return this.matcher === null || this.matcher.test(plainText(entry.text));
  }
}
