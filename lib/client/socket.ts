import { problemOf } from "@/lib/core/errors";
import type { LogStream } from "@/lib/core/log-cursor";
import {
  ACK_EVERY_BYTES,
  type Change,
  type ChannelRequest,
  CLOSE,
  type ClientMessage,
  inputFrame,
  MAX_FRAME_BYTES,
  readData,
  type ServerMessage,
} from "@/lib/realtime/protocol";

export type Connection =
  | { state: "connecting" }
  | { state: "open" }
  /** `since`: when the line was lost, ms. */
  | { state: "reconnecting"; since: number }
  | { state: "signed-out" };

export type ChannelMessage = Extract<ServerMessage, { channel: number }>;
export interface ChannelData {
  source: number;
  stream: LogStream | "terminal";
  bytes: Uint8Array;
}

export interface ChannelEvents {
  /** What to ask for: at the first opening, and again each time the socket comes back. */
  request(): ChannelRequest | Promise<ChannelRequest>;
  message(message: ChannelMessage): void;
  data(data: ChannelData): void;
  /** The socket is gone; the channel is opened again when it is back. */
  lost(): void;
}

export interface ChannelHandle {
  /** Bytes that have been taken in; reported to the server now and then. */
  ack(bytes: number): void;
  input(bytes: Uint8Array): void;
  resize(cols: number, rows: number): void;
  close(): void;
}

/** What is used of a browser's WebSocket. */
export type SocketLike = Pick<WebSocket, "send" | "close" | "binaryType" | "onclose" | "onmessage"> & { readonly readyState: number };

export interface SocketOptions {
  connect(): SocketLike;
  /** Asked when a handshake was refused, which a browser does not explain. */
  isSignedOut(): Promise<boolean>;
  random?: () => number;
  now?: () => number;
}

const OPEN = 1;
const FIRST_WAIT_MS = 250;
const LONGEST_WAIT_MS = 10_000;
/** Our own word for a line we gave up on: the server then keeps shells for a moment, as for any lost line. */
const GIVEN_UP = 4000;

/** One WebSocket for the whole tab. It comes back by itself, and opens every channel again. */
export class LiveSocket {
  readonly #channels = new Map<number, { events: ChannelEvents; unacked: number }>();
  readonly #changeListeners = new Set<(change: Change) => void>();
  readonly #connectionListeners = new Set<() => void>();
  readonly #openListeners = new Set<() => void>();
  #socket: SocketLike | null = null;
  #connection: Connection = { state: "connecting" };
  #attempt = 0;
  #retry: ReturnType<typeof setTimeout> | null = null;
  #next = 1;
  #started = false;

  constructor(private readonly options: SocketOptions) {}

  get connection(): Connection {
    return this.#connection;
  }

