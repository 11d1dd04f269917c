import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { matcherOf } from "@/lib/core/log-match";
import { logStage, moment, numbered, texts, type Written } from "@/lib/testing/log-stage";
import type { LogLine } from "./log-entry";
import { NO_QUESTION } from "./log-question";

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
