import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import type { KeptPlace, KeptPosition } from "@/lib/core/kept-logs";
import type { LogLevel } from "@/lib/core/log-level";
import { matcherOf, plainText } from "@/lib/core/log-match";
import { RecordLevels } from "@/lib/core/record-levels";
import { logFolder } from "@/lib/testing/kept-logs";
import { factsOf, keepLines, type ToldLine } from "@/lib/testing/kept-source";
import { answer } from "./answer";
import type { Answers, Job, SourceToRead, Test } from "./jobs";
import { readSource } from "./read-source";
import { keyBefore } from "./walk";

// Many small files: on a busy machine that takes a while.
vi.setConfig({ testTimeout: 60_000 });

const ALL: Test = { stream: null, levels: null, text: null, since: null, until: null };
const moment = (ms: number) => `${new Date(Date.UTC(2026, 10, 22) + ms).toISOString().replace("Z", "")}000000Z`;

interface ModelLine extends ToldLine {
  source: string;
  n: number;
  /** Never before the line before it. */
  shown: string;
  level: LogLevel | null;
}

const words = fc.constantFrom(
  ...["ERROR down", "warn: slow", "info ok", "plain", "\u001b[31merror\u001b[0m red", "größe", "GET /api?x=1 200", "a.b", ""],
  ...["  at x.y", "Traceback (most recent call last):"],
);
const toldLine = fc.record({
  step: fc.integer({ min: 0, max: 4 }),
  late: fc.boolean(),
  stderr: fc.boolean(),
  text: words,
  pack: fc.integer({ min: 0, max: 9 }),
});
const sources = fc.array(fc.array(toldLine, { maxLength: 60 }), { minLength: 1, maxLength: 4 });

/** Writes the sources to the disk, and to a plain list in the order that they are read in. */
async function build(told: readonly { step: number; late: boolean; stderr: boolean; text: string; pack: number }[][]) {
  const root = logFolder();
  const toRead: SourceToRead[] = [];
  const model: ModelLine[] = [];
  for (const [index, lines] of told.entries()) {
    const key = `00000000000${index + 1}`;
    let clock = index * 3;
    let shown = "";
    const written: (ToldLine | null)[] = [];
    const own: ModelLine[] = [];
    for (const [n, { step, late, stderr, text, pack }] of lines.entries()) {
      clock += step;
      const line: ToldLine = { at: moment(late ? Math.max(0, clock - 2) : clock), stream: stderr ? "stderr" : "stdout", text: `${text} #${n}` };
      if (line.at > shown) shown = line.at;
      written.push(line, ...(pack === 0 ? [null] : []));
      own.push({ ...line, source: key, n, shown, level: null });
    }
    const folder = await keepLines(root, factsOf(key, { label: `web-${index + 1}` }), written);
    model.push(...levelled(own, new Set(readSource(key, folder).blocks.map(({ n }) => n))));
    toRead.push({ key, folder, label: `web-${index + 1}` });
  }
  model.sort((one, other) =>
    one.shown < other.shown ? -1 : one.shown > other.shown ? 1 : one.source < other.source ? -1 : one.source > other.source ? 1 : one.n - other.n,
  );
  return { toRead, model };
}

/** Records do not go on from one block into the next. */
function levelled(lines: readonly ModelLine[], begins: ReadonlySet<number>): ModelLine[] {
  const levels = { stdout: new RecordLevels(), stderr: new RecordLevels() };
  return lines.map((line) => {
    if (begins.has(line.n)) for (const each of Object.values(levels)) each.lost();
    return { ...line, level: levels[line.stream].next(line.text, line.at) };
  });
}

const passes = ({ stream, levels, text, since, until }: Test) => {
  const matcher = text === null ? null : matcherOf(text);
  return (line: ModelLine) =>
    (stream === null || line.stream === stream) &&
    (levels === null || levels.includes(line.level)) &&
    (matcher === null || matcher.test(plainText(line.text))) &&
    (since === null || line.shown >= since) &&
    (until === null || line.shown <= until);
};

const filter: fc.Arbitrary<Test> = fc.record({
  stream: fc.constantFrom(null, null, "stdout" as const, "stderr" as const),
  levels: fc.constantFrom(null, null, ["error" as const], ["warn" as const, null]),
  text: fc.constantFrom(null, null, "error", "a.b", "Größe", "/^GET .*2\\d\\d/", "/#[1-3]$/i", "nowhere"),
  since: fc.option(fc.integer({ min: 0, max: 120 }).map(moment), { freq: 3 }),
  until: fc.option(fc.integer({ min: 0, max: 120 }).map(moment), { freq: 3 }),
});

