import type { LogChunk } from "@/lib/engine/port";
import type { OpArgs } from "./context";
import { inOrder } from "./in-order";
import { type LogTarget, logName, type OpenLogs, type OpenLogsInput, openLogs } from "./open-logs";

/** One line of a container's log, for a reader that is a program. */
export interface LogLine {
  /** RFC 3339 with nanoseconds. */
  time: string;
  container: string;
  service: string;
  stream: "stdout" | "stderr";
  text: string;
}

export interface TailLogsInput extends OpenLogsInput {
  tail: number | "all";
  /** Only lines after this moment. */
  since: string | null;
  signal: AbortSignal;
}

/** The lines in a chunk of the engine: `<moment> <text>\n` each. */
export function* linesOf({ bytes, stream }: LogChunk, target: Pick<LogTarget, "label" | "generation" | "service">): Generator<LogLine> {
  for (const line of bytes.toString("utf8").split("\n")) {
    if (line === "") continue;
    const space = line.indexOf(" ");
    const cut = space === -1 ? line.length : space;
    yield { time: line.slice(0, cut), container: logName(target), service: target.service, stream, text: line.slice(cut + 1).replace(/\r$/, "") };
  }
}

/** The lines that are there now, of all containers in the order of time. Read no faster than they are taken. */
export async function tailLogs({ ctx, input }: OpArgs<TailLogsInput>): Promise<AsyncIterable<LogLine>> {
  const logs: OpenLogs = await openLogs({ ctx, input });
  const targets = await logs.targets();
  const { tail, since, signal } = input;
  const sources = await Promise.all(
    targets.map(async (target) => each(await logs.engine.logs(target.container, { tail, since, follow: false, signal }), target)),
  );
  return inOrder(sources, ({ time }) => time);
}

async function* each(chunks: AsyncIterable<LogChunk>, target: LogTarget): AsyncGenerator<LogLine> {
  for await (const chunk of chunks) yield* linesOf(chunk, target);
}
