import type { LogChunk } from "@/lib/engine/port";
import type { OpArgs } from "./context";
import { type LogTarget, type OpenLogs, type OpenLogsInput, openLogs } from "./open-logs";

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

export const nameOf = ({ label, generation }: Pick<LogTarget, "label" | "generation">): string => (generation === "new" ? label : `${label}(${generation})`);

/** The lines in a chunk of the engine: `<moment> <text>\n` each. */
export function* linesOf({ bytes, stream }: LogChunk, target: Pick<LogTarget, "label" | "generation" | "service">): Generator<LogLine> {
  for (const line of bytes.toString("utf8").split("\n")) {
    if (line === "") continue;
    const space = line.indexOf(" ");
    const cut = space === -1 ? line.length : space;
    yield { time: line.slice(0, cut), container: nameOf(target), service: target.service, stream, text: line.slice(cut + 1).replace(/\r$/, "") };
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
  return inOrder(sources);
}

async function* each(chunks: AsyncIterable<LogChunk>, target: LogTarget): AsyncGenerator<LogLine> {
  for await (const chunk of chunks) yield* linesOf(chunk, target);
}

async function* inOrder(sources: AsyncGenerator<LogLine>[]): AsyncGenerator<LogLine> {
  const heads = await Promise.all(sources.map(async (source) => ({ source, next: await source.next() })));
  try {
    for (;;) {
      const [first, ...rest] = heads.filter((head) => !head.next.done);
      if (first === undefined) return;
      const earliest = rest.reduce((best, head) => ((head.next.value as LogLine).time < (best.next.value as LogLine).time ? head : best), first);
      yield earliest.next.value as LogLine;
      earliest.next = await earliest.source.next();
    }
  } finally {
    await Promise.all(sources.map((source) => source.return(undefined)));
  }
}
