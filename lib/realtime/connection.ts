import type { RawData, WebSocket } from "ws";
import type { Actor } from "@/lib/core/access";
import { type ErrorCode, problemOf } from "@/lib/core/errors";
import type { Channel, Ending, Outlet } from "./channel";
import { parseClientMessage } from "./messages";
import { type ChannelRequest, CLOSE, type ClientMessage, INPUT_HEADER, MAX_CHANNELS, type ServerMessage } from "./protocol";

const PING_MS = 25_000;
const RECHECK_MS = 3_000;
/** What ends a channel that was open. A registry that cannot answer is no refusal. */
const ENDS = new Set<ErrorCode>(["NOT_FOUND", "FORBIDDEN", "SHELL_IDLE"]);

export interface ConnectionDeps {
  actor: Actor;
  /** Makes a channel and starts it; a rejection is answered as `closed`. */
  openChannel(number: number, request: ChannelRequest, outlet: Outlet, actor: Actor): { channel: Channel; started: Promise<void> };
  /** Whether the session still stands with the same rights. */
  standing(actor: Actor): Promise<"same" | "changed" | "ended">;
  log(error: unknown): void;
}

/** One page's socket, from hello to its end. */
export class Connection implements Outlet {
  readonly #channels = new Map<number, Channel>();
  readonly #timers: NodeJS.Timeout[];
  #answered = true;
  #over = false;

  constructor(
    private readonly socket: WebSocket,
    private readonly deps: ConnectionDeps,
    private readonly left: () => void,
  ) {
    socket.binaryType = "nodebuffer";
    socket.on("message", (data, binary) => (binary ? this.#input(data) : this.#control(data)));
    socket.on("pong", () => {
      this.#answered = true;
    });
    // 1000 and 1001: the page itself left, or its browser closed it. Anything else is a lost line that may come back.
    socket.on("close", (code) => this.#ended(code === 1000 || code === 1001 || code === 1005 ? "left" : "lost"));
    socket.on("error", () => socket.terminate());
    this.#timers = [setInterval(() => this.#ping(), PING_MS), setInterval(() => void this.recheck(), RECHECK_MS)];
    this.send({ type: "hello", user: deps.actor.username });
  }

  get actor(): Actor {
    return this.deps.actor;
  }

  send(message: ServerMessage): void {
    if (this.socket.readyState === this.socket.OPEN) this.socket.send(JSON.stringify(message));
  }

  sendData(frame: Buffer): void {
    if (this.socket.readyState === this.socket.OPEN) this.socket.send(frame);
  }

  /** Asks anew whether session and channels may stay; ends what may not. */
  async recheck(): Promise<void> {
    const standing = await this.deps.standing(this.deps.actor).catch((error: unknown) => {
      this.deps.log(error);
      return "same" as const;
    });
    if (this.#over) return;
    if (standing === "ended") return this.close(CLOSE.unauthenticated, "forbidden");
    // The page comes back at once and is then known with its new rights.
    if (standing === "changed") return this.close(CLOSE.goingAway, "forbidden");
    await Promise.all([...this.#channels].map(([number, channel]) => this.#recheckChannel(number, channel)));
  }

  close(code: number, ending: Ending): void {
    this.#ended(ending);
    this.socket.close(code);
    setTimeout(() => this.socket.terminate(), 1_000).unref();
  }

  async #recheckChannel(number: number, channel: Channel): Promise<void> {
    const refusal = await channel.recheck(this.deps.actor).then(
      () => null,
      (error: unknown) => problemOf(error),
    );
    if (refusal === null || !ENDS.has(refusal.code)) return;
    if (this.#channels.get(number) !== channel) return;
    this.#drop(number, "forbidden");
    this.send({ type: "closed", channel: number, problem: refusal });
  }

  #control(data: RawData): void {
    const message = parseClientMessage(data.toString());
    if (message === null) this.close(CLOSE.protocol, "page");
    else if (message.type === "open") this.#open(message);
    else this.#say(message, this.#channels.get(message.channel));
  }

  /** What is said to a channel that has just ended is late, not wrong. */
  #say(message: Exclude<ClientMessage, { type: "open" }>, channel: Channel | undefined): void {
    if (message.type === "ack") channel?.ack(message.bytes);
    else if (message.type === "resize") channel?.resize(message.cols, message.rows);
    else this.#drop(message.channel, "page");
  }

  #open({ channel: number, open }: Extract<ClientMessage, { type: "open" }>): void {
    if (this.#channels.has(number) || this.#channels.size >= MAX_CHANNELS) {
      this.close(CLOSE.protocol, "page");
      return;
    }
    const { channel, started } = this.deps.openChannel(number, open, this, this.deps.actor);
    this.#channels.set(number, channel);
    started.catch((error: unknown) => {
      const problem = problemOf(error);
      if (problem.code === "UNKNOWN") this.deps.log(error);
      if (this.#channels.get(number) !== channel) return;
      this.#drop(number, "page");
      this.send({ type: "closed", channel: number, problem });
    });
  }

  #input(data: RawData): void {
    const bytes = data as Buffer;
    if (bytes.length < INPUT_HEADER) this.close(CLOSE.protocol, "page");
    else this.#channels.get(bytes.readUInt32BE(0))?.input(bytes.subarray(INPUT_HEADER));
  }

  #drop(number: number, ending: Ending): void {
    this.#channels.get(number)?.close(ending);
    this.#channels.delete(number);
  }

  #ping(): void {
    if (this.#answered) this.socket.ping();
    else this.socket.terminate();
    this.#answered = false;
  }

  #ended(ending: Ending): void {
    if (this.#over) return;
    this.#over = true;
    for (const timer of this.#timers) clearInterval(timer);
    for (const number of [...this.#channels.keys()]) this.#drop(number, ending);
    this.left();
  }
}
