import { expect, vi } from "vitest";
import type { LogRule } from "@/lib/core/log-rules";
import type { ObservedContainer } from "@/lib/core/observed";
import type { LogChunk, LogOptions } from "@/lib/engine/port";
import type { LogTarget } from "@/lib/ops/open-logs";
import { LogChannel } from "@/lib/realtime/log-channel";
import { type ChannelRequest, readData, type ServerMessage } from "@/lib/realtime/protocol";

const OPENED_AT = Date.UTC(2026, 10, 22, 12, 0, 0);
export const BEFORE = "2026-11-22T11:59:59.000000000Z";
export const AFTER = "2026-11-22T12:00:01.000000000Z";
export const actor = { userId: "u", username: "tin", role: "user" as const, sessionId: "s" };

/** An engine whose log says what the test tells it, and remembers how far it was read. */
export class ScriptedLog {
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

/** A channel to scripted logs of these containers, with what its page was sent. */
export function logChannelStage(containers = ["a"], request: Partial<Extract<ChannelRequest, { kind: "logs" }>> = {}) {
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

export const line = (moment: string, text: string) => `${moment} ${text}\n`;
export const block = (moment: string, lines: number, width = 100) =>
  Array.from({ length: lines }, (_, at) => line(moment, String(at).padStart(width, "0"))).join("");
