import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { LogLine } from "./log-entry";
import { LogHistory } from "./log-history";
import { LogRows } from "./log-rows";
import { SourceBook } from "./log-sources";
import { LogBuffer } from "./log-stream-buffer";
import { LogViewport } from "./log-viewport";

const ROW = 20;
const HEIGHT = 100;

function stage(lines: number, limit = 1_000) {
  const buffer = new LogBuffer({ lines: limit, characters: 1_000_000 });
  const history = new LogHistory(new SourceBook());
  const rows = new LogRows(buffer, history);
  const viewport = new LogViewport(rows, ROW);
  viewport.height = HEIGHT;
  let [written, kept, scrolled] = [0, 0, 0];
  const line = (text: string) => ({ kind: "line" as const, at: "", source: 0, stream: "stdout" as const, text, level: null });
  const write = (count: number) => {
    for (let at = 0; at < count; at += 1) buffer.push(line(`live ${written++}`));
    rows.live.update();
  };
  const prepend = (count: number) => {
    const page = Array.from({ length: count }, (_, at): LogLine => ({ ...line(`kept ${at}`), id: -10 - kept++ }));
    history.prepend({ lines: page, earlier: null, later: null });
  };
  /** As the list does it after each drawing. */
  const settle = (follows: boolean, show: Parameters<LogViewport["change"]>[1] = null) => {
    viewport.change(follows, show);
    const most = Math.max(0, viewport.heights.total - HEIGHT);
    scrolled = Math.min(most, viewport.wanted(scrolled));
    viewport.look(scrolled);
  };
  const scroll = (to: number) => {
    scrolled = Math.max(0, Math.min(viewport.heights.total - HEIGHT, to));
    viewport.look(scrolled);
  };
  /** What the row at the upper edge says, and how much of it is above. */
  const edge = () => {
    const index = viewport.heights.indexAt(scrolled);
    const entry = rows.at(index);
    return `${entry?.kind === "line" ? entry.text : entry?.kind} ${scrolled - viewport.heights.topOf(index)}`;
  };
  write(lines);
  settle(true);
  return { rows, viewport, write, prepend, settle, scroll, edge, scrolled: () => scrolled };
}

describe("while following", () => {
  test("the last rows are in sight and few others are drawn", () => {
    const at = stage(500, 200_000);
    expect(at.scrolled()).toBe(500 * ROW - HEIGHT);
    at.write(100_000);
    at.settle(true);
    expect(at.edge()).toBe(`live ${100_500 - 5} 0`);
    const { from, to } = at.viewport.range();
    expect(to).toBe(at.rows.size);
    expect(to - from).toBeLessThan(30);
    expect(at.viewport.covers({ from, to })).toBe(true);
    at.write(20);
    expect(at.viewport.covers({ from, to })).toBe(false);
  });

  test("a log of fewer rows than there is room begins at the top", () => {
    const at = stage(3);
    expect([at.scrolled(), at.viewport.range()]).toEqual([0, { from: 0, to: 3 }]);
    expect(stage(0).viewport.range()).toEqual({ from: 0, to: 0 });
  });
});

test("a row that is asked for comes into sight once, in the middle or at the top", () => {
  const at = stage(500);
  const show = { id: 100, align: "center" as const };
  at.settle(false, show);
  expect(at.edge()).toBe("live 98 10");
  at.scroll(0);
  at.settle(false, show);
  expect(at.edge()).toBe("live 0 0");
  at.settle(false, { id: 100, align: "start" });
  expect(at.edge()).toBe("live 100 0");
  const { from, to } = at.viewport.range();
  expect([from < 100, to > 105]).toEqual([true, true]);
});

test("what one reads stays where it is, whatever comes before or after it, and however high it turns out to be", () => {
  const change = fc.oneof(
    fc.record({ write: fc.integer({ min: 1, max: 40 }) }),
    fc.record({ prepend: fc.integer({ min: 1, max: 40 }) }),
    fc.record({ height: fc.integer({ min: 1, max: 5 }), row: fc.nat(400) }),
    fc.record({ scroll: fc.nat(6_000) }),
  );
  fc.assert(
    fc.property(fc.array(change, { maxLength: 30 }), (changes) => {
      const at = stage(200);
      at.scroll(2_000);
      for (const each of changes) {
        if ("scroll" in each) at.scroll(each.scroll);
        const before = at.edge();
        const isAtEnd = at.scrolled() > at.viewport.heights.total - HEIGHT - 6 * ROW;
        const edgeRow = at.viewport.inSight.from;
        if ("write" in each) at.write(each.write);
        if ("prepend" in each) at.prepend(each.prepend);
        const measured = "height" in each && each.row < at.rows.size ? each : null;
        if (measured !== null) at.viewport.see(measured.row, measured.height * ROW);
        at.settle(false);
        // A row that shrinks under one's eyes, or at the very end, moves what is in sight.
        if (measured === null || (measured.row !== edgeRow && !isAtEnd)) expect(at.edge().split(" ").slice(0, 2)).toEqual(before.split(" ").slice(0, 2));
        const { from, to } = at.viewport.inSight;
        const drawn = at.viewport.range();
        expect(drawn.from <= from && drawn.to >= to).toBe(true);
        expect(at.viewport.covers(drawn)).toBe(true);
      }
    }),
  );
});

test("rows that were seen to be higher move those after them, and are forgotten with their lines", () => {
  const at = stage(10, 10);
  const { heights } = at.viewport;
  at.viewport.see(2, 3 * ROW);
  at.viewport.see(5, 2 * ROW);
  expect([heights.topOf(2), heights.topOf(3), heights.topOf(6), heights.total]).toEqual([40, 100, 180, 260]);
  expect([39, 40, 99, 100].map((top) => heights.indexAt(top))).toEqual([1, 2, 2, 3]);
  at.viewport.see(5, ROW);
  expect(heights.total).toBe(240);
  at.write(3);
  at.viewport.change(true, null);
  expect(heights.total).toBe(200);
});
