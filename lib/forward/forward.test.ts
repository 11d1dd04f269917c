import { createSocket } from "node:dgram";
import { once } from "node:events";
import { rmSync } from "node:fs";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { beforeEach, describe, expect, onTestFinished, test, vi } from "vitest";
import { type TestDatabase, testDatabase, testFile } from "@/lib/testing/database";
import { createForward } from "./forward";
import { targetOf } from "./targets";

let db: TestDatabase;
let file = "";
beforeEach(async () => {
  db = await testDatabase();
  file = testFile();
});

const write = (count: number, from = 1) =>
  db.registry.transaction(async (tx) => {
    for (let at = from; at < from + count; at += 1)
      await tx.audit(
        {
          actor: { userId: "u", username: "ada" },
          address: "10.0.0.1",
          action: "user.create",
          stackId: null,
          subject: `p${at} ü\u001b`,
          before: null,
          after: { at },
        },
        at,
      );
  });

function forward(target: string, errors: unknown[] = []) {
  const made = createForward({ target, file, registry: db.registry, now: () => 0, log: (error) => errors.push(error), firstWaitMs: 5 });
  onTestFinished(() => made.stop());
  return made;
}

/** Takes octet-counted messages; `open` and `close` as a receiver that comes and goes. */
function receiver() {
  const messages: string[] = [];
  const sockets = new Set<Socket>();
  const take = (socket: Socket) => {
    sockets.add(socket);
    let rest = Buffer.alloc(0);
    socket.on("error", () => undefined);
    socket.on("data", (bytes) => {
      rest = Buffer.concat([rest, bytes]);
      for (;;) {
        const space = rest.indexOf(" ");
        const length = Number(rest.subarray(0, Math.max(0, space)).toString());
        if (space < 1 || rest.length < space + 1 + length) return;
        messages.push(rest.subarray(space + 1, space + 1 + length).toString());
        rest = rest.subarray(space + 1 + length);
      }
    });
  };
  const server = createServer(take);
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return {
    messages,
    server,
    numbers: () => messages.map((message) => Number(/number="(\d+)"/.exec(message)?.[1])),
    cut: () => {
      for (const socket of sockets) socket.destroy();
    },
  };
}

const upTo = (count: number) => Array.from({ length: count }, (_, at) => at + 1);

describe("over a stream", () => {
  test("every row arrives once, in order, as RFC 5424, and what comes later follows", async () => {
    const there = receiver();
    there.server.listen(0, "127.0.0.1");
    await once(there.server, "listening");
    await write(250);
    const sending = forward(`syslog+tcp://127.0.0.1:${(there.server.address() as AddressInfo).port}`);
    await sending.start();
    await vi.waitFor(() => expect(there.numbers()).toEqual(upTo(250)));
    await write(3, 251);
    await vi.waitFor(() => expect(there.numbers()).toEqual(upTo(253)));
    const [first = ""] = there.messages;
    expect(first).toMatch(/^<109>1 1970-01-01T00:00:00\.001Z \S+ spindle \d+ user\.create \[audit@32473 number="1" hash="[0-9a-f]{64}"\] \ufeff\{/);
    expect(JSON.parse(first.slice(first.indexOf("{")))).toMatchObject({ number: 1, subject: "p1 ü\u001b", after: { at: 1 } });
    await vi.waitFor(async () => expect(await sending.state()).toMatchObject({ sent: 253, behind: 0, trouble: null }));
  });

  test("it waits for a receiver that is away, says that it is behind, and loses nothing over cuts and restarts", async () => {
    const path = `${testFile()}.sock`;
    const errors: unknown[] = [];
    await write(40);
    const first = forward(`syslog+unix://${path}`, errors);
    await first.start();
    await vi.waitFor(async () => expect(await first.state()).toMatchObject({ sent: 0, behind: 40, trouble: { since: 0 } }));
    expect(errors).toHaveLength(1);

    const there = receiver();
    there.server.listen(path);
    await vi.waitFor(() => expect(there.numbers()).toContain(40));
    there.cut();
    await write(40, 41);
    await vi.waitFor(() => expect(there.numbers()).toContain(80));
    await first.stop();
    await write(20, 81);

    const second = forward(`syslog+unix://${path}`);
    await second.start();
    await vi.waitFor(() => expect(there.numbers()).toContain(100));
    expect([...new Set(there.numbers())].sort((a, b) => a - b)).toEqual(upTo(100));
    // Only what may have been lost with a cut line comes twice.
    expect(there.numbers().length).toBeLessThanOrEqual(102);
    rmSync(path, { force: true });
  });
});

test("over datagrams", async () => {
  const socket = createSocket("udp4");
  onTestFinished(() => void socket.close());
  const got: string[] = [];
  socket.on("message", (bytes) => got.push(bytes.toString()));
  socket.bind(0, "127.0.0.1");
  await once(socket, "listening");
  await write(5);
  await forward(`syslog://127.0.0.1:${socket.address().port}`).start();
  await vi.waitFor(() => expect(got).toHaveLength(5));
  expect(got[4]).toContain('number="5"');
});

test("to standard output as JSON lines, held back by a slow reader", async () => {
  const lines: string[] = [];
  const held: (() => void)[] = [];
  vi.spyOn(process.stdout, "write").mockImplementation(((text: string, done: (error?: Error) => void) => {
    lines.push(text);
    held.push(() => done());
    return false;
  }) as typeof process.stdout.write);
  await write(3);
  const sending = forward("stdout");
  await sending.start();
  await vi.waitFor(() => expect(lines).toHaveLength(1));
  expect(await sending.state()).toMatchObject({ sent: 0, behind: 3 });
  for (let at = 0; at < 3; at += 1) {
    await vi.waitFor(() => expect(held).toHaveLength(1));
    held.shift()?.();
  }
  await vi.waitFor(async () => expect((await sending.state())?.behind).toBe(0));
  expect(lines.map((line) => JSON.parse(line).number)).toEqual([1, 2, 3]);
});

test("another target gets everything from the first row on", async () => {
  await write(2);
  const sent: string[] = [];
  for (const target of ["one", "one", "two"]) {
    const take = { send: async (row: { number: number }) => void sent.push(`${target} ${row.number}`), close: () => undefined };
    const sending = createForward({ target, file, registry: db.registry, now: () => 0, log: () => undefined, open: () => take });
    await sending.start();
    await vi.waitFor(async () => expect((await sending.state())?.behind).toBe(0));
    await sending.stop();
  }
  expect(sent).toEqual(["one 1", "one 2", "two 1", "two 2"]);
  expect(() => targetOf("http://example.org")).toThrow("nothing is known");
});
