import { describe, expect, test } from "vitest";
import type { LogStream as StreamName } from "@/lib/core/log-cursor";
import type { LogEntry } from "./log-entry";
import { type LogQuery, LogStream } from "./log-stream";
import type { ChannelEvents } from "./socket";

const moment = (nanos: number) => `2026-11-22T11:15:15.${String(nanos).padStart(9, "0")}Z`;

function stage(query: Partial<LogQuery> = {}, limit = { lines: 100, characters: 1e6 }) {
  let events: ChannelEvents | null = null;
  let acked = 0;
  const frames: (() => void)[] = [];
  let clock = 0;
  const socket = {
    open: (given: ChannelEvents) => {
      events = given;
      return {
        ack: (bytes: number) => {
          acked += bytes;
        },
        input: () => {},
        resize: () => {},
        close: () => {},
      };
    },
  };
  const stream = new LogStream(
    socket,
    { environment: "e", stack: "s", service: null, containers: null, tail: 10, ...query },
    { limit, now: () => clock, schedule: (emit) => void frames.push(emit) },
  );
  const on = () => events as ChannelEvents;
  const draw = () => {
    for (const emit of frames.splice(0)) emit();
  };
  /** So late that no silent stream of a live log is waited for any more. */
  const frame = () => {
    clock += 30;
    draw();
  };
  let emits = 0;
  stream.subscribe(() => {
    emits += 1;
  });
  return {
    stream,
    on,
    request: () => on().request() as Extract<ReturnType<ChannelEvents["request"]>, { kind: "logs" }>,
    opened: () => on().message({ type: "opened", channel: 1, opened: { kind: "logs" } }),
    source: (source: number, container = `c${source}`) =>
      on().message({ type: "source", channel: 1, source, container, label: `web-${source}`, generation: "new", revision: 1 }),
    caughtUp: () => on().message({ type: "caught-up", channel: 1 }),
    write: (source: number, text: string | Uint8Array, name: StreamName = "stdout") =>
      on().data({ source, stream: name, bytes: typeof text === "string" ? new TextEncoder().encode(text) : text }),
    draw,
    frame,
    wait: (ms: number) => {
      clock += ms;
    },
    shown: () => {
      frame();
      return Array.from({ length: stream.buffer.size }, (_, at) => words(stream.buffer.get(stream.buffer.firstId + at)));
    },
    acked: () => acked,
    emits: () => emits,
  };
}

const words = (entry: LogEntry | undefined): string => {
  if (entry === undefined) return "nothing";
  if (entry.kind === "line") return entry.text;
  return entry.kind === "gap" ? `gap ${entry.lines}` : `${entry.event} ${entry.source}`;
};

const line = (nanos: number, text: string) => `${moment(nanos)} ${text}\n`;

