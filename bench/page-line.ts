import { WebSocket } from "ws";
import { ACK_EVERY_BYTES, type ChannelRequest, type ClientMessage, DATA_HEADER, inputFrame, type ServerMessage } from "@/lib/realtime/protocol";
import type { SignedIn } from "./lab";

/** A page's end of the socket with nothing behind it: takes frames, confirms them as a page does, and hands their bytes on. */
export class PageLine {
  /** Told of every data frame: its bytes without the header. */
  onData: (bytes: Buffer) => void = () => {};
  readonly #messages: ServerMessage[] = [];
  readonly #waiting = new Set<() => void>();
  readonly #listeners = new Map<number, (bytes: Buffer) => void>();
  readonly #unconfirmed = new Map<number, number>();

  private constructor(private readonly socket: WebSocket) {
    socket.on("message", (data: Buffer, binary: boolean) => {
      if (binary) this.#data(data);
      else this.#control(JSON.parse(data.toString()) as ServerMessage);
    });
    socket.on("close", () => this.#wake());
  }

  static async open({ server, spindle }: SignedIn): Promise<PageLine> {
    const socket = new WebSocket(`ws://127.0.0.1:${server.port}/ws`, { headers: { origin: server.url, cookie: spindle.cookie } });
    const line = new PageLine(socket);
    await new Promise<void>((resolve, reject) => {
      socket.once("error", reject);
      socket.once("open", () => resolve());
    });
    await line.message("hello");
    return line;
  }

  /** Opens a channel; one is enough for most. */
  channel(open: ChannelRequest, channel = 1): void {
    this.#say({ type: "open", channel, open });
  }

  /** For lines with several: what comes on this one alone. */
  listen(channel: number, hear: (bytes: Buffer) => void): void {
    this.#listeners.set(channel, hear);
  }

  type(text: string, channel = 1): void {
    this.socket.send(inputFrame(channel, Buffer.from(text)));
  }

  /** The first such message, now or later; a refusal is thrown. */
  async message(type: ServerMessage["type"], channel?: number): Promise<ServerMessage> {
    for (;;) {
      const refusal = this.#messages.find((message) => message.type === "closed");
      if (refusal) throw new Error(`the channel was refused: ${JSON.stringify(refusal)}`);
      const found = this.#messages.find((message) => message.type === type && (channel === undefined || ("channel" in message && message.channel === channel)));
      if (found) return found;
      if (this.socket.readyState !== WebSocket.OPEN) throw new Error(`the line ended before it said ${type}`);
      await new Promise<void>((resolve) => this.#waiting.add(resolve));
    }
  }

  close(): void {
    this.socket.close(1001);
  }

  #data(frame: Buffer): void {
    const bytes = frame.subarray(DATA_HEADER);
    const channel = frame.readUInt32BE(0);
    this.onData(bytes);
    this.#listeners.get(channel)?.(bytes);
    const unconfirmed = (this.#unconfirmed.get(channel) ?? 0) + bytes.length;
    this.#unconfirmed.set(channel, unconfirmed < ACK_EVERY_BYTES ? unconfirmed : 0);
    if (unconfirmed >= ACK_EVERY_BYTES) this.#say({ type: "ack", channel, bytes: unconfirmed });
  }

  #control(message: ServerMessage): void {
    if (message.type === "change") return;
    this.#messages.push(message);
    this.#wake();
  }

  #wake(): void {
    for (const resolve of this.#waiting) resolve();
    this.#waiting.clear();
  }

  #say(message: ClientMessage): void {
    this.socket.send(JSON.stringify(message));
  }
}
