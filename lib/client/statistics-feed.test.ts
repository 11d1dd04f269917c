import { expect, test } from "vitest";
import type { ChannelRequest, ServerMessage } from "@/lib/realtime/protocol";
import type { ChannelEvents } from "./socket";
import { type FeedRequest, joinFeed } from "./statistics-feed";

const REQUEST: FeedRequest = { kind: "statistics", environment: "sandbox", stack: "shop", service: "web" };

/** A socket that only counts what is open. */
function line() {
  const open = new Set<ChannelEvents>();
  const asked: ChannelRequest[] = [];
  const socket = {
    open: (events: ChannelEvents) => {
      open.add(events);
      asked.push(events.request() as ChannelRequest);
      return { ack: () => undefined, input: () => undefined, resize: () => undefined, close: () => void open.delete(events) };
    },
  };
  const say = (message: Extract<ServerMessage, { channel: number }>) => {
    for (const events of open) events.message(message);
  };
  return { socket, open, asked, say };
}

const at = (second: number) => 1_800_000_000_000 + second * 1000;
const values = (cpu: number): [string, ...number[]] => ["aaaaaaaaaaaa", cpu, 1024, 1, 2, 3, 4, 5];

test("parts of a page that show the same share one channel, which the last one closes", () => {
  const { socket, open, asked } = line();
  const rows = Array.from({ length: 10 }, () => joinFeed(socket, { ...REQUEST }));
  expect(new Set(rows.map(({ feed }) => feed)).size).toBe(1);
  expect(asked).toEqual([REQUEST]);
  const other = joinFeed(socket, { ...REQUEST, service: null });
  expect(open.size).toBe(2);
  for (const { leave } of rows.slice(1)) leave();
  rows[1]?.leave();
  expect(open.size).toBe(2);
  rows[0]?.leave();
  other.leave();
  expect(open.size).toBe(0);
  joinFeed(socket, REQUEST).leave();
  expect(asked.length).toBe(3);
});

test("a container's last minute is kept, once, and only that", () => {
  const { socket, say } = line();
  const { feed } = joinFeed(socket, REQUEST);
  say({ type: "opened", channel: 1, opened: { kind: "statistics" } });
  say({ type: "samples", channel: 1, ticks: Array.from({ length: 50 }, (_, second) => [at(second), [values(second)]]) });
  const before = feed.of("aaaaaaaaaaaabbbb");
  expect([feed.snapshot().state, before.length, before.at(-1)]).toEqual([
    "live",
    50,
    { at: at(49), cpu: 49, memory: 1024, rx: 1, tx: 2, read: 3, write: 4, pids: 5 },
  ]);
  // After the line was lost the last minute comes again.
  say({
    type: "samples",
    channel: 1,
    ticks: [
      [at(48), [values(0)]],
      [at(49), [values(0)]],
      [at(70), [values(70)]],
    ],
  });
  expect(feed.of("aaaaaaaaaaaa").map(({ cpu }) => cpu)).toEqual([...Array.from({ length: 39 }, (_, second) => second + 11), 70]);
  expect(feed.of("somebody else's")).toEqual([]);
});

test("what was said of sampling and limits stands until it changes, and a refusal is told", () => {
  const { socket, say } = line();
  const { feed } = joinFeed(socket, REQUEST);
  let told = 0;
  feed.subscribe(() => {
    told += 1;
  });
  say({ type: "sampling", channel: 1, sampling: { on: false, everySeconds: 1, direct: true }, limits: { aaaaaaaaaaaa: [1, 2] }, happened: 3 });
  expect(feed.snapshot()).toMatchObject({ happened: 3, sampling: { on: false }, limits: { aaaaaaaaaaaa: [1, 2] } });
  say({ type: "closed", channel: 1, problem: { code: "NOT_FOUND", data: { what: "stack" } } });
  expect([feed.snapshot().state, feed.snapshot().problem?.code, told]).toEqual(["refused", "NOT_FOUND", 2]);
});