const idsOf = (lines: readonly { source: string; n: number }[]) => lines.map(({ source, n }) => `${source.at(-1)}:${n}`).join(" ");
const after = (line: ModelLine, { time, source, n }: KeptPosition) =>
  line.source === source ? line.n > n : line.shown > time || (line.shown === time && line.source > source);
const before = (line: ModelLine, { time, source, n }: KeptPosition) =>
  line.source === source ? line.n < n : line.shown < time || (line.shown === time && line.source < source);

/** `hurry`: no time for more than one block at a time. */
const ask = <J extends Job>(job: J, hurry = false) => answer(job, hurry ? tick() : () => 0) as Answers[J["type"]];
const tick = () => {
  let at = 0;
  return () => at++;
};

describe("windows against a plain list", () => {
  test("from either end, any line and any time, in both directions", async () => {
    await fc.assert(
      fc.asyncProperty(sources, filter, fc.integer({ min: 1, max: 30 }), fc.nat(), async (told, wanted, limit, pick) => {
        const { toRead, model } = await build(told);
        const right = model.filter(passes(wanted));
        const window = (place: KeptPlace) => ask({ type: "window" as const, sources: toRead, test: wanted, place, limit, ms: 1 });
        expect(idsOf(window({ at: "start" }).lines)).toBe(idsOf(right.slice(0, limit)));
        expect(idsOf(window({ at: "end" }).lines)).toBe(idsOf(right.slice(-limit)));
        const line = model[pick % Math.max(1, model.length)];
        if (line === undefined) return;
        const place = { time: line.shown, source: line.source, n: line.n };
        const [earlier, later] = [right.filter((each) => before(each, place)), right.filter((each) => after(each, place))];
        const at = right.includes(line) ? [line] : [];
        expect(idsOf(window({ at: "line", line: place, direction: "before" }).lines)).toBe(idsOf(earlier.slice(-limit)));
        expect(idsOf(window({ at: "line", line: place, direction: "after" }).lines)).toBe(idsOf(later.slice(0, limit)));
        const half = Math.ceil(limit / 2);
        const around = [...earlier.slice(-half), ...[...at, ...later].slice(0, Math.max(1, limit - half))];
        expect(idsOf(window({ at: "line", line: place, direction: "around" }).lines)).toBe(idsOf(around));
        const time = line.shown;
        const since = right.filter(({ shown }) => shown >= time);
        expect(idsOf(window({ at: "time", time, direction: "after" }).lines)).toBe(idsOf(since.slice(0, limit)));
        expect(idsOf(window({ at: "time", time, direction: "before" }).lines)).toBe(idsOf(right.filter(({ shown }) => shown < time).slice(-limit)));
      }),
      { numRuns: 20 },
    );
  });

  test("one after the other they give every line once, in a hurry too", async () => {
    await fc.assert(
      fc.asyncProperty(sources, filter, fc.integer({ min: 1, max: 9 }), fc.boolean(), fc.boolean(), async (told, wanted, limit, backward, hurry) => {
        const { toRead, model } = await build(told);
        const all: { source: string; n: number }[] = [];
        let place: KeptPlace = { at: backward ? "end" : "start" };
        for (let rounds = 0; rounds < 2_000; rounds += 1) {
          const window: Answers["window"] = ask({ type: "window" as const, sources: toRead, test: wanted, place, limit, ms: 1 }, hurry);
          if (backward) all.unshift(...window.lines);
          else all.push(...window.lines);
          const next: KeptPosition | null = backward ? window.earlier : window.later;
          if (next === null) break;
          place = { at: "line", line: next, direction: backward ? "before" : "after" };
        }
        expect(idsOf(all)).toBe(idsOf(model.filter(passes(wanted))));
      }),
      { numRuns: 20 },
    );
  });
});

