import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import type { KeptLine } from "@/lib/core/kept-logs";
import { matcherOf } from "@/lib/core/log-match";
import { keptInMemory } from "@/lib/testing/kept-lines";
import { logStage, moment, numbered, texts, type Written } from "@/lib/testing/log-stage";
import { NO_QUESTION } from "./log-question";
import { LogReader } from "./log-reader";
import type { LogLine } from "./log-stream-buffer";
import type { ChannelEvents } from "./socket";

describe("earlier lines", () => {
  test("come page by page before the live ones, to the very first", async () => {
    const at = logStage(numbered(30), ["c0"]);
    await at.open();
    expect(at.texts()).toEqual(texts(25, 30));
    at.reader.follow(false);
    await at.reader.loadEarlier();
    expect(at.texts()).toEqual(texts(16, 30));
    at.write("c0", 30_000, "line 30");
    at.frame();
    while (at.reader.hasEarlier) await at.reader.loadEarlier();
    expect(at.texts()).toEqual(["joined c0", ...texts(0, 31)]);
    expect(at.reader.waiting).toBe(1);
    at.reader.follow(true);
    expect(at.reader.snapshot().follow).toBe(true);
  });

  test("include those of containers that are gone, with a rule where one took the other's place", async () => {
    const at = logStage([...numbered(4, "c0"), ...numbered(4, "c1", 4)], ["c1"]);
    await at.open();
    await at.reader.loadEarlier();
    expect(at.texts()).toEqual(["joined c0", ...texts(0, 4), "ended c0", "joined c1", ...texts(4, 8)]);
    expect(at.reader.book.list.map(({ container, generation }) => `${container} ${generation}`)).toEqual(["c1 new", "c0 gone"]);
  });

  test("that are not kept yet are shown all the same", async () => {
    const at = logStage(numbered(12), ["c0"], { tail: 8, unkept: 6 });
    await at.open();
    while (at.reader.hasEarlier) await at.reader.loadEarlier();
    expect(at.texts()).toEqual(["joined c0", ...texts(0, 12)]);
  });

  test("are bounded in memory: the other end is let go and read again", async () => {
    const at = logStage(numbered(200), ["c0"], { historyLimit: 30 });
    await at.open();
    at.reader.follow(false);
    while (at.reader.hasEarlier) {
      await at.reader.loadEarlier();
      expect(at.reader.rows.size).toBeLessThanOrEqual(36);
    }
    expect(at.texts().slice(0, 3)).toEqual(["joined c0", "line 0", "line 1"]);
    expect(at.reader.rows.tail).toBe("away");
    while (at.reader.hasLater) {
      const before = at.texts();
      await at.reader.loadLater();
      const after = at.texts();
      // What was there last goes on without a hole.
      expect(after[after.indexOf(before.at(-1) ?? "") + 1]).toBe(`line ${Number(before.at(-1)?.slice(5)) + 1}`);
    }
    expect(at.reader.rows.tail).toBe("live");
    expect(at.texts().slice(-6)).toEqual(texts(194, 200));
  });

  test.each([true, false])("property: none is missing and none double, however streams and moments fall (%s)", async (bounded) => {
    const line = fc.record({
      gap: fc.integer({ min: 0, max: 2 }),
      container: fc.constantFrom("c0", "c1", "c2"),
      stream: fc.constantFrom("stdout" as const, "stderr" as const),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(line, { maxLength: 60 }), fc.integer({ min: 1, max: 8 }), fc.integer({ min: 1, max: 12 }), async (pattern, tail, pageLines) => {
        let now = 0;
        const written: Written[] = pattern.map(({ gap, container, stream }, n) => {
          now += gap;
          return { container, stream, at: now, text: `t${n}` };
        });
        const live = ["c1", "c2"].filter((container) => written.some((each) => each.container === container));
        const at = logStage(written, live, { tail, pageLines, historyLimit: bounded ? pageLines * 3 : 10_000 });
        await at.open();
        at.reader.follow(false);
        const seen = new Set(at.lines().map(({ text }) => text));
        const look = () => {
          const shown = at.lines().map(({ text }) => text);
          expect(new Set(shown).size).toBe(shown.length);
          for (const text of shown) seen.add(text);
        };
        for (let turn = 0; at.reader.hasEarlier && turn < 200; turn += 1) {
          await at.reader.loadEarlier();
          look();
        }
        expect([...seen].sort()).toEqual(written.map(({ text }) => text).sort());
        seen.clear();
        look();
        for (let turn = 0; at.reader.hasLater && turn < 200; turn += 1) {
          await at.reader.loadLater();
          look();
        }
        expect([...seen].sort()).toEqual(written.map(({ text }) => text).sort());
        if (written.length > 0 && live.length > 0) expect(at.reader.rows.tail).toBe("live");
      }),
      { numRuns: 150 },
    );
  });
});