describe("lines", () => {
  test("may be cut anywhere, in a character too; streams do not mix", () => {
    const at = stage();
    at.opened();
    at.source(0);
    at.caughtUp();
    const bytes = new TextEncoder().encode(line(1, "grün 日本") + line(2, "two\r"));
    for (const byte of bytes) at.write(0, new Uint8Array([byte]));
    at.write(0, `${moment(3)} half `);
    at.write(0, line(4, "error!"), "stderr");
    at.write(0, "whole\n");
    expect(at.shown()).toEqual(["grün 日本", "two", "half whole", "error!"]);
    expect(at.acked()).toBe(bytes.length + line(4, "error!").length + `${moment(3)} half whole\n`.length);
  });

  test("are told once a frame", () => {
    const at = stage();
    at.opened();
    at.source(0);
    at.frame();
    const before = at.emits();
    for (let nanos = 0; nanos < 50; nanos += 1) at.write(0, line(nanos, "x"));
    expect(at.emits()).toBe(before);
    at.frame();
    expect(at.emits()).toBe(before + 1);
    at.frame();
    expect(at.emits()).toBe(before + 1);
  });

  test("that rush by are told every third frame, until they are slow enough to be read", () => {
    const at = stage();
    at.opened();
    at.source(0);
    at.caughtUp();
    let nanos = 0;
    const told = (lines: number) =>
      Array.from({ length: 7 }, () => {
        const before = at.emits();
        at.write(0, Array.from({ length: lines }, () => line(nanos++, "x")).join(""));
        at.frame();
        return at.emits() - before;
      }).join("");
    expect([told(50), at.stream.rushes]).toEqual(["1111111", false]);
    expect([told(100), at.stream.rushes]).toEqual(["1001001", true]);
    expect([told(10), at.stream.rushes]).toEqual(["0011111", false]);
    told(100);
    // Nothing comes after it, but it is told.
    at.write(0, line(nanos, "the last"));
    const before = at.emits();
    for (let frames = 0; frames < 3; frames += 1) at.frame();
    expect(at.emits()).toBe(before + 1);
  });

  test("name their level where they say one", () => {
    const at = stage();
    at.opened();
    at.source(0);
    const said = [
      "ERROR: no",
      "[warn] slow",
      'time=1 level=info msg="x"',
      '{"level":"debug"}',
      "\x1b[31merror\x1b[0m red",
      "0 errors found",
      "plain",
      "informed",
    ];
    for (const [nanos, text] of said.entries()) at.write(0, line(nanos, text));
    at.frame();
    const levels = said.map((_, id) => at.stream.buffer.get(id)).map((entry) => entry?.kind === "line" && entry.level);
    expect(levels).toEqual(["error", "warn", "info", "debug", "error", null, null, null]);
    expect(at.stream.buffer.levels).toEqual({ error: 2, warn: 1, info: 1, debug: 1, none: 3 });
  });

  test("have the level of the record that they go on with, but not over lines that were skipped", () => {
    const at = stage();
    at.opened();
    at.source(0);
    at.write(0, line(1, "Traceback (most recent call last):"));
    at.write(0, line(2, '  File "/app/main.py", line 3'));
    at.on().message({ type: "skipped", channel: 1, source: 0, lines: 4 });
    at.write(0, line(7, '  File "/app/main.py", line 9'));
    at.frame();
    expect(at.stream.buffer.levels).toEqual({ error: 2, warn: 0, info: 0, debug: 0, none: 1 });
  });
});

describe("several containers", () => {
  test("begin in the order of time, whoever is read first", () => {
    const at = stage();
    at.opened();
    at.source(0);
    at.source(1);
    at.write(0, line(1, "a1") + line(4, "a4") + line(6, "a6"));
    at.frame();
    expect(at.shown()).toEqual([]);
    at.write(1, line(2, "b2") + line(5, "b5"));
    at.frame();
    expect(at.shown()).toEqual(["a1", "b2", "a4", "b5"]);
    at.caughtUp();
    expect(at.shown()).toEqual(["a1", "b2", "a4", "b5", "a6"]);
    at.write(1, line(9, "b9"));
    at.write(0, line(8, "a8"));
    at.frame();
    at.write(0, line(7, "a7, late"));
    at.frame();
    expect(at.shown().slice(-3)).toEqual(["a8", "b9", "a7, late"]);
  });

  test("and both streams of one stay in order while they speak, wherever a frame of the page falls", () => {
    const at = stage();
    at.opened();
    at.source(0);
    at.write(0, line(1, "out 1") + line(3, "out 3"));
    at.draw();
    at.write(0, line(2, "err 2"), "stderr");
    at.draw();
    at.wait(150);
    expect(at.shown()).toEqual(["out 1", "err 2", "out 3"]);
    at.caughtUp();
    at.write(0, line(4, "out 4"));
    at.draw();
    at.write(0, line(5, "err 5") + line(7, "err 7"), "stderr");
    at.draw();
    at.write(0, line(6, "out 6") + line(8, "out 8"));
    at.draw();
    expect(at.shown().slice(3)).toEqual(["out 4", "err 5", "out 6", "err 7", "out 8"]);
  });

  test("that are silent are not waited for", () => {
    const at = stage();
    at.opened();
    at.source(0);
    at.source(1);
    at.write(0, line(1, "a1"));
    at.frame();
    expect(at.shown()).toEqual([]);
    at.wait(200);
    at.frame();
    expect(at.shown()).toEqual(["a1"]);
  });

  test("say when they come and go, but not at the beginning", () => {
    const at = stage();
    at.opened();
    at.source(0);
    at.caughtUp();
    at.source(1);
    at.write(1, line(1, "hello"));
    at.on().message({ type: "source-ended", end: { code: 0, outOfMemory: false, times: 1 }, channel: 1, source: 0 });
    expect(at.shown()).toEqual(["joined 1", "hello", "ended 0"]);
    at.frame();
    expect(at.stream.snapshot().sources.map(({ ended }) => ended)).toEqual([true, false]);
  });
});

