import type { Problem } from "@/lib/core/errors";
import { type LogCursor, type LogStream, STREAMS } from "@/lib/core/log-cursor";
import type { LogEnd, LogRule } from "@/lib/core/log-rules";
import type { Sampling } from "@/lib/core/statistics";
import type { Shell } from "@/lib/engine/port";

export type { Shell };

/**
 * One WebSocket at /ws carries everything live: change messages, log lines, shell bytes. Control travels as JSON text frames, data as binary frames.
 * A channel is opened by the browser under a number of its own choosing; the server checks ownership anew for each.
 */
export type ClientMessage =
  | { type: "open"; channel: number; open: ChannelRequest }
  | { type: "close"; channel: number }
  /** Bytes the page has really taken in since the last ack: the server never has more than WINDOW_BYTES under way. */
  | { type: "ack"; channel: number; bytes: number }
  | { type: "resize"; channel: number; cols: number; rows: number };

export type ChannelRequest =
  /** `after` is sent with a reopened channel: it goes on at the very next line of each container, and with every line of containers not named. */
  | {
      kind: "logs";
      environment: string;
      stack: string;
      service: string | null;
      containers: string[] | null;
      tail: number | "all";
      since: string | null;
      after?: LogCursor[];
    }
  /**
   * `ticket` was issued for this very container (POST .../ticket), and is spent by this. `resume` names a shell that lost its page less than
   * SHELL_GRACE_MS ago, `received` how many bytes of it the page has; a page that was loaded again has none and says nothing, and is shown the screen
   * again. Where the shell is gone, the first gets a new one and the second is told so.
   */
  | {
      kind: "shell";
      environment: string;
      stack: string;
      container: string;
      ticket: string;
      shell: Shell | null;
      cols: number;
      rows: number;
      resume: string | null;
      received?: number;
      /** An image the administrator allowed: its shell is opened beside the container, which may have none itself. */
      debug?: string;
      /** Why it is opened: needed where it is by a site role alone. */
      reason?: string;
    }
  /** What the containers of a stack or a service use, each second. */
  | { kind: "statistics"; environment: string; stack: string; service: string | null }
  /** The same of the named containers on an environment's engine, whoever's they are; ids may be shortened to 12 characters. */
  | { kind: "engine-statistics"; environment: string; containers: string[] };

export type ServerMessage =
  | { type: "hello"; user: string }
  | {
      type: "opened";
      channel: number;
      opened:
        | { kind: "logs" | "statistics" }
        | { kind: "shell"; session: string; shell: Shell; shells: Shell[]; user: string; label: string; recorded: boolean; replay?: Replay };
    }
  /** A container joins a log channel, now or later (after an upgrade, a restart): data frames name it by `source`. */
  | { type: "source"; channel: number; source: number; container: string; label: string; generation: "new" | "old" | "leaving"; revision: number }
  | { type: "source-ended"; channel: number; source: number; end: LogEnd }
  /** What is said between lines: before "caught-up" all that is known, later only what somebody asks for. */
  | { type: "rules"; channel: number; rules: LogRule[] }
  /** Everything that was in the log when the channel opened has been sent. */
  | { type: "caught-up"; channel: number }
  | { type: "skipped"; channel: number; source: number; lines: number }
  /** How it is sampled, what each container may use (CPUs, bytes; 0 is no limit; ids have 12 characters), and how much has happened to them: at first and after every change. */
  | { type: "sampling"; channel: number; sampling: Sampling; limits: Record<string, [cpus: number, memoryBytes: number]>; happened: number }
  /** One second of all containers that are looked at; the first message has the last minute. */
  | { type: "samples"; channel: number; ticks: WireTick[] }
  | { type: "exit"; channel: number; code: number | null }
  /** So many seconds, and a shell in which nothing happens is ended; null when something did. */
  | { type: "idle"; channel: number; seconds: number | null }
  /** Another page goes on with this shell. */
  | { type: "moved"; channel: number }
  | { type: "closed"; channel: number; problem: Problem | null }
  | { type: "change"; change: Change };

/** What a shell said before: `bytes` of data from byte `from` on, written for a screen of this size, to be shown after `prologue`. What it asks of the terminal was answered then. */
export interface Replay {
  from: number;
  bytes: number;
  prologue: string;
  cols: number;
  rows: number;
}

/** What changed, never the data: the page refetches what it shows. */
export type Change =
  /** `wanted`: not only how it runs, but what is asked of it (its file, copies, place among others). */
  | { scope: "stack"; environment: string; stack: string; wanted: boolean }
  /** A line of its timeline. */
  | { scope: "events"; environment: string; stack: string }
  | { scope: "engine"; environment: string }
  | { scope: "users" }
  | { scope: "projects" }
  | { scope: "notices" }
  | { scope: "audit" };

/** At one second, ms: container, then a value for each of METRICS. */
export type WireTick = [at: number, samples: [container: string, ...values: number[]][]];
export const WIRE_ID = 12;
/** Of an engine's containers, at once. */
export const MOST_LOOKED_AT = 60;

export const WINDOW_BYTES = 1024 * 1024;
export const ACK_EVERY_BYTES = 128 * 1024;
/** A shell waits so long for its page: for a socket that was lost, and for a page that is being loaded again. */
export const SHELL_GRACE_MS = 120_000;
/** The page went and none was asked for in its place: so long, and its shells end. */
export const SHELL_LEAVE_MS = 3_000;
export const MAX_CHANNELS = 24;
export const MAX_FRAME_BYTES = 64 * 1024;

/** 44xx: the socket itself is refused or ended. */
export const CLOSE = { unauthenticated: 4401, tooMany: 4429, protocol: 4400, goingAway: 4503 } as const;

/** Data frame, server to page: u32 channel, u16 source, u8 stream (0 stdout, 1 stderr, 2 terminal), then bytes. Page to server: u32 channel, then bytes. */
export const DATA_HEADER = 7;

export function dataHeader(channel: number, source: number, stream: LogStream | "terminal"): Uint8Array {
  const header = new Uint8Array(DATA_HEADER);
  const view = new DataView(header.buffer);
  view.setUint32(0, channel);
  view.setUint16(4, source);
  view.setUint8(6, stream === "terminal" ? 2 : STREAMS.indexOf(stream));
  return header;
}

export function readData(frame: ArrayBuffer): { channel: number; source: number; stream: LogStream | "terminal"; bytes: Uint8Array } {
  const view = new DataView(frame);
  const kind = view.getUint8(6);
  return {
    channel: view.getUint32(0),
    source: view.getUint16(4),
    stream: kind === 2 ? "terminal" : (STREAMS[kind] ?? "stdout"),
    bytes: new Uint8Array(frame, DATA_HEADER),
  };
}

/** The channel. */
export const INPUT_HEADER = 4;

export function inputFrame(channel: number, bytes: Uint8Array): Uint8Array {
  const frame = new Uint8Array(INPUT_HEADER + bytes.length);
  new DataView(frame.buffer).setUint32(0, channel);
  frame.set(bytes, INPUT_HEADER);
  return frame;
}
