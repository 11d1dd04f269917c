import { expect, test } from "vitest";
import { markWords } from "@/components/logs/log-source";
import type { LogRule } from "@/lib/core/log-rules";
import { keptInMemory } from "@/lib/testing/kept-lines";
import { moment } from "@/lib/testing/log-stage";
import { LogReader } from "./log-reader";
import type { ChannelEvents, ChannelMessage } from "./socket";

const ended = (container: string, at: number, code = 1, outOfMemory = false): LogRule => ({
  ...{ at: moment(at), kind: "ended", container },
  end: { code, outOfMemory, times: 1 },
});
const asked = (id: string, at: number): LogRule => ({
  at: moment(at),
  kind: "asked",
  asked: { id, kind: "confirm", service: "web", revision: null, by: "tin" },
});

/** A page that reads `web-1` and `web-2` live; what is kept of web-1 has a rule of its own. */
function stage() {
  let events: ChannelEvents | null = null;
  const frames: (() => void)[] = [];
  const source = { key: "kc1", container: "c1", service: "web", label: "web-1", generation: 1, revision: 7, from: moment(1), to: moment(9), lines: 9 };
  const lines = Array.from({ length: 9 }, (_, n) => ({ source: "kc1", n, at: moment(n + 1), stream: "stdout" as const, text: `kept ${n + 1}`, level: null }));
  const kept = keptInMemory({ sources: [source], lines });
  const window = kept.window.bind(kept);
  kept.window = async (...asking) => ({ ...(await window(...asking)), rules: [ended("c1", 4), asked("old", 5)] });
  const socket = {
    open: (given: ChannelEvents) => {
      events = given;
      return { ack: () => {}, input: () => {}, resize: () => {}, close: () => {} };
    },
  };
  const query = { environment: "e", stack: "s", service: "web", containers: null, tail: 10 };
  const reader = new LogReader(socket, query, { kept, now: () => 0, schedule: (emit) => void frames.push(emit), later: () => () => {} });
  const on = () => events as unknown as ChannelEvents;
  const say = (message: Record<string, unknown>) => on().message({ channel: 1, ...message } as ChannelMessage);
  const open = (rules: LogRule[] = []) => {
    on().request();
    say({ type: "opened", opened: { kind: "logs" } });
    for (const n of [1, 2]) say({ type: "source", source: n, container: `c${n}`, label: `web-${n}`, generation: "new", revision: 7 });
    say({ type: "rules", rules });
  };
  const write = (n: number, at: number) => on().data({ source: n, stream: "stdout", bytes: new TextEncoder().encode(`${moment(at)} ${n} at ${at}\n`) });
  const shown = () => {
    for (const emit of frames.splice(0)) emit();
    const { rows, book } = reader;
    return rows
      .slice(0, rows.size)
      .map((entry) => (entry.kind === "mark" ? markWords(entry, book.list).join(", ") : entry.kind === "line" ? entry.text : "gap"));
  };
  return { reader, on, say, open, write, shown };
}

test("rules stand between the lines they came between, and none before the first line", () => {
  const at = stage();
  at.open([ended("c1", 5), asked("o", 20), ended("c2", 25, 137, true), ended("foreign", 26), ended("c1", 40, 0)]);
  for (const moment of [10, 22, 30]) at.write(1, moment);
  for (const moment of [15, 24, 35]) at.write(2, moment);
  at.say({ type: "caught-up" });
  expect(at.shown()).toEqual([
    ...["1 at 10", "2 at 15", "Upgrade of web confirmed, by tin", "1 at 22", "2 at 24"],
    ...["web-2 stopped (exit 137, out of memory), revision 7", "1 at 30", "web-2 started again, revision 7", "2 at 35"],
    "web-1 stopped (exit 0), revision 7",
  ]);
});

test("an end and the beginning right after it are one rule, live as among earlier lines", () => {
  const at = stage();
  at.open([ended("c1", 15, 137)]);
  for (const moment of [10, 20]) at.write(1, moment);
  at.say({ type: "caught-up" });
  at.say({ type: "source-ended", source: 2, end: { code: 143, outOfMemory: false, times: 1 } });
  at.say({ type: "source", source: 2, container: "c2", label: "web-2", generation: "new", revision: 7 });
  at.say({ type: "rules", rules: [asked("o", 30), asked("o", 30)] });
  expect(at.shown()).toEqual([
    ...["1 at 10", "web-1 restarted (exit 137), revision 7", "1 at 20"],
    ...["web-2 restarted (exit 143), revision 7", "Upgrade of web confirmed, by tin"],
  ]);
});

test("a line that was lost and is back tells what happened meanwhile, and nothing a second time", () => {
  const at = stage();
  at.open();
  at.write(1, 10);
  at.write(2, 11);
  at.say({ type: "caught-up" });
  at.say({ type: "rules", rules: [asked("o", 15)] });
  at.say({ type: "source-ended", source: 2, end: { code: 0, outOfMemory: false, times: 1 } });
  at.on().lost();
  at.open([ended("c1", 5), asked("o", 15), ended("c2", 16, 0), ended("c1", 20)]);
  at.write(1, 30);
  at.say({ type: "caught-up" });
  expect(at.shown()).toEqual([
    ...["1 at 10", "2 at 11", "Upgrade of web confirmed, by tin", "web-2 stopped (exit 0), revision 7"],
    ...["web-1 restarted (exit 1), revision 7", "1 at 30"],
  ]);
});

test("pages of earlier lines bring their rules", async () => {
  const at = stage();
  at.open();
  at.write(1, 9);
  at.say({ type: "caught-up" });
  at.shown();
  await at.reader.refreshSources();
  at.reader.follow(false);
  await at.reader.loadEarlier();
  const shown = at.shown();
  expect(shown.slice(0, 9)).toEqual([
    ...["web-1 begins, revision 7", "kept 1", "kept 2", "kept 3", "kept 4"],
    ...["web-1 restarted (exit 1), revision 7", "kept 5", "Upgrade of web confirmed, by tin", "kept 6"],
  ]);
});
