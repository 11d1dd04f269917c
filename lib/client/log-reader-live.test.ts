import { describe, expect, test, vi } from "vitest";
import type { KeptLine } from "@/lib/core/kept-logs";
import { keptInMemory } from "@/lib/testing/kept-lines";
import { logStage, moment, numbered, texts } from "@/lib/testing/log-stage";
import { LogReader } from "./log-reader";
import type { ChannelEvents } from "./socket";

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
