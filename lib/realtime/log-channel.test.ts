import { beforeEach, describe, expect, onTestFinished, test, vi } from "vitest";
import type { LogRule } from "@/lib/core/log-rules";
import type { ObservedContainer } from "@/lib/core/observed";
import type { LogChunk, LogOptions } from "@/lib/engine/port";
import { momentOf } from "@/lib/logs/position";
import type { LogTarget } from "@/lib/ops/open-logs";
import { LogChannel } from "./log-channel";
import { type ChannelRequest, DATA_HEADER, MAX_FRAME_BYTES, readData, type ServerMessage, WINDOW_BYTES } from "./protocol";

const OPENED_AT = Date.UTC(2026, 10, 22, 12, 0, 0);
const BEFORE = "2026-11-22T11:59:59.000000000Z";
const AFTER = "2026-11-22T12:00:01.000000000Z";
const actor = { userId: "u", username: "tin", role: "user" as const, sessionId: "s" };

/** An engine whose log says what the test tells it, and remembers how far it was read. */
class ScriptedLog {
  pulled = 0;
  /** What the engine answers when it is asked for the last line. */
  last = "";
  opened: LogOptions[] = [];
  onNextOpen: (() => void) | null = null;
  #chunks: LogChunk[] = [];
  #wake = () => {};
  #ended = false;

  write(text: string, stream: "stdout" | "stderr" = "stdout"): void {
    this.#ended = false;
    this.#chunks.push({ stream, bytes: Buffer.from(text), lines: text.split("\n").length - 1 });
    this.#wake();
  }

  /** As an engine does for a container that stopped: also for whoever asks again, until it writes again. */
  end(): void {
    this.#ended = true;
    this.#wake();
  }

