import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { ShellSession } from "@/lib/engine/port";
import type { OpenShell } from "@/lib/ops/open-shell";
import { SHELL_GRACE_MS, SHELL_LEAVE_MS } from "./protocol";
import { MOST_WAITING, SHELL_KEPT_BYTES, ShellSessions, type ShellSink } from "./shell-sessions";

const actor = { userId: "u", username: "tin", role: "user" as const, sessionId: "s" };

function fakeShell() {
  const waiting: Buffer[] = [];
  let wake = () => {};
  let over = false;
  let exit = (_code: number | null) => {};
  const exitCode = new Promise<number | null>((resolve) => {
    exit = resolve;
  });
  const calls = { close: 0, written: "", pulled: 0 };
  async function* read() {
    while (!over || waiting.length > 0) {
      const next = waiting.shift();
      if (next === undefined) await new Promise<void>((resolve) => (wake = resolve));
      else {
        calls.pulled += next.length;
        yield next;
      }
    }
  }
  const finish = (code: number | null) => {
    over = true;
    wake();
    exit(code);
  };
  const session: ShellSession = {
    output: read(),
    user: "root",
    exitCode,
    write: (data) => {
      calls.written += data.toString();
    },
    resize: async () => {},
    close: async () => {
      calls.close += 1;
      finish(129);
    },
  };
  const ended = vi.fn(async () => {});
  const opened: OpenShell = {
    environmentId: "e",
    stackId: "st",
    container: "c",
    label: "web-1",
    image: "web:v1",
    service: "web",
    record: false,
    idleMinutes: null,
    recorded: false,
    session,
    shell: "sh",
    shells: ["sh"],
    recheck: async () => undefined,
    ended,
  };
  const print = (text: string) => {
    waiting.push(Buffer.from(text));
    wake();
  };
  return { opened, calls, ended, print, finish };
}

function page() {
  const got = { text: "", exits: [] as (number | null)[], moved: 0 };
  const sink: ShellSink = {
    output: (bytes) => {
      got.text += bytes.toString();
    },
    exit: (code) => void got.exits.push(code),
    moved: () => {
      got.moved += 1;
    },
  };
  return { got, sink };
}

const settle = () => vi.advanceTimersByTimeAsync(0);

