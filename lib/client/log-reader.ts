import { KEPT_WINDOW, type KeptFilter, type KeptPlace, type KeptPosition } from "@/lib/core/kept-logs";
import { exactMoment } from "@/lib/core/log-time";
import type { LogLine } from "./log-entry";
import { type HistoryPage, LogHistory, placeOf } from "./log-history";
import { LogHits } from "./log-hits";
import { type KeptReader, keptPositionOf } from "./log-kept";
import { LogPages } from "./log-pages";
import { lineAt, ReadingPlace } from "./log-place";
import { filtersText, keptFilterOf, type LogQuestion, NO_QUESTION } from "./log-question";
import { callLater, type ReaderOptions, type ReaderSnapshot } from "./log-reader-state";
import { LogRows } from "./log-rows";
import { beforeBoundary, LogSeam } from "./log-seam";
import { LogSearch, MOST_HITS } from "./log-search";
import { SourceBook } from "./log-sources";
import { type LogQuery, LogStream } from "./log-stream";
import { Shown } from "./shown";
import type { LiveSocket } from "./socket";

/** So long after the last key a search is begun; and so long an engine is waited for. */
const [TYPED_MS, ENGINE_MS] = [350, 1_500];

export type { ReaderOptions, ReaderSnapshot };

/** The lines of a stack or service, old and new, as one bounded list: live ones from the socket, earlier ones from where they are kept. */
export class LogReader {
  readonly book = new SourceBook();
  readonly stream: LogStream;
  readonly rows: LogRows;
  readonly hits: LogHits;
  readonly #place: ReadingPlace;
  readonly #history: LogHistory;
  readonly #seam: LogSeam;
  readonly #kept: KeptReader | null;
  readonly #pages: LogPages;
  readonly #now: () => number;
  readonly #later: NonNullable<ReaderOptions["later"]>;
  readonly #shown: Shown<ReaderSnapshot>;
  readonly #known: Promise<void>;
  #question = NO_QUESTION;
  #search: LogSearch | null = null;
  #callOff = () => {};
  #callOffEngine = () => {};
  /** What waits until the beginning of the live lines was read. */
  #whenWhole: (() => void) | null = null;
  /** Kept lines stand in while the engine does not answer. */
  #standsIn = false;
  #wasWhole = false;

