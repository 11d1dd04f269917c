import { WebSocket } from "ws";
import { ACK_EVERY_BYTES, type ChannelRequest, type ClientMessage, DATA_HEADER, inputFrame, type ServerMessage } from "@/lib/realtime/protocol";
import type { SignedIn } from "./lab";

/** A page's end of the socket with nothing behind it: takes frames, confirms them as a page does, and hands their bytes on. */
export class PageLine {
  /** Told of every data frame: its bytes without the header. */
  onData: (bytes: Buffer) => void = () => {};
  readonly #messages: ServerMessage[] = [];
  readonly #waiting = new Set<() => void>();
  readonly #unconfirmed = new Map<number, number>();

  private constructor(private readonly socket: WebSocket) {
    socket.on("message", (data: Buffer, binary: boolean) => {
      if (binary) this.#data(data);
      else this.#control(JSON.parse(data.toString()) as ServerMessage);
    });
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

  channel(open: ChannelRequest, channel = 1): void {
    this.#say({ type: "open", channel, open });
  }

  type(text: string): void {
    this.socket.send(inputFrame(1, Buffer.from(text)));
  }

  /** The first such message, now or later; a refusal is thrown. */
  async message(type: ServerMessage["type"]): Promise<ServerMessage> {
    for (;;) {
      const refusal = this.#messages.find((message) => message.type === "closed");
      if (refusal) throw new Error(`the channel was refused: ${JSON.stringify(refusal)}`);
      const found = this.#messages.find((message) => message.type === type);
      if (found) return found;
      await new Promise<void>((resolve) => this.#waiting.add(resolve));
    }
  }

  close(): void {
    this.socket.close(1001);
  }

  #data(frame: Buffer): void {
    const bytes = frame.subarray(DATA_HEADER);
    this.onData(bytes);
    const channel = frame.readUInt32BE(0);
    const unconfirmed = (this.#unconfirmed.get(channel) ?? 0) + bytes.length;
    const confirm = unconfirmed >= ACK_EVERY_BYTES;
    this.#unconfirmed.set(channel, confirm ? 0 : unconfirmed);
    if (confirm) this.#say({ type: "ack", channel, bytes: unconfirmed });
  }

  #control(message: ServerMessage): void {
    if (message.type === "change") return;
    this.#messages.push(message);
    for (const resolve of this.#waiting) resolve();
    this.#waiting.clear();
  }

  #say(message: ClientMessage): void {
    this.socket.send(JSON.stringify(message));
  }
}
