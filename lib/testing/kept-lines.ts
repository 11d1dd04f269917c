import type { KeptReader } from "@/lib/client/log-kept";
import type { KeptFilter, KeptLine, KeptPosition, KeptSearchMessage, KeptSource, KeptWindow } from "@/lib/core/kept-logs";
import { matcherOf, plainText } from "@/lib/core/log-match";

export interface KeptFixture {
  sources: KeptSource[];
  lines: KeptLine[];
  keeping?: boolean;
}

const order = (a: KeptPosition, b: KeptPosition): number =>
  a.time < b.time ? -1 : a.time > b.time ? 1 : a.source < b.source ? -1 : a.source > b.source ? 1 : a.n - b.n;
const placeOf = ({ at, source, n }: KeptLine): KeptPosition => ({ time: at, source, n });

/** Kept lines in memory, read as the server's answers are: for tests of what reads them. Each call is answered when the test says so, or at once. */
export function keptInMemory({ sources, lines, keeping = true }: KeptFixture): KeptReader & { windows: number } {
  const sorted = [...lines].sort((a, b) => order(placeOf(a), placeOf(b)));
  const chosen = (filter: KeptFilter) => sorted.filter((line) => isMeant(line, filter, sources));
  const reader = {
    windows: 0,
    sources: async () => ({ keeping, sources }),
    histogram: async ({ since, until }: KeptFilter) => ({ from: since ?? ZERO, to: until ?? ZERO, bucketMs: 1_000, buckets: [] }),
    window: async (filter: KeptFilter, place: Parameters<KeptReader["window"]>[1], limit: number): Promise<KeptWindow> => {
      reader.windows += 1;
      const meant = chosen(filter);
      const [from, to] = spanOf(meant, place, limit);
      const found = meant.slice(from, to);
      const [first, last] = [found[0], found.at(-1)];
      return {
        sources,
        lines: found,
        gaps: [],
        earlier: from > 0 && first !== undefined ? placeOf(first) : null,
        later: to < meant.length && last !== undefined ? placeOf(last) : null,
      };
    },
    search: async function* (filter: KeptFilter, before: KeptPosition | null): AsyncGenerator<KeptSearchMessage> {
      const meant = chosen(filter)
        .filter((line) => before === null || order(placeOf(line), before) < 0)
        .reverse();
      const found = meant.slice(0, HITS);
      const last = found.at(-1);
      for (let at = 0; at < found.length; at += 7) yield { type: "hits", lines: found.slice(at, at + 7) };
      if (last !== undefined) yield { type: "progress", searchedTo: last.at, lines: found.length, bytes: 1, totalBytes: 2 };
      const enough = meant.length > found.length && last !== undefined;
      yield { type: "end", reason: enough ? "enough" : "all", hits: found.length, next: enough ? placeOf(last) : null };
    },
  };
  return reader;
}

const HITS = 20;
const ZERO = "1970-01-01T00:00:00.000000000Z";

function spanOf(lines: KeptLine[], place: Parameters<KeptReader["window"]>[1], limit: number): [number, number] {
  if (!("direction" in place)) return place.at === "start" ? [0, limit] : [Math.max(0, lines.length - limit), lines.length];
  const isBefore = (line: KeptLine) => (place.at === "time" ? line.at < place.time : order(placeOf(line), place.line) < 0);
  const isAfter = (line: KeptLine) => (place.at === "time" ? line.at > place.time : order(placeOf(line), place.line) > 0);
  const begin = lines.filter(isBefore).length;
  const end = lines.length - lines.filter(isAfter).length;
  if (place.direction === "before") return [Math.max(0, begin - limit), begin];
  if (place.direction === "after") return [end, end + limit];
  return [Math.max(0, begin - Math.floor(limit / 2)), Math.min(lines.length, end + Math.floor(limit / 2))];
}

function isMeant(line: KeptLine, filter: KeptFilter, sources: KeptSource[]): boolean {
  const source = sources.find(({ key }) => key === line.source);
  if (filter.service !== null && source?.service !== filter.service) return false;
  if (filter.sources !== null && !filter.sources.includes(line.source)) return false;
  if (filter.stream !== null && line.stream !== filter.stream) return false;
  if (filter.levels !== null && !filter.levels.includes(line.level)) return false;
  if ((filter.since !== null && line.at < filter.since) || (filter.until !== null && line.at > filter.until)) return false;
  const matcher = filter.text === null ? null : matcherOf(filter.text);
  return matcher === null || matcher.test(plainText(line.text));
}