describe("a place", () => {
  test("in time, or of one line, opens with what is around it; from there one reads on to the live lines", async () => {
    const at = logStage(numbered(100), ["c0"]);
    await at.open();
    await at.reader.toTime(moment(50_000));
    expect(at.texts()).toEqual(texts(45, 56));
    expect(at.reader.rows.indexOf(at.reader.snapshot().show?.id ?? 0)).toBe(5);
    at.reader.ask({ ...NO_QUESTION, matcher: matcherOf("line"), text: "line", line: { time: moment(20_000), source: "kc0", n: 20 } });
    await at.settle();
    const { marked, lineGone } = at.reader.snapshot();
    expect(at.reader.rows.at(at.reader.rows.indexOf(marked ?? 0))).toMatchObject({ text: "line 20" });
    expect(lineGone).toBe(false);
    while (at.reader.hasLater) await at.reader.loadLater();
    expect(at.texts()).toEqual(texts(15, 100));
    at.reader.ask(NO_QUESTION);
    await at.settle();
    at.reader.follow(true);
    expect(at.texts()).toEqual(texts(95, 100));
  });

  test("is left for the newest lines, or for another one, while its address is still being given up", async () => {
    const at = logStage(numbered(100), ["c0"]);
    await at.open();
    const line = { time: moment(20_000), source: "kc0", n: 20 };
    at.reader.ask({ ...NO_QUESTION, line });
    await at.settle();
    at.reader.follow(true);
    at.reader.ask(NO_QUESTION);
    await at.settle();
    expect(at.reader.snapshot().follow).toBe(true);
    expect(at.texts()).toEqual(texts(95, 100));
    at.reader.ask({ ...NO_QUESTION, line });
    await at.settle();
    void at.reader.toTime(moment(70_000));
    at.reader.ask(NO_QUESTION);
    await at.settle();
    expect(at.texts()).toEqual(texts(65, 76));
  });

  test("that is not kept any more says so", async () => {
    const at = logStage(numbered(20), ["c0"]);
    await at.open();
    at.reader.ask({ ...NO_QUESTION, line: { time: moment(3_500), source: "gone", n: 7 } });
    await at.settle();
    expect(at.reader.snapshot()).toMatchObject({ lineGone: true, marked: null, follow: false });
  });

  test("of a line that was not kept yet when it was named is found by its moment", async () => {
    const at = logStage(numbered(60), ["c0"]);
    await at.open();
    at.reader.ask({ ...NO_QUESTION, line: { time: moment(30_000), source: "kc0", n: 0 } });
    await at.settle();
    const { marked, lineGone } = at.reader.snapshot();
    expect(at.reader.rows.at(at.reader.rows.indexOf(marked ?? 0))).toMatchObject({ text: "line 30" });
    expect(lineGone).toBe(false);
  });

  test("of a live line is known by its number once it is kept", async () => {
    const at = logStage(numbered(20), ["c0"]);
    await at.open();
    const last = at.lines().at(-1) as LogLine;
    expect(await at.reader.positionOf(last)).toEqual({ time: moment(19_000), source: "kc0", n: 19 });
    at.write("c0", 99_000, "not kept yet");
    at.frame();
    expect(await at.reader.positionOf(at.lines().at(-1) as LogLine)).toEqual({ time: moment(99_000), source: "c0", n: 0 });
  });

  test("an end of time keeps live lines away", async () => {
    const at = logStage(numbered(60), ["c0"]);
    await at.open();
    at.reader.ask({ ...NO_QUESTION, since: moment(10_000), until: moment(30_000) });
    await at.settle();
    while (at.reader.hasLater) await at.reader.loadLater();
    at.write("c0", 70_000, "line 70");
    at.frame();
    expect(at.texts()).toEqual(texts(10, 31));
  });
});

