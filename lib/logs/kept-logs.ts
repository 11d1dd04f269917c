import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import { problemOf } from "@/lib/core/errors";
import {
  type KeptFilter,
  type KeptLogs,
  type KeptPlaceOf,
  type KeptPosition,
  type KeptSearchMessage,
  type KeptSource,
  type KeptText,
  NO_KEPT_FILTER,
} from "@/lib/core/kept-logs";
import type { Desk } from "./desk";
import type { Answers, SourceToRead, Test } from "./jobs";
import { Keeper, type KeeperSettings } from "./keeper";
import { keptSource, Shelf, type ShelfSource } from "./shelf";

export interface KeptLogsSettings extends Omit<KeeperSettings, "shelf"> {
  folder: string;
  /** Where jobs are done. */
  desk: Pick<Desk, "ask" | "stop">;
  /** A search with all its steps may take so long. */
  searchSeconds?: number;
}

const WINDOW_MS = 1_500;
const STEP_MS = 250;
const COUNT_MS = 2_500;
const PIECE_CHARS = 1_000_000;
/** Of whole lines, as several such readings may go on at once. */
const LINES_CHARS = 256_000;
const BACK_LINES = 5_000;
/** Searches of one person at once; the oldest is over when there is another. */
const SEARCHES = 4;

/** Log lines that outlive their containers: kept by `keeper`, and read in threads. */
export interface OpenKeptLogs extends KeptLogs {
  keeper: Keeper;
  /** Begins to keep; nothing waits for it. */
  start(): void;
  /** Before a container that has stopped is removed: its last lines are kept afterwards. */
  finish(stackId: string, container: string): Promise<void>;
  stop(): Promise<void>;
}