  constructor(
    socket: Pick<LiveSocket, "open">,
    private readonly query: LogQuery,
    { kept = null, historyLimit, pageLines = KEPT_WINDOW.lines, later = callLater, ...options }: ReaderOptions = {},
  ) {
    this.#kept = kept;
    this.#now = options.now ?? Date.now;
    this.#later = later;
    this.#history = new LogHistory(this.book, historyLimit);
    this.#pages = new LogPages({ kept, service: query.service, lines: pageLines, changed: () => this.#changed() }, this.book, this.#history);
    this.stream = new LogStream(socket, query, { ...options, book: this.book });
    this.rows = new LogRows(this.stream.buffer, this.#history);
    this.hits = new LogHits(this.rows);
    this.#place = new ReadingPlace(this.rows, this.book, () => this.#changed());
    this.#seam = new LogSeam(this.#history, this.rows, this.stream, () => this.#question);
    this.stream.subscribe(() => this.#streamed());
    this.#shown = new Shown(this.#look());
    this.#known = this.refreshSources();
    this.#callOffEngine = later(() => this.#standIn(), ENGINE_MS);
  }

  snapshot = (): ReaderSnapshot => this.#shown.value();

  /** Counts changes, those of the lines too. */
  version = (): number => this.#shown.version();

  subscribe = (listener: () => void): (() => void) => this.#shown.subscribe(listener);

  close(): void {
    this.#pages.close();
    for (const callOff of [this.#callOff, this.#callOffEngine]) callOff();
    this.#search?.close();
    this.stream.close();
    this.#shown.close();
  }

  /** The first row in sight, as the list said. */
  get reading(): number | null {
    return this.#place.first;
  }

  /** Shown live entries that came since following stopped. */
  get waiting(): number {
    return this.#place.waiting;
  }

  /** Whether lines before the first row may be there. */
  get hasEarlier(): boolean {
    if (this.#pages.keeping !== "on" || this.#pages.loading === "place" || this.#pages.problem !== null) return false;
    if (filtersText(this.#question)) return this.#search?.state.ended === "enough" && this.#history.entries.length < MOST_HITS;
    if (this.#history.entries.length > 0 || this.rows.tail === "away" || this.#seam.begun) return this.#history.earlier !== null;
    return this.stream.isWhole && this.#question.line === null;
  }

  get hasLater(): boolean {
    return this.rows.tail === "away" && this.#history.later !== null && this.#pages.problem === null;
  }

  async refreshSources(): Promise<void> {
    if (this.#kept === null) return;
    const wasUnknown = this.#pages.keeping === "unknown";
    const isKnown = await this.#pages.refreshSources();
    if (wasUnknown && isKnown) this.#begin();
    this.#changed();
  }

  ask(question: LogQuestion): void {
    if (question.text !== this.#question.text || question.sources.join() !== this.#question.sources.join()) this.hits.clear();
    const wasAt = this.#place.kept;
    this.#question = question;
    this.#begin(wasAt);
    this.#changed();
  }

  follow(on: boolean): void {
    if (on === this.#place.follows) return;
    if (!on) this.#place.stay(this.stream.buffer.nextId);
    else {
      this.#place.follow();
      this.#question = { ...this.#question, line: null, until: null };
      if (this.rows.tail === "away" || this.rows.hole > 0 || this.#pages.loading === "place") this.#begin();
    }
    this.#changed();
  }

  /** The list says which row is the first in sight, so that it can be held. */
  sees(id: number): void {
    if (id !== this.reading && this.#pages.loading !== "place") this.#place.goal = null;
    this.#place.first = id;
  }

  momentRead(): string | null {
    return this.#place.moment;
  }

  async loadEarlier(): Promise<void> {
    if (!this.hasEarlier || this.#pages.loading !== null) return;
    if (filtersText(this.#question)) return void this.#search?.run();
    const { earlier } = this.#history;
    if (earlier !== null) return this.#load("earlier", placeOf(earlier, "before"), (page) => this.#seam.before(page));
    const { boundary } = this.#seam;
    await this.#load("earlier", beforeBoundary(boundary), (page) => {
      this.#seam.begin(boundary);
      this.#seam.before({ ...page, later: null });
    });
  }

  async loadLater(): Promise<void> {
    const { later } = this.#history;
    if (!this.hasLater || this.#pages.loading !== null || later === null) return;
    await this.#load("later", placeOf(later, "after"), (page) => {
      this.#history.append(page);
      this.#seam.meetLive();
    });
  }

  /** The very beginning of what there is. */
  async toStart(): Promise<void> {
    this.follow(false);
    await this.#known;
    const isKept = this.hasEarlier || (this.#pages.keeping === "on" && !this.stream.isWhole);
    if (isKept && !filtersText(this.#question)) await this.#open({ at: "start" }, () => this.#place.bring(0, "start"));
    else this.#place.bring(0, "start");
  }

  async toTime(time: string): Promise<void> {
    this.follow(false);
    this.#place.goal = time;
    const { boundary } = this.#seam;
    const isHere = this.rows.tail === "live" && boundary !== null && time > boundary;
    if (this.#pages.keeping !== "on" || isHere || filtersText(this.#question)) this.#place.bring(this.rows.indexFromMoment(time), "start");
    else await this.#open({ at: "time", time, direction: "around" }, () => this.#place.bring(this.rows.indexFromMoment(time), "start"));
  }

  /** At once, and not when typing has come to rest. */
  searchNow(): void {
    this.#callOff();
    if (this.#search === null) this.#searchAll();
    else void this.#search.run();
  }

  stopSearch = (): void => this.#search?.stop();

  /** The next hit from the marked row on, or from the first in sight; for who follows, back from the newest. Null when there is none here. */
  hitFrom(direction: 1 | -1): LogLine | null {
    const { matcher } = this.#question;
    const reading = direction === -1 && this.#place.follows ? null : this.reading;
    return matcher === null ? null : this.hits.next(matcher, direction, this.#place.marked, reading);
  }

  mark(id: number): void {
    this.follow(false);
    this.#place.mark(id);
  }

  /** Where a line is kept or, while it is not, the moment and container by which it is found among live ones. */
  async positionOf(line: LogLine): Promise<KeptPosition> {
    if (line.kept !== undefined) return line.kept;
    const live = { time: line.at, source: (this.book.list[line.source]?.container ?? "").slice(0, 12), n: 0 };
    if (this.#kept === null || this.#pages.keeping !== "on") return live;
    if (!this.book.list[line.source]?.key) await this.refreshSources();
    const key = this.book.list[line.source]?.key;
    return (key ? await keptPositionOf(this.#kept, line, this.query.service, key, this.#pages.signal) : null) ?? live;
  }

  keptFilter(): KeptFilter | null {
    return keptFilterOf(this.#question, { service: this.query.service, containers: this.query.containers }, this.book.list);
  }

  /** Everything anew, as the question wants it. */
  #begin(wasAt: string | null = null): void {
    this.#pages.renew();
    this.#callOff();
    this.#search?.close();
    this.#search = null;
    this.#place.lineGone = false;
    this.#place.marked = null;
    this.#standsIn = false;
    this.#whenWhole = null;
    this.#seam.reset();
    const { line, until, since } = this.#question;
    if (line !== null) this.#toLine(line);
    else if (this.#pages.keeping !== "on") return;
    else if (filtersText(this.#question)) this.#callOff = this.#later(() => this.#searchAll(), TYPED_MS);
    else if (until !== null) {
      this.follow(false);
      void this.#open({ at: since === null ? "end" : "start" }, () => this.#place.bring(since === null ? this.rows.size - 1 : 0, "start"));
    } else if (wasAt !== null) this.#onceWhole(() => void this.toTime(wasAt));
  }

  #toLine(line: KeptPosition): void {
    this.follow(false);
    if (this.#pages.keeping === "off") this.#onceWhole(() => this.#place.markLine(line));
    else if (this.#pages.keeping === "on") void this.#toKept(line);
  }

  /** One that was not kept yet when it was named has no number: it is looked for at its moment. */
  async #toKept(line: KeptPosition): Promise<void> {
    const { asking } = this.#pages;
    await this.#open({ at: "line", line, direction: "around" }, () => lineAt(this.rows, this.book, line) && this.#place.markLine(line));
    if (asking.aborted || this.#place.marked !== null || this.#pages.problem !== null) return;
    await this.#open({ at: "time", time: line.time, direction: "around" }, () => this.#place.markLine(line));
  }

  async #open(place: KeptPlace, shown: () => void): Promise<void> {
    await this.#load("place", place, (page) => {
      this.#history.replace(page);
      this.#seam.meetLive();
      if (this.#question.until !== null) this.rows.leaveLive();
      shown();
    });
  }

  #load(what: NonNullable<ReaderSnapshot["loading"]>, place: KeptPlace, take: (page: HistoryPage) => void): Promise<void> {
    return this.#pages.load(what, this.keptFilter(), place, take);
  }

  #searchAll(): void {
    if (this.#pages.keeping !== "on" || !filtersText(this.#question)) return;
    this.#onceWhole(() => {
      const filter = this.keptFilter();
      if (this.#kept === null || filter === null) return;
      const { until } = this.#question;
      const boundary = until ?? this.#seam.boundary;
      const search: LogSearch = new LogSearch(
        this.#kept,
        { ...filter, until: boundary ?? exactMoment(this.#now()) },
        {
          hits: (found) => {
            if (search !== this.#search) return;
            this.hits.add(found);
            const lines = found.map((line) => this.#history.line(line)).reverse();
            this.#seam.before({ lines, earlier: lines[0]?.kept ?? null, later: null });
            if (this.#history.entries.length > MOST_HITS) search.stop();
          },
          changed: () => {
            if (search !== this.#search) return;
            if (search.state.ended === "all") this.#seam.before({ lines: [], earlier: null, later: null });
            this.#changed();
          },
        },
      );
      this.#search = search;
      if (until === null) this.#seam.begin(boundary);
      else this.rows.leaveLive();
      void search.run();
    });
  }

  #onceWhole(call: () => void): void {
    if (this.stream.isWhole) call();
    else this.#whenWhole = call;
  }

  #standIn(): void {
    const isHeard = this.stream.isWhole || this.stream.buffer.size > 0;
    if (isHeard || this.#pages.keeping !== "on" || !this.#place.follows || this.#history.entries.length > 0 || this.#question.until !== null) return;
    this.#standsIn = true;
    void this.#open({ at: "end" }, () => this.#place.bring(this.rows.size - 1, "start"));
  }

  #streamed(): void {
    this.rows.live.update();
    if (this.stream.isWhole) {
      const call = this.#whenWhole;
      this.#whenWhole = null;
      if (this.#standsIn && this.#place.follows) this.#begin();
      if (!this.#wasWhole) this.#seam.goOn();
      this.#wasWhole = true;
      this.#standsIn = false;
      call?.();
    }
    this.#seam.keepPlace({ paused: !this.#place.follows, reading: this.reading, kept: this.#pages.keeping === "on" });
    this.#changed();
  }

  #changed(): void {
    if (this.#pages.signal.aborted) return;
    this.#shown.tell(this.#look());
  }

  #look(): ReaderSnapshot {
    return {
      ...this.stream.snapshot(),
      sources: this.book.list,
      follow: this.#place.follows,
      keeping: this.#pages.keeping,
      keepsOn: this.#pages.keepsOn,
      loading: this.#pages.loading,
      historyProblem: this.#pages.problem,
      search: this.#search?.state ?? null,
      show: this.#place.show,
      marked: this.#place.marked,
      lineGone: this.#place.lineGone,
    };
  }
}
