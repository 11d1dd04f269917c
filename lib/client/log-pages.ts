import { type Problem, problemOf } from "@/lib/core/errors";
import type { KeptFilter, KeptPlace } from "@/lib/core/kept-logs";
import type { HistoryPage, LogHistory } from "./log-history";
import type { KeptReader } from "./log-kept";
import type { ReaderSnapshot } from "./log-reader-state";
import type { SourceBook } from "./log-sources";

export interface LogPagesSettings {
  kept: KeptReader | null;
  service: string | null;
  /** Lines of a page. */
  lines: number;
  changed: () => void;
}

/** What is kept of the logs: whether there is anything, of which containers, and its lines page by page. */
export class LogPages {
  keeping: ReaderSnapshot["keeping"];
  keepsOn = false;
  loading: ReaderSnapshot["loading"] = null;
  problem: Problem | null = null;
  readonly #closing = new AbortController();
  #question = new AbortController();

  constructor(
    private readonly settings: LogPagesSettings,
    private readonly book: SourceBook,
    private readonly history: LogHistory,
  ) {
    this.keeping = settings.kept === null ? "off" : "unknown";
  }

  /** Ends with whoever reads. */
  get signal(): AbortSignal {
    return this.#closing.signal;
  }

  /** Ends with the question. */
  get asking(): AbortSignal {
    return this.#question.signal;
  }

  /** What is on its way was asked for another question. */
  renew(): void {
    this.#question.abort();
    this.#question = new AbortController();
    this.loading = null;
    this.problem = null;
  }

  close(): void {
    for (const each of [this.#closing, this.#question]) each.abort();
  }

  /** Says whether it was heard; where it was not and nothing is known, that is the problem. */
  async refreshSources(): Promise<boolean> {
    const { kept, service } = this.settings;
    if (kept === null) return false;
    try {
      const { keeping, sources } = await kept.sources(this.signal);
      this.book.keep(sources.filter((source) => service === null || source.service === service));
      this.keepsOn = keeping;
      this.keeping = keeping || sources.length > 0 ? "on" : "off";
    } catch (error) {
      if (this.keeping === "unknown") this.problem = problemOf(error);
      return false;
    }
    return !this.signal.aborted;
  }

  /** A filter of null has no lines. */
  async load(what: NonNullable<ReaderSnapshot["loading"]>, filter: KeptFilter | null, place: KeptPlace, take: (page: HistoryPage) => void): Promise<void> {
    const { kept, lines: limit, changed } = this.settings;
    if (kept === null || filter === null) return;
    const { signal } = this.#question;
    this.loading = what;
    changed();
    try {
      const { sources, lines, ...page } = await kept.window(filter, place, limit, signal);
      if (signal.aborted) return;
      this.loading = null;
      this.problem = null;
      this.book.keep(sources);
      take({ ...page, lines: lines.map((line) => this.history.line(line)) });
    } catch (error) {
      if (signal.aborted) return;
      this.loading = null;
      this.problem = problemOf(error);
    }
    changed();
  }
}