describe("a filter", () => {
  test("is answered at once by what is here, then by a search through all that is kept; each hit once", async () => {
    const at = logStage(numbered(100), ["c0"], { tail: 12 });
    await at.open();
    at.reader.ask({ ...NO_QUESTION, text: "/[05]$/", matcher: matcherOf("/[05]$/") });
    expect(at.texts()).toEqual(["line 90", "line 95"]);
    await at.rest();
    expect(at.texts()).toEqual(["joined c0", ...Array.from({ length: 20 }, (_, n) => `line ${n * 5}`)]);
    expect(at.reader.snapshot().search).toMatchObject({ running: false, hits: 18, ended: "all" });
    expect(at.reader.hitFrom(1)).not.toBeNull();
    at.write("c0", 200_000, "line 200");
    at.frame();
    expect(at.texts().at(-1)).toBe("line 200");
  });

  test("that finds very much goes on when one comes to its end", async () => {
    const at = logStage(numbered(100), ["c0"]);
    await at.open();
    at.reader.ask({ ...NO_QUESTION, text: "line", matcher: matcherOf("line") });
    await at.rest();
    expect(at.reader.snapshot().search).toMatchObject({ ended: "enough", hits: 20 });
    for (let turn = 0; at.reader.hasEarlier && turn < 20; turn += 1) {
      void at.reader.loadEarlier();
      await at.settle();
    }
    expect(at.lines().map(({ text }) => text)).toEqual(texts(0, 100));
  });

  test("goes on at once where a list asks for more the moment it hears of an end", async () => {
    const at = logStage(numbered(100), ["c0"]);
    await at.open();
    at.reader.subscribe(() => void at.reader.loadEarlier());
    at.reader.ask({ ...NO_QUESTION, text: "line", matcher: matcherOf("line") });
    await at.rest();
    for (let turn = 0; turn < 6; turn += 1) await at.settle();
    expect(at.reader.snapshot().search).toMatchObject({ running: false, ended: "all" });
    expect(at.lines().map(({ text }) => text)).toEqual(texts(0, 100));
  });

  test("of levels and streams reads kept lines page by page", async () => {
    const at = logStage(numbered(90), ["c0"]);
    await at.open();
    at.reader.ask({ ...NO_QUESTION, stream: "stderr" });
    while (at.reader.hasEarlier) await at.reader.loadEarlier();
    expect(at.lines().map(({ text }) => text)).toEqual(texts(0, 90).filter((_, n) => n % 3 === 0));
  });

  test("of sources reads those of a container that is gone", async () => {
    const at = logStage([...numbered(4, "c0"), ...numbered(4, "c1", 4)], ["c1"]);
    await at.open();
    at.reader.ask({ ...NO_QUESTION, sources: ["web-1@c0"] });
    expect(at.texts()).toEqual([]);
    while (at.reader.hasEarlier) await at.reader.loadEarlier();
    expect(at.lines().map(({ text }) => text)).toEqual(texts(0, 4));
  });

  test("keeps the place: what was read is opened again among what matches", async () => {
    const at = logStage(numbered(100), ["c0"]);
    await at.open();
    await at.reader.toTime(moment(50_000));
    at.reader.sees(at.reader.snapshot().show?.id ?? 0);
    at.reader.ask({ ...NO_QUESTION, stream: "stderr" });
    await at.settle();
    expect(at.reader.rows.at(at.reader.rows.indexOf(at.reader.snapshot().show?.id ?? 0))).toMatchObject({ text: "line 51" });
  });
});

describe("while one reads and lines keep coming", () => {
  const limit = { lines: 30, characters: 1e9 };

  test("what is read stays; it is joined to the live lines again through what is kept", async () => {
    const written = numbered(20);
    const at = logStage(written, ["c0"], { tail: 20, limit });
    await at.open();
    at.reader.follow(false);
    at.reader.sees(at.lines()[3]?.id ?? 0);
    for (let n = 20; n < 60; n += 1) {
      at.write("c0", n * 1_000, `line ${n}`);
      at.frame();
    }
    expect(at.lines().map(({ text }) => text)).toContain("line 3");
    expect(at.reader.rows.tail).toBe("away");
    expect(at.reader.hasLater).toBe(true);
  });

  test("where nothing is kept, a row says how many are missing", async () => {
    const at = logStage(numbered(20), ["c0"], { tail: 20, limit, keeping: false });
    await at.open();
    at.reader.follow(false);
    at.reader.sees(at.lines()[3]?.id ?? 0);
    for (let n = 20; n < 60; n += 1) {
      at.write("c0", n * 1_000, `line ${n}`);
      at.frame();
    }
    const shown = at.texts();
    const gap = shown.findIndex((text) => text.startsWith("gap"));
    expect(shown.slice(0, gap)).toEqual(texts(0, gap));
    const missing = Number(shown[gap]?.slice(4));
    expect(shown.slice(gap + 1)).toEqual(texts(gap + missing, 60));
    expect(at.reader.rows.size).toBeLessThan(60);
    at.reader.follow(true);
    expect(at.texts()).toEqual(texts(30, 60));
  });
});

