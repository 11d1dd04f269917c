import { describe, expect, test } from "vitest";
import { ShellSession } from "./shell-session";
import type { ChannelEvents } from "./socket";

function stage() {
  const channels: { events: ChannelEvents; sent: string[]; acked: number; closed: boolean; sizes: string[] }[] = [];
  const socket = {
    open: (events: ChannelEvents) => {
      const channel = { events, sent: [] as string[], acked: 0, closed: false, sizes: [] as string[] };
      channels.push(channel);
      return {
        ack: (bytes: number) => {
          channel.acked += bytes;
        },
        input: (bytes: Uint8Array) => void channel.sent.push(Buffer.from(bytes).toString()),
        resize: (cols: number, rows: number) => void channel.sizes.push(`${cols}x${rows}`),
        close: () => {
          channel.closed = true;
        },
      };
    },
  };
  const screen = { text: "", resets: 0, pending: [] as (() => void)[], sizes: [] as string[] };
  const terminal = {
    cols: 80,
    rows: 24,
    write: (bytes: Uint8Array | string, done: () => void) => {
      screen.text += typeof bytes === "string" ? bytes : Buffer.from(bytes).toString();
      screen.pending.push(done);
    },
    reset: () => {
      screen.text = "";
      screen.resets += 1;
    },
    size: (cols: number, rows: number) => void screen.sizes.push(`${cols}x${rows}`),
    fit: () => void screen.sizes.push("fit"),
  };
  const session = new ShellSession(
    socket,
    terminal,
    { environment: "e", stack: "s", container: "c" },
    async () => "ticket",
    () => 5,
  );
  const last = () => channels.at(-1) as (typeof channels)[number];
  const opened = (id = "one") =>
    last().events.message({
      type: "opened",
      channel: 1,
      opened: { kind: "shell", session: id, shell: "bash", shells: ["bash", "sh"], user: "root", label: "web-1", recorded: false },
    });
  const data = (text: string) => last().events.data({ source: 0, stream: "terminal", bytes: Buffer.from(text) });
  const drawn = () => {
    for (const done of screen.pending.splice(0)) done();
  };
  return { session, channels, screen, terminal, last, opened, data, drawn };
}

