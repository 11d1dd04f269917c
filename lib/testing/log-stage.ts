import type { LogLine } from "@/lib/client/log-entry";
import { LogReader } from "@/lib/client/log-reader";
import type { ChannelEvents } from "@/lib/client/socket";
import type { KeptLine, KeptSource } from "@/lib/core/kept-logs";
import { levelOf } from "@/lib/core/log-level";
import { keptInMemory } from "./kept-lines";

export const moment = (nanos: number) =>
  `${new Date(Date.UTC(2026, 10, 22) + Math.floor(nanos / 1e6)).toISOString().slice(0, 20)}${String(nanos % 1e9).padStart(9, "0")}Z`;

export interface Written {
  container: string;
  at: number;
  stream: "stdout" | "stderr";
  text: string;
}

/** What containers wrote, oldest first: each is kept, and those named in `live` still run. */
export function logStage(
  written: Written[],
  live: string[],
  { tail = 5, historyLimit = 10_000, pageLines = 10, limit = { lines: 100_000, characters: 1e9 }, unkept = 0, keeping = true } = {},
) {
  const containers = [...new Set(written.map(({ container }) => container))];
  const counts = new Map<string, number>();
  const lines: KeptLine[] = [];
  for (const { container, at, stream, text } of written.slice(0, written.length - unkept)) {
    const n = counts.get(container) ?? 0;
    counts.set(container, n + 1);
    lines.push({ source: `k${container}`, n, at: moment(at), stream, text, level: levelOf(text) });
  }
  const sources: KeptSource[] = containers.map((container) => {
    const own = lines.filter(({ source }) => source === `k${container}`);
    const generation = Number(container.slice(1)) + 1;
    return {
      key: `k${container}`,
      container,
      service: "web",
      label: "web-1",
      generation,
      revision: generation,
      from: own[0]?.at ?? "",
      to: own.at(-1)?.at ?? "",
      lines: own.length,
    };
  });
  let events: ChannelEvents | null = null;
  const frames: (() => void)[] = [];
  let clock = 0;
  const socket = {
    open: (given: ChannelEvents) => {
      events = given;
      return { ack: () => {}, input: () => {}, resize: () => {}, close: () => {} };
    },
  };
  const kept = keeping ? keptInMemory({ sources, lines }) : null;
  const waiting: (() => void)[] = [];
  const reader = new LogReader(
    socket,
    { environment: "e", stack: "s", service: "web", containers: null, tail },
    {
      kept,
      historyLimit,
      pageLines,
      limit,
      now: () => clock,
      schedule: (emit) => void frames.push(emit),
      later: (call, ms) => {
        if (ms < 1_000) waiting.push(call);
        return () => void waiting.splice(waiting.indexOf(call) >>> 0, 1);
      },
    },
  );
  const on = () => events as unknown as ChannelEvents;
  const encoder = new TextEncoder();
  const send = (source: number, { stream, at, text }: Written) => on().data({ source, stream, bytes: encoder.encode(`${moment(at)} ${text}\n`) });
  /** So late that no silent stream of a live log is waited for any more. */
  const frame = () => {
    clock += 30;
    for (const emit of frames.splice(0)) emit();
  };
  const settle = async () => {
    for (let turn = 0; turn < 60; turn += 1) await Promise.resolve();
    frame();
  };
  return {
    reader,
    kept,
    frame,
    settle,
    rest: async () => {
      for (const call of waiting.splice(0)) call();
      await settle();
    },
    open: async () => {
      on().message({ type: "opened", channel: 1, opened: { kind: "logs" } });
      for (const [source, container] of live.entries())
        on().message({ type: "source", channel: 1, source, container, label: "web-1", generation: "new", revision: Number(container.slice(1)) + 1 });
      for (const [source, container] of live.entries())
        for (const line of written.filter((each) => each.container === container).slice(-tail)) send(source, line);
      on().message({ type: "caught-up", channel: 1 });
      await settle();
    },
    write: (container: string, at: number, text: string) => send(live.indexOf(container), { container, at, stream: "stdout", text }),
    lines: () => reader.rows.slice(0, reader.rows.size).filter((entry): entry is LogLine => entry.kind === "line"),
    texts: () =>
      reader.rows
        .slice(0, reader.rows.size)
        .map((entry) =>
          entry.kind === "line" ? entry.text : entry.kind === "gap" ? `gap ${entry.lines}` : `${entry.event} ${reader.book.list[entry.source]?.container}`,
        ),
  };
}

export const numbered = (count: number, container = "c0", from = 0): Written[] =>
  Array.from({ length: count }, (_, at) => ({ container, at: (from + at) * 1_000, stream: at % 3 === 0 ? "stderr" : "stdout", text: `line ${from + at}` }));
export const texts = (from: number, to: number) => Array.from({ length: to - from }, (_, at) => `line ${from + at}`);