  start(): void {
    if (this.#started) return;
    this.#started = true;
    this.#connect();
  }

  stop(): void {
    this.#started = false;
    this.#cancelRetry();
    const socket = this.#socket;
    if (socket === null) return;
    this.#socket = null;
    socket.close(1000);
    for (const { events } of this.#channels.values()) events.lost();
    this.#become({ state: "connecting" });
  }

  /** The network said that it is back, or the tab is looked at again: no need to wait longer. */
  retryNow(): void {
    if (!this.#started || this.#socket !== null || this.#connection.state === "signed-out") return;
    this.#attempt = 0;
    this.#connect();
  }

  /** The network said that it is gone: a silent line is not waited for. */
  giveUp(): void {
    this.#socket?.close(GIVEN_UP);
  }

  open(events: ChannelEvents): ChannelHandle {
    const number = this.#next;
    this.#next += 1;
    const entry = { events, unacked: 0 };
    this.#channels.set(number, entry);
    if (this.#isOpen()) this.#ask(number, events);
    return {
      ack: (bytes) => {
        entry.unacked += bytes;
        if (entry.unacked < ACK_EVERY_BYTES || !this.#channels.has(number)) return;
        this.#say({ type: "ack", channel: number, bytes: entry.unacked });
        entry.unacked = 0;
      },
      input: (bytes) => this.#input(number, bytes),
      resize: (cols, rows) => this.#channels.has(number) && this.#say({ type: "resize", channel: number, cols, rows }),
      close: () => {
        if (this.#channels.delete(number)) this.#say({ type: "close", channel: number });
      },
    };
  }

  onChange(listener: (change: Change) => void): () => void {
    this.#changeListeners.add(listener);
    return () => this.#changeListeners.delete(listener);
  }

  onConnection(listener: () => void): () => void {
    this.#connectionListeners.add(listener);
    return () => this.#connectionListeners.delete(listener);
  }

  /** Told each time the line opens: changes from before may have been missed. */
  onOpen(listener: () => void): () => void {
    this.#openListeners.add(listener);
    return () => this.#openListeners.delete(listener);
  }

  #connect(): void {
    this.#cancelRetry();
    const socket = this.options.connect();
    let opened = false;
    socket.binaryType = "arraybuffer";
    socket.onmessage = (event: MessageEvent) => {
      if (typeof event.data !== "string") return this.#data(event.data as ArrayBuffer);
      const message = JSON.parse(event.data) as ServerMessage;
      if (message.type !== "hello") return this.#message(message);
      opened = true;
      this.#opened();
    };
    socket.onclose = (event: CloseEvent) => {
      if (this.#socket === socket) void this.#closed(event.code, opened);
    };
    this.#socket = socket;
  }

  #opened(): void {
    this.#attempt = 0;
    this.#become({ state: "open" });
    for (const [number, entry] of this.#channels) {
      entry.unacked = 0;
      this.#ask(number, entry.events);
    }
    for (const listener of this.#openListeners) listener();
  }

  /** Says what the channel asks for: at once, or when it knows; by then the line or the channel may be gone. */
  #ask(number: number, events: ChannelEvents): void {
    const asked = events.request();
    if (!(asked instanceof Promise)) return this.#say({ type: "open", channel: number, open: asked });
    const socket = this.#socket;
    const stands = () => this.#socket === socket && this.#channels.get(number)?.events === events;
    asked.then(
      (open) => stands() && this.#say({ type: "open", channel: number, open }),
      (error: unknown) => stands() && this.#message({ type: "closed", channel: number, problem: problemOf(error) }),
    );
  }

  async #closed(code: number, opened: boolean): Promise<void> {
    this.#socket = null;
    if (opened) for (const { events } of this.#channels.values()) events.lost();
    if (this.#connection.state !== "reconnecting") this.#become({ state: "reconnecting", since: (this.options.now ?? Date.now)() });
    const ended = code === CLOSE.unauthenticated || (!opened && (await this.options.isSignedOut().catch(() => false)));
    if (!this.#started || this.#socket !== null) return;
    if (ended) return this.#become({ state: "signed-out" });
    const wait = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** this.#attempt);
    this.#attempt += 1;
    this.#retry = setTimeout(() => this.#connect(), wait * (0.5 + (this.options.random ?? Math.random)() / 2));
  }

  #message(message: Exclude<ServerMessage, { type: "hello" }>): void {
    if (message.type === "change") {
      for (const listener of this.#changeListeners) listener(message.change);
      return;
    }
    const entry = this.#channels.get(message.channel);
    if (message.type === "closed") this.#channels.delete(message.channel);
    entry?.events.message(message);
  }

  #data(frame: ArrayBuffer): void {
    const { channel, ...data } = readData(frame);
    this.#channels.get(channel)?.events.data(data);
  }

  #input(number: number, bytes: Uint8Array): void {
    if (!this.#channels.has(number) || !this.#isOpen()) return;
    for (let from = 0; from < bytes.length; from += MAX_FRAME_BYTES)
      this.#socket?.send(inputFrame(number, bytes.subarray(from, from + MAX_FRAME_BYTES)) as Uint8Array<ArrayBuffer>);
  }

  #say(message: ClientMessage): void {
    if (this.#isOpen()) this.#socket?.send(JSON.stringify(message));
  }

  #isOpen(): boolean {
    return this.#connection.state === "open" && this.#socket?.readyState === OPEN;
  }

  #become(connection: Connection): void {
    this.#connection = connection;
    for (const listener of this.#connectionListeners) listener();
  }

  #cancelRetry(): void {
    if (this.#retry !== null) clearTimeout(this.#retry);
    this.#retry = null;
  }
}
