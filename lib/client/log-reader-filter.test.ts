import { describe, expect, test } from "vitest";
import { matcherOf } from "@/lib/core/log-match";
import { logStage, moment, numbered, texts } from "@/lib/testing/log-stage";
import { NO_QUESTION } from "./log-question";

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