test("a traceback is one record: found whole by its level, and counted so", async () => {
  const said = ["INFO ready", "Traceback (most recent call last):", '  File "/app/main.py", line 3', "scans.Boom: no detector", "done"];
  const lines = said.map((text, n) => ({ at: moment(n), stream: "stderr" as const, text }));
  const sources = [{ key: "1", folder: await keepLines(logFolder(), factsOf("1"), [...lines, null]), label: "web-1" }];
  const wanted: Test = { ...ALL, levels: ["error"] };
  const window = ask({ type: "window", sources, test: wanted, place: { at: "start" }, limit: 9, ms: 1 });
  expect(window.lines.map(({ text }) => text)).toEqual(said.slice(1, 4));
  const found = ask({ type: "search", sources, test: { ...wanted, text: "file" }, before: null, limit: 9, ms: 1 });
  expect(found.lines).toMatchObject([{ text: said[2], level: "error" }]);
  const counts = [ALL, { ...ALL, text: "o" }].map((test) => ask({ type: "histogram", sources, test, buckets: 1, ms: 1 }).buckets.map((each) => each.counts));
  expect(counts).toEqual([[{ error: 3, warn: 0, info: 1, debug: 0, none: 1 }], [{ error: 2, warn: 0, info: 1, debug: 0, none: 1 }]]);
});

test("a search finds what a plain list has, newest first, piece by piece", async () => {
  await fc.assert(
    fc.asyncProperty(sources, filter, async (told, wanted) => {
      const { toRead, model } = await build(told);
      const hits: { source: string; n: number }[] = [];
      let from: KeptPosition | null = null;
      for (;;) {
        const found: Answers["search"] = ask({ type: "search" as const, sources: toRead, test: wanted, before: from, limit: 7, ms: 1 }, true);
        hits.push(...found.lines);
        from = found.next;
        if (from === null) break;
      }
      expect(idsOf(hits)).toBe(idsOf(model.filter(passes(wanted)).reverse()));
    }),
    { numRuns: 20 },
  );
});

test("a download is every line as it was, in order", async () => {
  await fc.assert(
    fc.asyncProperty(sources, filter, async (told, wanted) => {
      const { toRead, model } = await build(told);
      let text = "";
      let from: KeptPosition | null = null;
      do {
        const piece: Answers["text"] = ask({ type: "text" as const, sources: toRead, test: wanted, after: from, chars: 200, ms: 1 }, true);
        text += Buffer.from(piece.text).toString();
        from = piece.next;
      } while (from !== null);
      expect(text).toBe(
        model
          .filter(passes(wanted))
          .map(({ at, source, text: said }) => `${at} web-${source.at(-1)} ${said}\n`)
          .join(""),
      );
    }),
    { numRuns: 20 },
  );
});

test("a histogram counts what a plain list counts, whatever its width", async () => {
  await fc.assert(
    fc.asyncProperty(sources, filter, fc.constantFrom(1, 3, 10, 100), fc.constantFrom(1, 1_000, 40_000), async (told, wanted, buckets, slow) => {
      const slowed = told.map((lines) => lines.map((line) => ({ ...line, step: line.step * slow })));
      const { toRead, model } = await build(slowed);
      const histogram = ask({ type: "histogram" as const, sources: toRead, test: wanted, buckets, ms: 1 });
      const right = new Map<string, number>();
      for (const line of model.filter(passes(wanted))) {
        const at = Math.floor(Date.parse(`${line.shown.slice(0, 23)}Z`) / histogram.bucketMs) * histogram.bucketMs;
        const key = `${at} ${line.level ?? "none"}`;
        right.set(key, (right.get(key) ?? 0) + 1);
      }
      const counted = histogram.buckets.flatMap(({ at, counts }) =>
        Object.entries(counts).flatMap(([level, count]) => (count > 0 ? [[`${at} ${level}`, count] as const] : [])),
      );
      expect(new Map(counted)).toEqual(right);
      expect(histogram.countedFrom).toBeUndefined();
    }),
    { numRuns: 20 },
  );
});

test("a place before the first line of a source lies between it and every other", () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[0-9A-Za-z]{4}$/), fc.stringMatching(/^[0-9A-Za-z]{4}$/), (key, other) => {
      expect(keyBefore(key) < key).toBe(true);
      expect(other < key).toBe(other < keyBefore(key));
    }),
  );
});

test("of everything there is, nothing is left out", () => {
  expect(ask({ type: "window", sources: [], test: ALL, place: { at: "end" }, limit: 10, ms: 1 })).toEqual({ lines: [], gaps: [], earlier: null, later: null });
});
