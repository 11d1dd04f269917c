import "server-only";
import { problemOf } from "@/lib/core/errors";
import type { LogChunk } from "@/lib/engine/port";
import { LogFollower } from "@/lib/logs/follow";
import type { OpContext } from "@/lib/ops/context";
import { type LogTarget, openLogs } from "@/lib/ops/open-logs";
import { type LogLine, linesOf, type TailLogsInput } from "@/lib/ops/tail-logs";
import { Handover } from "./handover";

/**
 * Lines as they are written, as many at a time as the engine sent, of all containers that match, now and later. Each container waits until what it wrote last was taken: a reader that is
 * slow slows the engine's read, never memory. Ends when `signal` does, and when the stack or the right to it is gone.
 */
export async function followLogs(ctx: OpContext, input: TailLogsInput): Promise<AsyncIterable<LogLine[]>> {
  const logs = await openLogs({ ctx, input });
  const first = await logs.targets();
  const handover = new Handover<{ chunk: LogChunk; target: LogTarget }>();
  const followers = new Map<string, LogFollower>();
  const add = (target: LogTarget, tail: number | "all", since: string | null) => {
    const follower = new LogFollower(
      logs.engine,
      logs.mirror,
      { container: target.container, tail, since, cursors: [] },
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
    const { targets } = await openLogs({ ctx, input });
    for (const target of await targets()) if (!followers.has(target.container)) add(target, "all", null);
  };
  const stopWatching = logs.watch(() => void look().catch(end));
  if (input.signal.aborted) end();
  input.signal.addEventListener("abort", () => end(), { once: true });
  for (const target of first) add(target, input.tail, input.since);
  return lines(handover, end);
}

async function* lines(handover: Handover<{ chunk: LogChunk; target: LogTarget }>, end: () => void): AsyncGenerator<LogLine[]> {
  try {
    for await (const { chunk, target } of handover) yield [...linesOf(chunk, target)];
  } finally {
    end();
  }
}