  async *read(options: LogOptions): AsyncGenerator<LogChunk> {
    this.opened.push(options);
    this.onNextOpen?.();
    this.onNextOpen = null;
    if (!options.follow) {
      if (this.last !== "") yield { stream: "stdout", bytes: Buffer.from(this.last), lines: 1 };
      return;
    }
    options.signal.addEventListener("abort", () => this.#wake());
    for (;;) {
      const chunk = this.#chunks.shift();
      if (options.signal.aborted || (chunk === undefined && this.#ended)) return;
      if (chunk !== undefined) {
        this.pulled += 1;
        yield chunk;
      } else await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }
}

function stage(containers = ["a"], request: Partial<Extract<ChannelRequest, { kind: "logs" }>> = {}) {
  const logs = new Map(containers.map((id) => [id, new ScriptedLog()]));
  const states = new Map<string, ObservedContainer["state"]>(containers.map((id) => [id, "running"]));
  const rules: LogRule[] = [];
  const started = new Map<string, number>();
  const messages: ServerMessage[] = [];
  const sizes: number[] = [];
  const frames: { source: number; text: string; size: number }[] = [];
  let changed = () => {};
  const targets = (): LogTarget[] =>
    [...logs.keys()].map((container) => ({ container, service: "web", label: `web-${container}`, generation: "new", revision: 1 }));
  const channel = new LogChannel(
    7,
    {
      send: (message) => void messages.push(message),
      sendData: (frame) => {
        sizes.push(frame.length);
        const { source, bytes } = readData(new Uint8Array(frame).buffer);
        frames.push({ source, text: Buffer.from(bytes).toString(), size: bytes.length });
      },
    },
    {
      now: () => OPENED_AT,
      authorise: async () => ({
        stackId: "s",
        kept: { stackId: "s", services: [] },
        engine: { logs: async (id, options) => logs.get(id)?.read(options) ?? new ScriptedLog().read(options) },
        mirror: {
          container: (id) =>
            states.has(id) ? ({ id, state: states.get(id), startedAt: started.get(id) ?? 1, exitCode: 137, oomKilled: true } as ObservedContainer) : null,
        },
        targets: async () => targets(),
        rules: async (from) => rules.filter(({ at }) => from === null || at >= from),
        watch: (listener) => {
          changed = listener;
          return () => {};
        },
      }),
    },
    { kind: "logs", environment: "e", stack: "s", service: null, containers: null, tail: "all", since: null, ...request },
  );
  const until = (holds: () => boolean) => vi.waitFor(() => expect(holds()).toBe(true), { timeout: 5_000, interval: 2 });
  const said = (type: ServerMessage["type"]) => messages.filter((message) => message.type === type);
  const bytes = () => frames.reduce((sum, frame) => sum + frame.size, 0);
  const log = (id: string) => logs.get(id) as ScriptedLog;
  return { channel, sizes, logs, states, started, rules, messages, frames, until, said, bytes, log, change: () => changed() };
}

const line = (moment: string, text: string) => `${moment} ${text}\n`;
const block = (moment: string, lines: number, width = 100) => Array.from({ length: lines }, (_, at) => line(moment, String(at).padStart(width, "0"))).join("");

let here: ReturnType<typeof stage>;
beforeEach(() => () => here?.channel.close());

describe("a log channel", () => {
  test("names its containers, sends their lines whole and in order, and says when it has caught up", async () => {
    here = stage(["a", "b"]);
    await here.channel.start(actor);
    here.log("a").write(line(BEFORE, "one"));
    here.log("b").write(line(BEFORE, "two"));
    here.log("a").write(line(AFTER, "three"), "stderr");
    await here.until(() => here.said("caught-up").length === 1);
    expect(here.messages.slice(0, 3)).toEqual([
      { type: "opened", channel: 7, opened: { kind: "logs" } },
      { type: "source", channel: 7, source: 0, container: "a", label: "web-a", generation: "new", revision: 1 },
      { type: "source", channel: 7, source: 1, container: "b", label: "web-b", generation: "new", revision: 1 },
    ]);
    await here.until(() => here.frames.length >= 3);
    expect(here.frames.filter(({ source }) => source === 0).map(({ text }) => text)).toEqual([line(BEFORE, "one"), line(AFTER, "three")]);
    expect(here.frames.filter(({ source }) => source === 1).map(({ text }) => text)).toEqual([line(BEFORE, "two")]);
  });

  test("joins what comes together, never beyond 64 KiB a frame", async () => {
    here = stage();
    await here.channel.start(actor);
    for (let at = 0; at < 2_000; at += 1) here.log("a").write(line(BEFORE, `line ${at}`), at % 10 === 9 ? "stderr" : "stdout");
    await here.until(() =>
      here.frames
        .map(({ text }) => text)
        .join("")
        .includes("line 1999"),
    );
    expect(here.sizes.length).toBeLessThan(40);
    expect(Math.max(...here.sizes)).toBeLessThanOrEqual(MAX_FRAME_BYTES + DATA_HEADER);
    expect(here.frames[0]?.text).toBe(line(BEFORE, "line 0"));
  });

  test("never drops lines from before it opened: the engine waits for the page", async () => {
    here = stage();
    await here.channel.start(actor);
    const written = 40;
    for (let at = 0; at < written; at += 1) here.log("a").write(block(BEFORE, 500));
    await here.until(() => here.bytes() > WINDOW_BYTES - 100_000);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(here.bytes()).toBeLessThanOrEqual(WINDOW_BYTES);
    expect(here.log("a").pulled).toBeLessThan(written);
    let confirmed = 0;
    while (here.log("a").pulled < written || here.bytes() > confirmed) {
      const now = here.bytes();
      here.channel.ack(now - confirmed);
      confirmed = now;
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    expect(here.bytes()).toBe(written * block(BEFORE, 500).length);
    expect(here.said("skipped")).toEqual([]);
  });

  test("drops and counts live lines that a slow page cannot take, and holds no more than its window", async () => {
    here = stage();
    await here.channel.start(actor);
    const chunks = 100;
    for (let at = 0; at < chunks; at += 1) here.log("a").write(block(AFTER, 500));
    await here.until(() => here.log("a").pulled === chunks);
    await here.until(() => here.said("skipped").length > 0);
    expect(here.bytes()).toBeLessThanOrEqual(WINDOW_BYTES);
    const sent = () => here.frames.reduce((sum, { text }) => sum + text.split("\n").length - 1, 0);
    const skipped = () => here.said("skipped").reduce((sum, message) => sum + (message.type === "skipped" ? message.lines : 0), 0);
    // The last of them waits for room.
    await here.until(() => sent() + skipped() === (chunks - 1) * 500);
    here.channel.ack(here.bytes());
    here.log("a").write(line(AFTER, "and on"));
    await here.until(() => here.frames.at(-1)?.text.endsWith("and on\n") ?? false);
    expect(sent() + skipped()).toBe(chunks * 500 + 1);
  });

  test("shows what a container wrote last, however much of it was dropped before", async () => {
    here = stage();
    await here.channel.start(actor);
    for (let at = 0; at < 100; at += 1) here.log("a").write(block(AFTER, 500));
    here.log("a").write(line(AFTER, "fatal: that was it"));
    await here.until(() => here.log("a").pulled === 101 && here.said("skipped").length > 0);
    expect(here.frames.at(-1)?.text).not.toContain("that was it");
    here.channel.ack(here.bytes());
    await here.until(() => here.frames.at(-1)?.text.endsWith("that was it\n") ?? false);
  });

  test("a loud container leaves room for a quiet one", async () => {
    here = stage(["loud", "quiet"]);
    await here.channel.start(actor);
    for (let at = 0; at < 60; at += 1) here.log("loud").write(block(AFTER, 500));
    await here.until(() => here.said("skipped").length > 0);
    // The page has caught up once; from then on the loud one knows its place.
    here.channel.ack(here.bytes());
    for (let at = 0; at < 60; at += 1) here.log("loud").write(block(AFTER, 500));
    await here.until(() => here.log("loud").pulled === 120);
    here.log("quiet").write(line(AFTER, "help"));
    await here.until(() => here.frames.some(({ source, text }) => source === 1 && text.endsWith("help\n")));
    expect(here.said("skipped").every((message) => message.type === "skipped" && message.source === 0)).toBe(true);
  });

  test("goes on where a page stopped reading", async () => {
    const cursor = { container: "a", stream: "stdout" as const, at: BEFORE, lines: 2 };
    here = stage(["a", "b"], { tail: 10, after: [cursor] });
    await here.channel.start(actor);
    here.log("a").write(line(BEFORE, "1") + line(BEFORE, "2") + line(BEFORE, "3") + line(AFTER, "4"));
    await here.until(() => here.frames.length > 0);
    expect(here.frames.map(({ text }) => text).join("")).toBe(line(BEFORE, "3") + line(AFTER, "4"));
    expect(here.log("a").opened[0]).toMatchObject({ tail: "all", since: "2026-11-22T11:59:58.999999999Z" });
    expect(here.log("b").opened[0]).toMatchObject({ tail: "all", since: null });
  });

  test("follows a container over its restart without a line twice, and says when it ended", async () => {
    here = stage();
    await here.channel.start(actor);
    here.log("a").write(line(AFTER, "first"));
    await here.until(() => here.frames.length === 1);
    here.states.set("a", "exited");
    here.log("a").end();
    await here.until(() => here.said("source-ended").length === 1);
    here.states.set("a", "running");
    here.log("a").write(line(AFTER, "first") + line(AFTER, "second"));
    here.change();
    await here.until(() => here.frames.length === 2);
    expect(here.frames[1]?.text).toBe(line(AFTER, "second"));
    expect(here.said("source")).toHaveLength(2);
  });

  test("says nothing of the end of a container that has yet to begin", async () => {
    here = stage();
    here.states.set("a", "created");
    here.log("a").end();
    await here.channel.start(actor);
    await here.until(() => here.said("caught-up").length === 1);
    here.states.set("a", "running");
    here.log("a").write(line(AFTER, "first"));
    here.change();
    await here.until(() => here.frames.length === 1);
    expect(here.messages.map(({ type }) => type)).toEqual(["opened", "source", "caught-up"]);
  });

  test("says how containers ended and what was asked before its lines, and later what somebody asks for, once", async () => {
    here = stage();
    const asked = (id: string, at: string): LogRule => ({ at, kind: "asked", asked: { id, kind: "upgrade", service: "web", revision: 2, by: "tin" } });
    const ended: LogRule = { at: BEFORE, kind: "ended", container: "a", end: { code: 1, outOfMemory: false, times: 1 } };
    here.rules.push(ended, asked("o1", BEFORE));
    await here.channel.start(actor);
    expect(here.messages.slice(1, 3).map(({ type }) => type)).toEqual(["source", "rules"]);
    here.rules.push(asked("o2", AFTER), { ...ended, at: AFTER });
    here.change();
    await here.until(() => here.said("rules").length === 2);
    here.change();
    await new Promise((resolve) => setTimeout(resolve, 10));
    expect(here.said("rules")).toEqual([
      { type: "rules", channel: 7, rules: [ended, asked("o1", BEFORE)] },
      { type: "rules", channel: 7, rules: [asked("o2", AFTER)] },
    ]);
  });

  test("has caught up with a log that never pauses once it reads what was written since", async () => {
    here = stage();
    await here.channel.start(actor);
    let read = 0;
    const writing = setInterval(() => here.log("a").write(line(read++ < 5 ? BEFORE.replace("000Z", `00${read}Z`) : momentOf(Date.now()), "busy")), 5);
    onTestFinished(() => clearInterval(writing));
    await here.until(() => here.said("caught-up").length === 1);
    expect(here.log("a").pulled).toBeGreaterThan(5);
  });

  test("says that a container began anew although nobody saw it stopped", async () => {
    here = stage();
    await here.channel.start(actor);
    here.log("a").write(line(AFTER, "first"));
    await here.until(() => here.frames.length === 1);
    here.started.set("a", 2);
    here.change();
    expect(here.messages.slice(-2)).toMatchObject([{ type: "source-ended", end: { code: 137, outOfMemory: true } }, { type: "source" }]);
  });

  test("reads on where the engine ended the stream of a stopped container before its last lines", async () => {
    here = stage();
    await here.channel.start(actor);
    here.log("a").write(line(AFTER, "first"));
    await here.until(() => here.frames.length === 1);
    here.states.set("a", "exited");
    here.log("a").onNextOpen = () => {
      here.log("a").write(line(AFTER, "first") + line(AFTER.replace("01.000", "02.000"), "last words"));
      here.log("a").end();
    };
    here.log("a").end();
    await here.until(() => here.said("source-ended").length === 1);
    expect(here.frames.map(({ text }) => text).join("")).toBe(line(AFTER, "first") + line(AFTER.replace("01.000", "02.000"), "last words"));
    expect(here.log("a").opened).toHaveLength(3);
  });

  test("finds out that the engine left it behind, and goes on without a gap", async () => {
    vi.useFakeTimers();
    onTestFinished(() => void vi.useRealTimers());
    here = stage();
    await here.channel.start(actor);
    here.log("a").write(line(AFTER, "first"));
    await vi.advanceTimersByTimeAsync(4_000);
    expect(here.log("a").opened).toHaveLength(1);
    // The engine has a later line, but its open stream does not bring it.
    const later = AFTER.replace("01.000", "02.000");
    here.log("a").last = line(later, "second");
    await vi.advanceTimersByTimeAsync(7_000);
    expect(here.log("a").opened.filter(({ follow }) => follow)).toHaveLength(2);
    here.log("a").write(line(AFTER, "first") + line(later, "second"));
    await vi.advanceTimersByTimeAsync(10);
    expect(here.frames.map(({ text }) => text).join("")).toBe(line(AFTER, "first") + line(later, "second"));
  });

  test("asks an engine that is only silent less and less often", async () => {
    vi.useFakeTimers();
    onTestFinished(() => void vi.useRealTimers());
    here = stage();
    await here.channel.start(actor);
    here.log("a").write(line(AFTER, "only"));
    here.log("a").last = line(AFTER, "only");
    await vi.advanceTimersByTimeAsync(600_000);
    const asked = here.log("a").opened.filter(({ follow }) => !follow).length;
    expect(asked).toBeGreaterThan(8);
    expect(asked).toBeLessThan(16);
    expect(here.log("a").opened.filter(({ follow }) => follow)).toHaveLength(1);
  });

  test("takes in a container that appears later, from its first line", async () => {
    here = stage(["a"], { tail: 5 });
    await here.channel.start(actor);
    here.logs.set("new", new ScriptedLog());
    here.states.set("new", "running");
    here.log("new").write(line(BEFORE, "early") + line(AFTER, "late"));
    here.change();
    await here.until(() => here.frames.some(({ source }) => source === 1));
    expect(here.log("a").opened[0]).toMatchObject({ tail: 5 });
    expect(here.log("new").opened[0]).toMatchObject({ tail: "all", since: null });
    expect(here.frames.map(({ text }) => text).join("")).toBe(line(BEFORE, "early") + line(AFTER, "late"));
  });

  test("lets go of the engine when it is closed", async () => {
    here = stage();
    await here.channel.start(actor);
    await here.until(() => here.log("a").opened.length === 1);
    here.channel.close();
    expect(here.log("a").opened[0]?.signal.aborted).toBe(true);
    here.log("a").write(line(AFTER, "unheard"));
    await new Promise((resolve) => setTimeout(resolve, 10));
    expect(here.frames).toEqual([]);
  });
});
