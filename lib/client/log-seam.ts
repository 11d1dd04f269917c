import type { LogLine } from "./log-entry";
import { type HistoryPage, type LogHistory, nudged } from "./log-history";
import { MomentCounts, merged, order, withoutKnown } from "./log-join";
import { filterOf, filtersText, type LogQuestion } from "./log-question";
import type { LogRows } from "./log-rows";
import type { LogStream } from "./log-stream";
import { shows } from "./log-stream-selection";

/** Entries around the place being read that are held when the live buffer is about to let them go. */
const HELD_BEFORE = 2_000;
const HELD_AFTER = 6_000;
const NEARLY_FULL = 0.9;
const EVER = "0000-01-01T00:00:00.000000000Z";

/** Where kept lines meet live ones: none missing there, and none twice. */
export class LogSeam {
  /** Live lines before the seam that no page has come to yet: some may not be kept. */
  #head: LogLine[] = [];
  /** Kept lines that came since the seam was made. */
  #came = new MomentCounts();

  constructor(
    private readonly history: LogHistory,
    private readonly rows: LogRows,
    private readonly stream: LogStream,
    private readonly question: () => LogQuestion,
  ) {}

  /** Whether a first page was asked for. */
  begun = false;

  /** Live lines alone. */
  reset(): void {
    this.begun = false;
    this.#head = [];
    this.history.clear();
    this.rows.showLive(null);
    this.select();
  }

  select(): void {
    const question = this.question();
    this.rows.select(
      filterOf(question, () => this.stream.snapshot().sources, this.rows.floor),
      filtersText(question) ? question.matcher : null,
    );
  }

  /** From where on live lines are whole, and so where a first page before them ends. What containers wrote that are gone is only kept. */
  get boundary(): string | null {
    const live = this.stream.wholeAfter;
    if (live === null) return null;
    return this.stream
      .snapshot()
      .sources.reduce((latest, { generation, kept }) => (generation === "gone" && kept !== null && kept.to > latest ? kept.to : latest), live);
  }

  /** Live lines after the boundary alone; what is before it comes in pages, and from here where it is not kept. */
  begin(boundary: string | null): void {
    this.begun = true;
    this.#head = boundary === null ? [] : this.#liveUpTo(boundary);
    this.#came = new MomentCounts();
    this.rows.showLive(boundary);
    this.select();
  }

  /** A page before what is shown. */
  before(page: HistoryPage): void {
    const from = page.earlier?.time ?? "";
    // Lines of that very moment can be on the next page too.
    const here = this.#head.filter(({ at }) => at > from);
    if (this.#head.length > 0) this.#came.add(page.lines);
    if (here.length > 0) this.#head = this.#head.filter(({ at }) => at <= from);
    this.history.prepend({ ...page, lines: merged(page.lines, this.#came.without(here)) });
    // What fell off at the other end is read again from where it is kept.
    if (this.history.later !== null && this.rows.tail === "live") this.rows.leaveLive();
  }

  /** Goes on with the live lines where what was read reaches them. */
  meetLive(): void {
    if (this.question().until !== null) return;
    const { boundary } = this;
    const { lines } = this.history;
    const [first] = lines;
    const last = latestOf(lines);
    const isOver = this.history.later === null;
    if (!this.stream.isWhole) return this.rows.leaveLive();
    if (!isOver && (boundary === null || last <= boundary)) return this.rows.leaveLive();
    const floor = boundary === null || last > boundary ? last : boundary;
    const begin = this.history.earlier === null || first === undefined ? "" : order(first);
    const head = this.#liveUpTo(floor).filter(({ at }) => at > begin);
    this.history.meet(withoutKnown(head, lines));
    this.rows.showLive(floor);
    this.select();
  }

  /** The live lines are whole now: what ended before them goes on. */
  goOn(): void {
    if (this.rows.tail === "live" || this.history.later !== null || this.question().until !== null) return;
    const last = this.history.lines.at(-1);
    this.history.later = last === undefined ? { time: EVER } : (last.kept ?? { time: last.at });
  }

  /** Live lines are let go while one reads elsewhere: what is being read stays, and what is missing after it is said. */
  keepPlace({ paused, reading, kept }: { paused: boolean; reading: number | null; kept: boolean }): void {
    const { buffer } = this.stream;
    if (this.rows.tail === "away" || buffer.fullness < NEARLY_FULL) return;
    const isParting = this.history.entries.length > 0 && (buffer.oldestMoment ?? EVER) > (this.rows.floor ?? EVER);
    if (!paused) {
      if (isParting) this.reset();
    } else if (isParting) this.#part(kept);
    else if (this.history.entries.length === 0) {
      const index = reading === null ? -1 : this.rows.indexOf(reading);
      if (index < 0 || index > HELD_BEFORE * 2) return;
      this.history.hold(this.rows.slice(Math.max(0, index - HELD_BEFORE), index + HELD_AFTER), kept);
      this.#part(kept);
    }
  }

  #part(kept: boolean): void {
    const last = this.history.lines.at(-1);
    if (last === undefined) return this.reset();
    if (kept && !filtersText(this.question())) {
      this.history.later ??= last.kept ?? { time: last.at };
      this.rows.leaveLive();
      return;
    }
    if (this.rows.floor !== last.at) {
      this.history.later = null;
      this.rows.showLive(last.at);
      this.select();
    }
    this.rows.hole = this.rows.live.removed;
  }

  #liveUpTo(moment: string): LogLine[] {
    const { buffer } = this.stream;
    const question = this.question();
    const filter = filterOf(question, () => this.stream.snapshot().sources, null);
    const matcher = filtersText(question) ? question.matcher : null;
    const lines: LogLine[] = [];
    for (let id = buffer.firstId; id < buffer.nextId; id += 1) {
      const entry = buffer.get(id);
      if (entry?.kind === "line" && entry.at <= moment && shows(entry, filter, matcher)) lines.push(entry);
    }
    return lines;
  }
}

/** Moments compare as text. */
function latestOf(lines: readonly LogLine[]): string {
  let latest = EVER;
  for (const { at } of lines) if (at > latest) latest = at;
  return latest;
}

/** Asks for the boundary's own moment as well: lines of it may be on either side. */
export const beforeBoundary = (boundary: string | null) =>
  boundary === null ? ({ at: "end" } as const) : ({ at: "time", time: nudged(boundary, 1), direction: "before" } as const);
