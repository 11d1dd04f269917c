import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { ACK_EVERY_BYTES, CLOSE, dataHeader, MAX_FRAME_BYTES, type ServerMessage } from "@/lib/realtime/protocol";
import { type ChannelEvents, LiveSocket, type SocketLike } from "./socket";

class FakeSocket implements SocketLike {
  readyState = 0;
  binaryType: BinaryType = "blob";
  onclose: SocketLike["onclose"] = null;
  onmessage: SocketLike["onmessage"] = null;
  sent: unknown[] = [];
  binary: Uint8Array[] = [];

  send(data: string | ArrayBufferLike | Blob | ArrayBufferView): void {
    if (typeof data === "string") this.sent.push(JSON.parse(data));
    else this.binary.push(data as Uint8Array);
  }

  close(code = 1000): void {
    this.end(code);
  }

  hello(): void {
    this.readyState = 1;
    this.says({ type: "hello", user: "tin" });
  }

  says(message: ServerMessage): void {
    this.#tell(JSON.stringify(message));
  }

  frame(channel: number, text: string): void {
    this.#tell(new Uint8Array(Buffer.concat([dataHeader(channel, 2, "stderr"), Buffer.from(text)])).buffer);
  }

  end(code = 1006): void {
    this.readyState = 3;
    (this.onclose as ((event: unknown) => void) | null)?.({ code });
  }

  #tell(data: unknown): void {
    (this.onmessage as ((event: unknown) => void) | null)?.({ data });
  }
}

function stage() {
  const sockets: FakeSocket[] = [];
  let signedOut = false;
  const live = new LiveSocket({
    connect: () => {
      const socket = new FakeSocket();
      sockets.push(socket);
      return socket;
    },
    isSignedOut: async () => signedOut,
    random: () => 1,
  });
  live.start();
  return { live, sockets, last: () => sockets.at(-1) as FakeSocket, signOut: () => (signedOut = true) };
}

function channel(): ChannelEvents & { got: string[]; requests: number } {
  const events = {
    got: [] as string[],
    requests: 0,
    request: () => {
      events.requests += 1;
      return { kind: "logs" as const, environment: "e", stack: "s", service: null, containers: null, tail: 10, since: null };
    },
    message: (message: { type: string }) => void events.got.push(message.type),
    data: ({ bytes, source, stream }: { bytes: Uint8Array; source: number; stream: string }) =>
      void events.got.push(`${source} ${stream} ${Buffer.from(bytes)}`),
    lost: () => void events.got.push("lost"),
  };
  return events;
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe("the socket of a tab", () => {
  test("opens its channels once the server has said hello, and hands on what comes", () => {
    const { live, last } = stage();
    const events = channel();
    live.open(events);
    expect(last().sent).toEqual([]);
    last().hello();
    expect(last().sent).toMatchObject([{ type: "open", channel: 1, open: { kind: "logs", tail: 10 } }]);
    last().says({ type: "opened", channel: 1, opened: { kind: "logs" } });
    last().frame(1, "text");
    last().frame(99, "for nobody");
    expect(events.got).toEqual(["opened", "2 stderr text"]);
  });

  test("comes back after a loss, waiting longer each time, and opens everything again", async () => {
    const { live, sockets, last } = stage();
    const events = channel();
    const open = vi.fn();
    live.onOpen(open);
    live.open(events);
    expect(open).not.toHaveBeenCalled();
    last().hello();
    expect(open).toHaveBeenCalledTimes(1);
    last().end();
    expect(live.connection.state).toBe("reconnecting");
    expect(events.got).toEqual(["lost"]);
    for (const wait of [250, 500, 1_000, 2_000, 4_000, 8_000, 10_000, 10_000]) {
      const before = sockets.length;
      await vi.advanceTimersByTimeAsync(wait - 1);
      expect(sockets.length).toBe(before);
      await vi.advanceTimersByTimeAsync(1);
      expect(sockets.length).toBe(before + 1);
      last().end();
    }
    await vi.advanceTimersByTimeAsync(10_000);
    last().hello();
    expect(live.connection.state).toBe("open");
    expect(last().sent).toHaveLength(1);
    expect(events.requests).toBe(2);
    expect(open).toHaveBeenCalledTimes(2);
    expect(events.got).toEqual(["lost"]);
  });

  test("does not wait when the network says it is back", async () => {
    const { live, sockets, last } = stage();
    last().hello();
    live.giveUp();
    await vi.advanceTimersByTimeAsync(0);
    live.retryNow();
    expect(sockets).toHaveLength(2);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(sockets).toHaveLength(2);
  });

  test("stays away when the session has ended", async () => {
    const ended = stage();
    ended.last().hello();
    ended.last().end(CLOSE.unauthenticated);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(ended.live.connection.state).toBe("signed-out");
    expect(ended.sockets).toHaveLength(1);
    const refused = stage();
    refused.signOut();
    refused.last().end();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(refused.live.connection.state).toBe("signed-out");
    expect(refused.sockets).toHaveLength(1);
  });

  test("confirms bytes now and then, and nothing of an earlier line", async () => {
    const { live, last } = stage();
    const handle = live.open(channel());
    last().hello();
    handle.ack(ACK_EVERY_BYTES - 1);
    expect(last().sent).toHaveLength(1);
    handle.ack(1);
    expect(last().sent[1]).toEqual({ type: "ack", channel: 1, bytes: ACK_EVERY_BYTES });
    handle.ack(ACK_EVERY_BYTES - 1);
    last().end();
    await vi.advanceTimersByTimeAsync(250);
    last().hello();
    handle.ack(1);
    expect(last().sent).toHaveLength(1);
  });

  test("cuts a large paste into frames, and sends nothing while it is away", () => {
    const { live, last } = stage();
    const handle = live.open(channel());
    handle.input(new Uint8Array(10));
    last().hello();
    handle.input(new Uint8Array(MAX_FRAME_BYTES + 10).fill(7));
    expect(last().binary.map((frame) => frame.length)).toEqual([MAX_FRAME_BYTES + 4, 14]);
    expect([...(last().binary[1] ?? [])].slice(0, 6)).toEqual([0, 0, 0, 1, 7, 7]);
  });

  test("forgets a channel that was closed by either side", async () => {
    const { live, last } = stage();
    const [mine, theirs] = [channel(), channel()];
    const handle = live.open(mine);
    live.open(theirs);
    last().hello();
    handle.close();
    handle.close();
    expect(last().sent.slice(2)).toEqual([{ type: "close", channel: 1 }]);
    last().says({ type: "closed", channel: 2, problem: null });
    last().end();
    await vi.advanceTimersByTimeAsync(250);
    last().hello();
    expect(last().sent).toEqual([]);
    expect(theirs.got).toEqual(["closed"]);
  });
});
