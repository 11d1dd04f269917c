import { WebSocket } from "ws";
import { type ChannelRequest, type ClientMessage, inputFrame, readData, type ServerMessage } from "@/lib/realtime/protocol";

/** After so long without a word nothing more comes: shorter than any test that waits for it, so that what was said last is told. */
const SILENCE_MS = 45_000;

/** A page's end of the socket, in a test. */
export interface PageSocket {
  messages: ServerMessage[];
  /** Bytes by channel, source and stream, as text. */
  text(channel: number, source?: number): string;
  stream(channel: number, stream: string, source?: number): string;
  bytes: number;
  /** Line ends among them. */
  lines: number;
  say(message: ClientMessage): void;
  open(channel: number, open: ChannelRequest): void;
  raw(data: string | Uint8Array): void;
  type(channel: number, text: string): void;
  /** Confirms everything that comes, as a quick page does; false lets it pile up. */
  acks: boolean;
  until<T>(look: () => T | undefined | false): Promise<T>;
  message<T extends ServerMessage["type"]>(
    type: T,
    holds?: (message: Extract<ServerMessage, { type: T }>) => boolean,
  ): Promise<Extract<ServerMessage, { type: T }>>;
  /** Code of its end. */
  ended: Promise<number>;
  /** As a page that is left. */
  leave(): void;
  /** As a line that breaks: no word is said. */
  cut(): void;
}

/** Opens a socket as a browser would, and waits for hello. Rejects with the status of a refusal. */
export async function openPage(port: number, cookie: string): Promise<PageSocket> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/ws`, { headers: { origin: `http://127.0.0.1:${port}`, cookie } });
  const parts = new Map<string, Buffer[]>();
  const waiting = new Set<() => void>();
  const ended = new Promise<number>((resolve) => socket.once("close", resolve));
  const page: PageSocket = {
    messages: [],
    bytes: 0,
    lines: 0,
    acks: true,
    ended,
    text: (channel, source = 0) =>
      Buffer.concat(["stdout", "stderr", "terminal"].flatMap((stream) => parts.get(`${channel} ${source} ${stream}`) ?? [])).toString(),
    stream: (channel, stream, source = 0) => Buffer.concat(parts.get(`${channel} ${source} ${stream}`) ?? []).toString(),
    say: (message) => socket.send(JSON.stringify(message)),
    open: (channel, open) => socket.send(JSON.stringify({ type: "open", channel, open } satisfies ClientMessage)),
    raw: (data) => socket.send(data),
    type: (channel, text) => socket.send(inputFrame(channel, Buffer.from(text))),
    until: async (look) => {
      for (;;) {
        const found = look();
        if (found !== undefined && found !== false) return found;
        await new Promise<void>((resolve, reject) => {
          const last = () => JSON.stringify([page.messages.slice(-3), page.text(1).slice(-400)]);
          const silence = setTimeout(() => reject(new Error(`not a word for ${SILENCE_MS} ms; last: ${last()}`)), SILENCE_MS);
          waiting.add(() => {
            clearTimeout(silence);
            resolve();
          });
        });
      }
    },
    message: (type, holds = () => true) =>
      page.until(
        () =>
          page.messages.find((message): message is Extract<ServerMessage, { type: typeof type }> => message.type === type && holds(message as never)) as never,
      ),
    leave: () => socket.close(1001),
    cut: () => socket.terminate(),
  };
  const look = () => {
    for (const resolve of waiting) resolve();
    waiting.clear();
  };
  socket.on("message", (data: Buffer, binary: boolean) => {
    if (!binary) page.messages.push(JSON.parse(data.toString()) as ServerMessage);
    else {
      const { channel, source, stream, bytes } = readData(data.buffer.slice(data.byteOffset, data.byteOffset + data.length) as ArrayBuffer);
      const name = `${channel} ${source} ${stream}`;
      const kept = parts.get(name) ?? [];
      kept.push(Buffer.from(bytes));
      parts.set(name, kept);
      page.bytes += bytes.length;
      for (const byte of bytes) if (byte === 10) page.lines += 1;
      if (page.acks) page.say({ type: "ack", channel, bytes: bytes.length });
    }
    look();
  });
  await new Promise<void>((resolve, reject) => {
    socket.once("open", () => resolve());
    socket.once("unexpected-response", (_request, response) => reject(new Error(String(response.statusCode))));
    socket.once("error", reject);
  });
  await page.message("hello");
  return page;
}
