import type { LogLevel } from "@/lib/core/log-level";
import { RecordLevels } from "@/lib/core/record-levels";
import { BEFORE_TEXT, MOMENT } from "./record";

/** Levels of the lines of a block, from its first on: what goes on with a record of the block before it says none. */
export class LevelReader {
  readonly #stdout = new RecordLevels();
  readonly #stderr = new RecordLevels();

  /** Of the record between these places; null for one of lines that were left out. */
  next(text: string, start: number, end: number): LogLevel | null {
    if (text[start] === "G") {
      this.#stdout.lost();
      this.#stderr.lost();
      return null;
    }
    const levels = text[start] === "E" ? this.#stderr : this.#stdout;
    return levels.next(text.slice(start + BEFORE_TEXT, end), text.slice(start + 1, start + 1 + MOMENT));
  }
}

/** The records of a block that was opened. */
export class BlockText {
  /** By the beginning of their records; made when one is first asked for. */
  #levels: ReadonlyMap<number, LogLevel | null> | null = null;

  constructor(readonly text: string) {}

  levelAt(start: number): LogLevel | null {
    this.#levels ??= levelsIn(this.text);
    return this.#levels.get(start) ?? null;
  }
}

function levelsIn(text: string): Map<number, LogLevel | null> {
  const levels = new Map<number, LogLevel | null>();
  const reader = new LevelReader();
  for (let start = 0; start < text.length; ) {
    const end = text.indexOf("\n", start);
    levels.set(start, reader.next(text, start, end));
    start = end + 1;
  }
  return levels;
}