describe("a shell", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  test("is idle while nothing is typed and nothing said; what is drawn anew for a window of another size is neither", async () => {
    const fake = fakeShell();
    const held = new ShellSessions(() => {}).hold(actor, fake.opened);
    held.attach(page().sink, 0);
    await vi.advanceTimersByTimeAsync(30_000);
    held.resize(100, 29);
    fake.print("\r$ ");
    await vi.advanceTimersByTimeAsync(5_000);
    expect(held.idleMs).toBe(35_000);
    fake.print("a line");
    await settle();
    expect(held.idleMs).toBe(0);
  });

  test("that lost its socket waits two minutes, keeps its output, and goes on at the very next byte", async () => {
    const shells = new ShellSessions(() => {});
    const fake = fakeShell();
    const first = page();
    const held = shells.hold(actor, fake.opened);
    held.attach(first.sink, 0);
    fake.print("one ");
    await settle();
    held.release(first.sink, "lost");
    fake.print("two ");
    await vi.advanceTimersByTimeAsync(SHELL_GRACE_MS - 1);
    expect(fake.calls.close).toBe(0);
    const again = page();
    const found = shells.find(held.id, "u");
    expect(found).toBe(held);
    // The page had got all but the last byte of what was sent.
    found?.attach(again.sink, 3);
    fake.print("three");
    await vi.advanceTimersByTimeAsync(SHELL_GRACE_MS * 2);
    expect(again.got.text).toBe(" two three");
    expect(first.got.text).toBe("one ");
    expect(fake.calls.close).toBe(0);
  });

  test("whose page does not come back is ended, and its end written down once", async () => {
    const shells = new ShellSessions(() => {});
    const fake = fakeShell();
    const { sink } = page();
    const held = shells.hold(actor, fake.opened);
    held.attach(sink, 0);
    held.release(sink, "lost");
    await vi.advanceTimersByTimeAsync(SHELL_GRACE_MS);
    expect(fake.calls.close).toBe(1);
    expect(fake.ended).toHaveBeenCalledExactlyOnceWith(129);
    expect(shells.find(held.id, "u")).toBeNull();
  });

  test("is ended at once when the page says so or may not stay", async () => {
    for (const ending of ["page", "forbidden"] as const) {
      const shells = new ShellSessions(() => {});
      const fake = fakeShell();
      const { sink } = page();
      const held = shells.hold(actor, fake.opened);
      held.attach(sink, 0);
      held.release(sink, ending);
      await settle();
      expect(fake.calls.close).toBe(1);
    }
  });

  test("is nobody else's", () => {
    const shells = new ShellSessions(() => {});
    const held = shells.hold(actor, fakeShell().opened);
    expect(shells.find(held.id, "someone")).toBeNull();
    expect(shells.find("someone's guess", "u")).toBeNull();
  });

  test("waits when nobody takes its output, and goes on when it is taken", async () => {
    const shells = new ShellSessions(() => {});
    const fake = fakeShell();
    const { got, sink } = page();
    const held = shells.hold(actor, fake.opened);
    held.attach(sink, 0);
    const piece = "x".repeat(32 * 1024);
    for (let at = 0; at < 64; at += 1) fake.print(piece);
    await settle();
    expect(got.text.length).toBe(SHELL_KEPT_BYTES);
    expect(fake.calls.pulled).toBeLessThanOrEqual(SHELL_KEPT_BYTES + piece.length);
    held.release(sink, "lost");
    held.attach(sink, got.text.length);
    await settle();
    expect(got.text.length).toBe(2 * SHELL_KEPT_BYTES);
    held.confirm(SHELL_KEPT_BYTES);
    await settle();
    expect(got.text.length).toBe(3 * SHELL_KEPT_BYTES);
  });

  test("that ended while its page was away says so when it is back", async () => {
    const shells = new ShellSessions(() => {});
    const fake = fakeShell();
    const { got, sink } = page();
    const held = shells.hold(actor, fake.opened);
    held.attach(sink, 0);
    held.release(sink, "lost");
    fake.print("bye");
    fake.finish(7);
    await settle();
    shells.find(held.id, "u")?.attach(sink, 0);
    await settle();
    expect(got).toEqual({ text: "bye", exits: [7], moved: 0 });
    expect(fake.ended).toHaveBeenCalledExactlyOnceWith(7);
  });

  test("whose page went has three seconds, and two minutes when a page was asked for in its place", async () => {
    const shells = new ShellSessions(() => {});
    const [closed, loaded] = [fakeShell(), fakeShell()];
    const gone = page();
    const held = [closed, loaded].map(({ opened }) => shells.hold(actor, opened));
    for (const [at, shell] of held.entries()) {
      shell.attach(gone.sink, 0);
      shell.release(gone.sink, "left", () => at === 1);
    }
    await vi.advanceTimersByTimeAsync(SHELL_LEAVE_MS - 1);
    expect([closed.calls.close, loaded.calls.close]).toEqual([0, 0]);
    await vi.advanceTimersByTimeAsync(1);
    expect([closed.calls.close, loaded.calls.close]).toEqual([1, 0]);
    await vi.advanceTimersByTimeAsync(SHELL_GRACE_MS - SHELL_LEAVE_MS - 1);
    expect(loaded.calls.close).toBe(0);
    await vi.advanceTimersByTimeAsync(1);
    expect(loaded.calls.close).toBe(1);
  });

  test("shows its screen again to a page that has nothing of it, and counts on from there", async () => {
    const shells = new ShellSessions(() => {});
    const fake = fakeShell();
    const first = page();
    const held = shells.hold(actor, fake.opened);
    held.attach(first.sink, 0);
    held.resize(100, 30);
    fake.print("one two ");
    await settle();
    held.confirm(8);
    held.release(first.sink, "left", () => true);
    fake.print("three");
    await settle();
    const again = page();
    expect(held.rewind()).toEqual({ from: 0, bytes: 13, prologue: "", cols: 100, rows: 30 });
    held.attach(again.sink, 0);
    fake.print(" four");
    await settle();
    expect(again.got.text).toBe("one two three four");
    held.confirm(18);
    held.release(again.sink, "lost");
    const third = page();
    held.attach(third.sink, 18);
    expect(third.got.text).toBe("");
  });

  test("waits for its page with at most as many others of the same person", async () => {
    const shells = new ShellSessions(() => {});
    const fakes = Array.from({ length: MOST_WAITING + 2 }, fakeShell);
    for (const { opened } of fakes) {
      const { sink } = page();
      const held = shells.hold(actor, opened);
      held.attach(sink, 0);
      held.release(sink, "lost");
    }
    const others = fakeShell();
    shells.hold({ ...actor, userId: "other" }, others.opened).attach(page().sink, 0);
    await settle();
    expect(fakes.map(({ calls }) => calls.close)).toEqual([1, 1, ...Array.from({ length: MOST_WAITING }, () => 0)]);
    expect(others.calls.close).toBe(0);
  });

  test("in which nothing is typed and nothing said is idle", async () => {
    let now = 0;
    const shells = new ShellSessions(
      () => {},
      () => now,
    );
    const fake = fakeShell();
    const held = shells.hold(actor, fake.opened);
    held.attach(page().sink, 0);
    now = 50;
    expect(held.idleMs).toBe(50);
    held.write(Buffer.from("x"));
    expect(held.idleMs).toBe(0);
    now = 80;
    fake.print("said");
    await settle();
    expect(held.idleMs).toBe(0);
  });

  test("taken over by a new socket is not ended by the old one", async () => {
    const shells = new ShellSessions(() => {});
    const fake = fakeShell();
    const old = page();
    const held = shells.hold(actor, fake.opened);
    held.attach(old.sink, 0);
    const fresh = page();
    held.attach(fresh.sink, 0);
    expect(old.got.moved).toBe(1);
    held.release(old.sink, "page");
    held.release(old.sink, "lost");
    fake.print("here");
    await vi.advanceTimersByTimeAsync(SHELL_GRACE_MS * 2);
    expect(fresh.got.text).toBe("here");
    expect(fake.calls.close).toBe(0);
  });

  test("and all others are gone when the server has gone", async () => {
    const shells = new ShellSessions(() => {});
    const fakes = [fakeShell(), fakeShell()];
    for (const fake of fakes) shells.hold(actor, fake.opened);
    await shells.endAll();
    expect(fakes.map((fake) => fake.calls.close)).toEqual([1, 1]);
  });
});
