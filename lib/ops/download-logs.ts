import type { LogSource } from "@/lib/engine/port";
import type { OpArgs } from "./context";
import { inOrder } from "./in-order";
import { type LogTarget, logName, type OpenLogsInput, openLogs } from "./open-logs";

export interface DownloadLogsInput extends OpenLogsInput {
  tail: number | "all";
  signal: AbortSignal;
}

const NEWLINE = 10;
const SPACE = 32;
const JOIN_BYTES = 64 * 1024;

/**
 * The logs that are there now, as text: one line each, in the order of time, `<moment> <container> <text>`; without the name where there is one
 * container only. Read no faster than the pieces are taken. Throws NOT_FOUND and FORBIDDEN before the first piece.
 */
export async function downloadLogs({ ctx, input }: OpArgs<DownloadLogsInput>): Promise<AsyncIterable<Buffer>> {
  const logs = await openLogs({ ctx, input });
  const targets = await logs.targets();
  const options = { tail: input.tail, since: null, follow: false, signal: input.signal };
  const sources = await Promise.all(targets.map((target) => logs.engine.logs(target.container, options)));
  const [only] = sources;
  if (only !== undefined && sources.length === 1) return bytesOf(only);
  return joined(sources.map((source, at) => labelled(source, nameOf(targets, at))));
}

function nameOf(targets: LogTarget[], at: number): string {
  const target = targets[at];
  return target === undefined ? "" : logName(target);
}

async function* bytesOf(source: LogSource): AsyncGenerator<Buffer> {
  for await (const chunk of source) yield chunk.bytes;
}

/** A line, with its moment to compare by. */
interface Line {
  at: string;
  bytes: Buffer;
}

async function* labelled(source: LogSource, name: string): AsyncGenerator<Line> {
  const label = Buffer.from(` ${name}`);
  for await (const { bytes } of source) {
    for (let from = 0; from < bytes.length; ) {
      const end = bytes.indexOf(NEWLINE, from) + 1 || bytes.length;
      const space = bytes.indexOf(SPACE, from);
      const cut = space === -1 || space >= end ? end - 1 : space;
      yield { at: bytes.toString("latin1", from, cut), bytes: Buffer.concat([bytes.subarray(from, cut), label, bytes.subarray(cut, end)]) };
      from = end;
    }
  }
}

/** Lines one by one would be a packet each. */
async function* joined(sources: AsyncGenerator<Line>[]): AsyncGenerator<Buffer> {
  let parts: Buffer[] = [];
  let length = 0;
  for await (const { bytes } of inOrder(sources, ({ at }) => at)) {
    parts.push(bytes);
    length += bytes.length;
    if (length < JOIN_BYTES) continue;
    yield Buffer.concat(parts);
    parts = [];
    length = 0;
  }
  if (length > 0) yield Buffer.concat(parts);
}