describe("what is left out", () => {
  test("is counted where it is missing, in one row", () => {
    const at = stage();
    at.opened();
    at.source(0);
    at.caughtUp();
    at.write(0, line(1, "before"));
    at.on().message({ type: "skipped", channel: 1, source: 0, lines: 4 });
    at.on().message({ type: "skipped", channel: 1, source: 0, lines: 6 });
    at.write(0, line(2, "after"));
    at.frame();
    expect(at.shown()).toEqual(["before", "gap 10", "after"]);
    expect(at.stream.skipped).toBe(10);
  });

  test("by the page itself is counted too, and the newest stays", () => {
    const at = stage({}, { lines: 3, characters: 1e6 });
    at.opened();
    at.source(0);
    for (let nanos = 0; nanos < 10; nanos += 1) at.write(0, line(nanos, `line ${nanos}`));
    expect(at.shown()).toEqual(["line 7", "line 8", "line 9"]);
    expect(at.stream.buffer.droppedLines).toBe(7);
    expect(at.stream.buffer.get(0)).toBeUndefined();
  });

  test("for size alone too", () => {
    const at = stage({}, { lines: 1_000, characters: 1_000 });
    at.opened();
    at.source(0);
    for (let nanos = 0; nanos < 10; nanos += 1) at.write(0, line(nanos, "x".repeat(300)));
    at.frame();
    expect(at.stream.buffer.size).toBe(3);
  });
});

describe("a lost line", () => {
  test("goes on at the very next line of each stream, under new numbers", () => {
    const at = stage();
    expect(at.request()).toMatchObject({ tail: 10, since: null });
    expect(at.request().after).toBeUndefined();
    at.opened();
    at.source(0, "a");
    at.source(1, "b");
    at.caughtUp();
    at.write(0, line(1, "a1") + line(2, "a2"));
    at.write(0, line(2, "a2 too"));
    at.write(1, line(5, "b5"), "stderr");
    at.write(1, `${moment(6)} half of`);
    at.on().lost();
    at.frame();
    expect(at.stream.snapshot().state).toBe("lost");
    expect(at.request().after).toEqual([
      { container: "a", stream: "stdout", at: moment(2), lines: 2 },
      { container: "b", stream: "stderr", at: moment(5), lines: 1 },
    ]);
    at.opened();
    at.source(0, "b");
    at.source(1, "a");
    at.write(0, line(6, "half of b6"));
    at.write(1, line(3, "a3"));
    at.caughtUp();
    expect(at.shown()).toEqual(["a1", "a2", "a2 too", "b5", "a3", "half of b6"]);
    at.frame();
    expect(at.stream.snapshot().sources.map(({ container }) => container)).toEqual(["a", "b"]);
  });

  test("before the beginning was complete starts over, so that no hole stays", () => {
    const at = stage();
    at.opened();
    at.source(0);
    at.write(0, line(1, "first try"));
    at.on().lost();
    expect(at.request().after).toBeUndefined();
    expect(at.shown()).toEqual([]);
    const all = stage({ tail: "all" });
    all.opened();
    all.source(0);
    all.write(0, line(1, "kept"));
    all.on().lost();
    expect(all.request().after).toHaveLength(1);
    expect(all.shown()).toEqual(["kept"]);
  });
});

test("a refusal is kept with its problem", () => {
  const at = stage();
  at.on().message({ type: "closed", channel: 1, problem: { code: "NOT_FOUND", data: { what: "stack" } } });
  at.frame();
  expect(at.stream.snapshot()).toMatchObject({ state: "refused", problem: { code: "NOT_FOUND" } });
});