describe("a shell of a page", () => {
  test("opens with the terminal's size, takes keys when it is open, and confirms what is drawn", async () => {
    const { session, last, opened, data, drawn } = stage();
    session.open("sh");
    session.input("too early");
    expect(await last().events.request()).toEqual({
      kind: "shell",
      environment: "e",
      stack: "s",
      container: "c",
      ticket: "ticket",
      shell: "sh",
      cols: 80,
      rows: 24,
      resume: null,
    });
    opened();
    expect(session.state()).toMatchObject({ state: "open", shell: "bash", user: "root", label: "web-1", replaced: false });
    session.input("ls ü\r");
    expect(last().sent).toEqual(["ls ü\r"]);
    data("hello");
    expect(last().acked).toBe(0);
    drawn();
    expect(last().acked).toBe(5);
    session.resize(100, 30);
    expect(last().sizes).toEqual(["100x30"]);
  });

  test("goes on after a lost line at the byte it had, and confirms nothing twice", async () => {
    const { session, last, opened, data, drawn, screen } = stage();
    session.open(null);
    opened();
    data("12345");
    last().events.lost();
    expect(session.state()).toEqual({ state: "reconnecting", since: 5 });
    session.input("lost");
    expect(await last().events.request()).toMatchObject({ resume: "one", received: 5 });
    opened();
    drawn();
    data("678");
    drawn();
    expect(last().acked).toBe(3);
    expect(last().sent).toEqual([]);
    expect(screen.text).toBe("12345678");
    expect(session.state()).toMatchObject({ state: "open", replaced: false });
  });

  test("says so when only a new one could be had", async () => {
    const { session, last, opened, data, screen } = stage();
    session.open(null);
    opened();
    data("old");
    last().events.lost();
    opened("two");
    data("new");
    expect(session.state()).toMatchObject({ state: "open", replaced: true });
    expect(screen.text).toBe("new");
    last().events.lost();
    expect(await last().events.request()).toMatchObject({ resume: "two", received: 3 });
  });

  test("keeps its exit code, and can be opened again from the beginning", async () => {
    const { session, last, opened, channels, screen } = stage();
    session.open(null);
    opened();
    last().events.message({ type: "exit", channel: 1, code: 7 });
    expect(session.state()).toEqual({ state: "exited", code: 7 });
    expect(last().closed).toBe(true);
    session.open(null);
    expect(channels).toHaveLength(2);
    expect(await last().events.request()).toMatchObject({ resume: null });
    expect(screen.resets).toBe(2);
  });

  test("ends with its page, and what comes late is not heard", () => {
    const { session, last, opened, data, screen, channels } = stage();
    session.open(null);
    opened();
    session.close();
    expect(last().closed).toBe(true);
    data("late");
    expect(screen.text).toBe("");
    session.open(null);
    channels[0]?.events.message({ type: "exit", channel: 1, code: 0 });
    expect(session.state()).toEqual({ state: "opening" });
  });

  test("keeps a refusal with its problem", () => {
    const { session, last } = stage();
    session.open(null);
    last().events.message({ type: "closed", channel: 1, problem: { code: "NO_SHELL", data: { image: "web:v1" } } });
    expect(session.state()).toEqual({ state: "refused", problem: { code: "NO_SHELL", data: { image: "web:v1" } } });
  });

  test("comes back to a page that was loaded again with its screen, and what that asks is not answered a second time", async () => {
    const { session, last, data, drawn, screen } = stage();
    session.resume("before");
    expect(await last().events.request()).toMatchObject({ resume: "before" });
    expect(await last().events.request()).not.toHaveProperty("received");
    const replay = { from: 100, bytes: 10, prologue: "<style>", cols: 120, rows: 40 };
    last().events.message({
      type: "opened",
      channel: 1,
      opened: { kind: "shell", session: "before", shell: "sh", shells: ["sh"], user: "root", label: "web-1", recorded: false, replay },
    });
    expect(session.state()).toMatchObject({ state: "open", replaced: false });
    data("seen[6n");
    session.input("an answer");
    data("ing");
    drawn();
    data("new");
    session.input("ls");
    expect(screen.text).toBe("<style>seen[6ningnew");
    expect(last().sent).toEqual(["ls"]);
    expect(screen.sizes).toEqual(["120x40", "fit"]);
    expect(last().sizes).toEqual(["80x24"]);
    last().events.lost();
    expect(await last().events.request()).toMatchObject({ resume: "before", received: 113 });
  });

  test("does not open another one where the shell from before has ended", () => {
    const { session, last } = stage();
    session.resume("before");
    last().events.message({ type: "closed", channel: 1, problem: { code: "SHELL_GONE", data: {} } });
    expect(session.state()).toEqual({ state: "refused", problem: { code: "SHELL_GONE", data: {} } });
    expect(session.id).toBeNull();
  });

  test("says when it is about to be ended, until a key is pressed", () => {
    const { session, last, opened } = stage();
    session.open(null);
    opened();
    last().events.message({ type: "idle", channel: 1, seconds: 60 });
    expect(session.state()).toMatchObject({ state: "open", endsAt: 60_005 });
    session.input("x");
    expect(session.state()).toMatchObject({ state: "open", endsAt: null });
  });

  test("that another tab took is over here", () => {
    const { session, last, opened } = stage();
    session.open(null);
    opened();
    last().events.message({ type: "moved", channel: 1 });
    expect(session.state()).toMatchObject({ state: "refused", problem: { code: "SHELL_MOVED" } });
    expect(last().closed).toBe(true);
  });
});