export function createKeptLogs({ folder, desk, searchSeconds = 60, ...settings }: KeptLogsSettings): OpenKeptLogs {
  const shelf = new Shelf(folder);
  const keeper = new Keeper({ ...settings, shelf });
  const searching = new Map<string, { over: boolean }[]>();
  let scanned: Promise<void> | null = null;
  let begun: Promise<void> | null = null;
  let stopped = false;
  const open = () => {
    scanned ??= shelf.scan();
    return scanned;
  };

  const wanted = async (of: KeptPlaceOf, filter: KeptFilter): Promise<ShelfSource[]> => {
    await open();
    await keeper.flush(of.stackId);
    const ids = new Set(of.services.filter(({ name }) => filter.service === null || name === filter.service).map(({ id }) => id));
    return shelf.sources(of.stackId).filter(({ facts }) => ids.has(facts.serviceId) && (filter.sources?.includes(facts.key) ?? true));
  };
  const toRead = (sources: readonly ShelfSource[]): SourceToRead[] => {
    const named = new Map<string, number>();
    for (const { facts } of sources) named.set(facts.label, (named.get(facts.label) ?? 0) + 1);
    const nameOf = ({ label, revision }: ShelfSource["facts"]) => (named.get(label) === 1 ? label : `${label}(r${revision})`);
    return sources.map(({ facts, folder: place }) => ({ key: facts.key, folder: place, label: nameOf(facts) }));
  };

  async function* search(
    of: KeptPlaceOf,
    filter: KeptFilter,
    options: Parameters<KeptLogs["search"]>[2],
    mine: { over: boolean },
  ): AsyncGenerator<KeptSearchMessage> {
    const sources = toRead(await wanted(of, filter));
    const deadline = settings.now() + searchSeconds * 1000;
    let [before, hits, lines, bytes] = [options.before, 0, 0, 0];
    const end = (reason: "all" | "enough" | "deadline", next: KeptPosition | null) => ({ type: "end" as const, reason, hits, next });
    for (;;) {
      const job = { type: "search" as const, sources, test: testOf(filter), before, limit: options.limit - hits, ms: STEP_MS };
      const found = await desk.ask(job, options.person).catch(ifTooSlow);
      if (found === null || mine.over || stopped) return yield end("deadline", before);
      hits += found.lines.length;
      lines += found.looked.lines;
      bytes += found.looked.bytes;
      if (found.lines.length > 0) yield { type: "hits", lines: found.lines };
      yield {
        type: "progress",
        searchedTo: found.next?.time ?? filter.since ?? earliest(shelf, sources),
        lines,
        bytes,
        totalBytes: Math.max(bytes, found.totalBytes),
      };
      if (found.next === null) return yield end("all", null);
      if (hits >= options.limit) return yield end("enough", found.next);
      if (settings.now() > deadline) return yield end("deadline", found.next);
      before = found.next;
    }
  }

  async function* text(of: KeptPlaceOf, filter: KeptFilter, person: string): AsyncGenerator<Uint8Array> {
    const sources = toRead(await wanted(of, filter));
    let after: KeptPosition | null = null;
    do {
      const piece: Answers["text"] = await desk.ask({ type: "text" as const, sources, test: testOf(filter), after, chars: PIECE_CHARS, ms: STEP_MS }, person);
      if (piece.text.length > 0) yield piece.text;
      after = piece.next;
    } while (after !== null);
  }

  /** Just before the newest lines; null for the very beginning. */
  async function back(sources: SourceToRead[], test: Test, tail: number, person: string): Promise<KeptPosition | null> {
    let before: KeptPosition | null = null;
    for (let left = tail + 1; ; ) {
      const job = { type: "back" as const, sources, test, before, lines: Math.min(left, BACK_LINES), ms: STEP_MS };
      const gone: Answers["back"] = await desk.ask(job, person);
      left -= gone.lines;
      if (left === 0) return gone.last;
      if (gone.next === null) return null;
      before = gone.next;
    }
  }

  async function* lines(of: KeptPlaceOf, filter: KeptFilter, options: Parameters<KeptLogs["lines"]>[2]): AsyncGenerator<KeptText[]> {
    const { tail, before, person } = options;
    const sources = toRead(await wanted(of, filter)).map((source) => ({ ...source, before: before.get(source.key) }));
    const test = testOf(filter);
    let after = tail === "all" ? null : await back(sources, test, tail, person);
    do {
      const job = { type: "lines" as const, sources, test, after, chars: LINES_CHARS, ms: STEP_MS };
      const piece: Answers["lines"] = await desk.ask(job, person);
      if (piece.lines.length > 0) yield piece.lines;
      after = piece.next;
    } while (after !== null);
  }

  return {
    keeper,
    start: () => {
      begun = open().then(() => void (stopped || keeper.start()), settings.log);
    },
    finish: async (stackId, container) => {
      if (begun === null) return;
      await begun;
      await keeper.finish(stackId, container);
    },
    stop: async () => {
      stopped = true;
      await keeper.stop();
      await desk.stop();
    },
    sources: async (of) => {
      const sources = (await wanted(of, NO_KEPT_FILTER)).flatMap((source) => keptSource(source) ?? []);
      return { keeping: keeper.keeps(of.stackId), sources: sources.sort(byServiceThenNewest) };
    },
    window: async (of, filter, place, limit, person) => {
      const sources = await wanted(of, filter);
      const window = await desk.ask({ type: "window", sources: toRead(sources), test: testOf(filter), place, limit, ms: WINDOW_MS }, person);
      const named = new Set([...window.lines, ...window.gaps].map(({ source }) => source));
      return { sources: sources.flatMap((source) => (named.has(source.facts.key) ? (keptSource(source) ?? []) : [])).sort(byServiceThenNewest), ...window };
    },
    search: async function* (of, filter, options) {
      const mine = { over: false };
      const all = searching.get(options.person) ?? [];
      searching.set(options.person, all);
      all.push(mine);
      for (const oldest of all.slice(0, -SEARCHES)) oldest.over = true;
      try {
        yield* search(of, filter, options, mine);
      } finally {
        all.splice(all.indexOf(mine), 1);
        if (all.length === 0 && searching.get(options.person) === all) searching.delete(options.person);
      }
    },
    histogram: async (of, filter, buckets, person) =>
      desk.ask({ type: "histogram", sources: toRead(await wanted(of, filter)), test: testOf(filter), buckets, ms: COUNT_MS }, person),
    download: (of, filter, { gzip, person }) => (gzip ? gzipped(text(of, filter, person)) : text(of, filter, person)),
    lines,
    keptBytes: async () => {
      await open();
      return shelf.bytes();
    },
  };
}

const testOf = ({ stream, levels, text, since, until }: KeptFilter): Test => ({ stream, levels, text: text || null, since, until });

const earliest = (shelf: Shelf, sources: readonly SourceToRead[]): string => {
  const folders = new Set(sources.map(({ folder }) => folder));
  const begins = shelf.sources().flatMap((source) => (folders.has(source.folder) ? (keptSource(source)?.from ?? []) : []));
  return begins.sort()[0] ?? "";
};

const byServiceThenNewest = (one: KeptSource, other: KeptSource): number =>
  one.service.localeCompare(other.service) || (one.to < other.to ? 1 : one.to > other.to ? -1 : one.key < other.key ? -1 : 1);

function ifTooSlow(error: unknown): null {
  if (problemOf(error).code === "SEARCH_TOO_SLOW") return null;
  throw error;
}

/** Packed as it is taken; a reader that leaves ends the source. */
async function* gzipped(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const gzip = createGzip({ level: 4 });
  const done = pipeline(Readable.from(pieces, { objectMode: true, highWaterMark: 1 }), gzip);
  // Told where it is read; a reader that left does not hear of it.
  done.catch(() => undefined);
  yield* gzip as AsyncIterable<Uint8Array>;
  await done;
}
