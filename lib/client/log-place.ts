import type { KeptPosition } from "@/lib/core/kept-logs";
import type { LogLine } from "./log-entry";
import type { ReaderSnapshot } from "./log-reader-state";
import type { LogRows } from "./log-rows";
import type { SourceBook } from "./log-sources";

/** The rows before and after its moment among which a line is looked for. */
const NEAR = 500;

/** The line that an address names, if it is here: by its number or, when it was not kept yet as the address was made, by its moment and its container. */
export function lineAt(rows: LogRows, book: SourceBook, { time, source, n }: KeptPosition): LogLine | undefined {
  const index = rows.indexFromMoment(time);
  const near = rows.slice(Math.max(0, index - NEAR), index + NEAR).filter((entry) => entry.kind === "line");
  const isNamed = ({ kept }: LogLine) => kept !== undefined && kept.source === source && kept.n === n && kept.time === time;
  const isThen = ({ at, kept, source: from }: LogLine) => at === time && (kept?.source === source || book.list[from]?.container.startsWith(source) === true);
  return near.find(isNamed) ?? near.find(isThen);
}

/** Where one reads: with the newest lines or at rows of one's own, and which of them is to be brought into sight. */
export class ReadingPlace {
  /** The first row in sight, as the list said. */
  first: number | null = null;
  marked: number | null = null;
  lineGone = false;
  /** The moment one is on the way to, until it is in sight. */
  goal: string | null = null;
  #show: ReaderSnapshot["show"] = null;
  /** Null while following; else the id of the first live entry after following stopped. */
  #pausedAt: number | null = null;

  constructor(
    private readonly rows: LogRows,
    private readonly book: SourceBook,
    private readonly changed: () => void,
  ) {}

  get follows(): boolean {
    return this.#pausedAt === null;
  }

  get show(): ReaderSnapshot["show"] {
    return this.#show;
  }

  /** Shown live entries that came since following stopped. */
  get waiting(): number {
    return this.#pausedAt === null ? 0 : this.rows.live.countFrom(this.#pausedAt);
  }

  /** Of the first line in sight. */
  get moment(): string | null {
    const index = this.first === null ? -1 : this.rows.indexOf(this.first);
    return index < 0 ? null : this.rows.momentFrom(index);
  }

  /** What has to be opened again when other lines are shown; null for who follows. */
  get kept(): string | null {
    return this.follows ? null : (this.goal ?? this.moment);
  }

  /** `next` is the id of the live entry that comes next. */
  stay(next: number): void {
    this.#pausedAt = next;
  }

  follow(): void {
    this.#pausedAt = null;
    this.marked = null;
    this.goal = null;
  }

  mark(id: number): void {
    this.marked = id;
    this.bring(this.rows.indexOf(id), "center");
  }

  /** A line by its address; where it is not here, what was written then is brought into sight. */
  markLine(line: KeptPosition): void {
    const found = lineAt(this.rows, this.book, line);
    this.lineGone = found === undefined;
    this.marked = found?.id ?? null;
    this.bring(found === undefined ? this.rows.indexFromMoment(line.time) : this.rows.indexOf(found.id), "center");
  }

  bring(index: number, align: "center" | "start"): void {
    this.#show = { id: this.rows.idAt(Math.max(0, Math.min(index, this.rows.size - 1))), align };
    this.changed();
  }
}
