import "server-only";
import { problemOf } from "@/lib/core/errors";
import type { LogCursor } from "@/lib/core/log-cursor";
import type { LogChunk } from "@/lib/engine/port";
import { LogFollower, type LogSourceStart } from "@/lib/logs/follow";
import type { OpContext } from "@/lib/ops/context";
import { type LogTarget, openLogs } from "@/lib/ops/open-logs";
import { type LogLine, linesOf, type PastLogsInput, pastLogs } from "@/lib/ops/past-logs";
import { Handover } from "./handover";
import { batched } from "./log-answer";

/**
 * What was written so far, and then lines as they are written, as many at a time as the engine sent, of all containers that match, now and later. Each container waits until what it wrote last
 * was taken: a reader that is slow slows the engine's read, never memory. Ends when `signal` does, and when the stack or the right to it is gone.
 */
export async function followLogs(ctx: OpContext, input: PastLogsInput): Promise<AsyncIterable<LogLine[]>> {
  const { lines: past } = await pastLogs({ ctx, input });
  return (async function* () {
    const read = new Cursors();
    for await (const lines of batched(past)) {
      for (const line of lines) read.note(line);
      yield lines;
    }
    yield* await fromNowOn(ctx, input, read);
  })();
}

async function fromNowOn(ctx: OpContext, input: PastLogsInput, read: Cursors): Promise<AsyncIterable<LogLine[]>> {
  const logs = await openLogs({ ctx, input: { ...input, past: true } });
  const first = await logs.targets();
  const handover = new Handover<{ chunk: LogChunk; target: LogTarget }>();
  const followers = new Map<string, LogFollower>();
  const add = (target: LogTarget, start: Omit<LogSourceStart, "container">) => {
    const follower = new LogFollower(
      logs.engine,
      logs.mirror,
      { container: target.container, ...start },
      { chunk: (chunk) => handover.put({ chunk, target }), caughtUp: () => undefined, live: () => undefined },
    );
    followers.set(target.container, follower);
    follower.run().catch((error: unknown) => end(error));
  };
  const end = (error?: unknown) => {
    if (error !== undefined && problemOf(error).code === "UNKNOWN") ctx.log(error);
    stopWatching();
    for (const follower of followers.values()) follower.close();
    handover.close();
  };
  const look = async () => {
    for (const follower of followers.values()) follower.nudge();
    // Asked anew each time: who may read a stack can change while they read.
    const { targets } = await openLogs({ ctx, input: { ...input, past: true } });
    for (const target of await targets()) if (!followers.has(target.container)) add(target, FROM_ITS_BEGINNING);
  };
  const stopWatching = logs.watch(() => void look().catch(end));
  if (input.signal.aborted) end();
  input.signal.addEventListener("abort", () => end(), { once: true });
  for (const target of first) {
    const cursors = read.of(target.container);
    const unread = { tail: input.tail === 0 ? 0 : ("all" as const), since: input.since, cursors: [] };
    add(target, cursors.length > 0 ? { ...FROM_ITS_BEGINNING, cursors } : unread);
  }
  return lines(handover, end);
}

const FROM_ITS_BEGINNING = { tail: "all" as const, since: null, cursors: [] };

/** How far each container was read. */
class Cursors {
  readonly #marks = new Map<string, LogCursor>();

  note({ id: container, stream, time: at }: LogLine): void {
    const before = this.#marks.get(`${container} ${stream}`);
    this.#marks.set(`${container} ${stream}`, { container, stream, at, lines: before?.at === at ? before.lines + 1 : 1 });
  }

  of(container: string): LogCursor[] {
    return [...this.#marks.values()].filter((mark) => mark.container === container);
  }
}

async function* lines(handover: Handover<{ chunk: LogChunk; target: LogTarget }>, end: () => void): AsyncGenerator<LogLine[]> {
  try {
    for await (const { chunk, target } of handover) yield [...linesOf(chunk, target)];
  } finally {
    end();
  }
}