test("an engine that does not answer is not waited for: kept lines come, and the live ones when it does", async () => {
  const lines: KeptLine[] = numbered(5).map(({ at, stream, text }, n) => ({ source: "k", n, at: moment(at), stream, text, level: null }));
  const kept = keptInMemory({
    sources: [{ key: "k", container: "c0", service: "web", label: "web-1", generation: 1, revision: 1, from: moment(0), to: moment(4_000), lines: 5 }],
    lines,
  });
  let patience = () => {};
  const socket = { open: () => ({ ack: () => {}, input: () => {}, resize: () => {}, close: () => {} }) };
  const reader = new LogReader(
    socket,
    { environment: "e", stack: "s", service: null, containers: null, tail: 5 },
    {
      kept,
      schedule: () => {},
      later: (call) => {
        patience = call;
        return () => {};
      },
    },
  );
  await vi.waitFor(() => expect(reader.snapshot().keeping).toBe("on"));
  patience();
  await vi.waitFor(() => expect(reader.rows.size).toBe(6));
  expect(reader.snapshot().state).toBe("opening");
  // It is at its end, and asks no more.
  expect(reader.hasLater).toBe(false);
});

test("a container that writes without a pause is no silent engine: what it writes goes on being shown", async () => {
  const kept = keptInMemory({ sources: [], lines: [] });
  const windows = vi.spyOn(kept, "window");
  let [patience, events, clock]: [() => void, ChannelEvents | null, number] = [() => {}, null, 0];
  const open = (given: ChannelEvents) => {
    events = given;
    return { ack: () => {}, input: () => {}, resize: () => {}, close: () => {} };
  };
  const reader = new LogReader(
    { open },
    { environment: "e", stack: "s", service: null, containers: null, tail: 5 },
    {
      kept,
      now: () => clock,
      schedule: (emit) => emit(),
      later: (call) => {
        patience = call;
        return () => {};
      },
    },
  );
  await vi.waitFor(() => expect(reader.snapshot().keeping).not.toBe("unknown"));
  const on = events as unknown as ChannelEvents;
  on.message({ type: "opened", channel: 1, opened: { kind: "logs" } });
  on.message({ type: "source", channel: 1, source: 0, container: "c0", label: "web-1", generation: "new", revision: 1 });
  const write = (n: number) => on.data({ source: 0, stream: "stdout", bytes: new TextEncoder().encode(`${moment(n)} line ${n}\n`) });
  write(1);
  // Long enough for its other stream to have said something, if it had.
  clock = 5_000;
  write(2);
  patience();
  for (const n of [3, 4]) {
    clock += 5_000;
    write(n);
  }
  expect(windows).not.toHaveBeenCalled();
  const last = reader.rows.at(reader.rows.size - 1);
  expect(last?.kind === "line" && last.text).toBe("line 3");
});

test("kept lines that cannot be read are not asked for again and again", async () => {
  const at = logStage(numbered(30), ["c0"]);
  await at.open();
  const { kept } = at;
  if (kept === null) throw new Error("they are kept here");
  const answer = kept.window;
  kept.window = () => Promise.reject(new Error("the disk is gone"));
  at.reader.follow(false);
  await at.reader.loadEarlier();
  expect(at.reader.snapshot().historyProblem).not.toBeNull();
  expect(at.reader.hasEarlier).toBe(false);
  kept.window = answer;
  at.reader.ask(NO_QUESTION);
  await at.settle();
  await at.reader.loadEarlier();
  expect(at.reader.snapshot().historyProblem).toBeNull();
  expect(at.texts()).toContain("line 20");
});

test("whether lines are kept is not claimed while it could not be asked, and asked again", async () => {
  const kept = keptInMemory({ sources: [], lines: [] });
  const sources = vi.spyOn(kept, "sources").mockRejectedValueOnce(new Error("the line is gone"));
  const open = () => ({ ack: () => {}, input: () => {}, resize: () => {}, close: () => {} });
  const reader = new LogReader({ open }, { environment: "e", stack: "s", service: null, containers: null, tail: 5 }, { kept, later: () => () => {} });
  await vi.waitFor(() => expect(reader.snapshot()).toMatchObject({ keeping: "unknown", historyProblem: { code: "UNKNOWN" } }));
  await reader.refreshSources();
  expect(sources).toHaveBeenCalledTimes(2);
  expect(reader.snapshot()).toMatchObject({ keeping: "on", historyProblem: null });
});
