import { problemOf } from "@/lib/core/errors";
import { type KeptSource, NO_KEPT_FILTER } from "@/lib/core/kept-logs";
import { canonical } from "@/lib/core/log-time";
import type { LogChunk, LogSource } from "@/lib/engine/port";
import type { OpArgs, OpContext } from "./context";
import { inOrder } from "./in-order";
import { type LogTarget, logName, type OpenLogs, type OpenLogsInput, openLogs } from "./open-logs";

/** One line of a container's log, for a reader that is a program. */
export interface LogLine {
  /** RFC 3339 with nanoseconds. */
  time: string;
  /** Of its container, whose name is `container`. */
  id: string;
  container: string;
  service: string;
  stream: "stdout" | "stderr";
  text: string;
}

export interface PastLogsInput extends OpenLogsInput {
  /** Of each container, and of those that had its place before it. */
  tail: number | "all";
  /** RFC 3339 in UTC: only what is later, and not later than that. */
  since: string | null;
  until: string | null;
  signal: AbortSignal;
}

export interface PastLogs {
  /** In the order of time, read no faster than they are taken. */
  lines: AsyncGenerator<LogLine>;
  /** How many containers they are of, those that are gone included. */
  containers: number;
}

/** Of one container, as much is looked at before its first line is given. */
const MOST_CHARS = 4_000_000;

/** What containers wrote so far: what their engine has of it, and before that, and of those that are gone, what is kept. */
export async function pastLogs({ ctx, input }: OpArgs<PastLogsInput>): Promise<PastLogs> {
  const logs = await openLogs({ ctx, input: { ...input, past: true } });
  const reads = await Promise.all((await logs.targets()).map((target) => readEngine(logs, target, input)));
  const { sources } = await ctx.keptLogs.sources(logs.kept);
  const wanted = sources.filter(({ container }) => input.containers === null || input.containers.includes(container));
  const kept = missing(wanted, reads, input.tail).map((group) => keptLines(ctx, logs, input, group, reads));
  const containers = new Set([...wanted.map(({ container }) => container), ...reads.map(({ target }) => target.container)]).size;
  return { lines: inOrder([...kept, ...reads.map(linesFrom)], ({ time }) => time), containers };
}

/** The log of a container that is there: its first lines, and the way to the rest. */
interface Read {
  target: LogTarget;
  first: LogLine[];
  rest: AsyncGenerator<LogLine> | null;
}

async function readEngine({ engine }: OpenLogs, target: LogTarget, { tail, since, until, signal }: PastLogsInput): Promise<Read> {
  // An engine takes the last lines first, and then those of them before a moment.
  const options = { tail: until === null ? tail : ("all" as const), since, until, follow: false, signal };
  const rest = each(await engine.logs(target.container, options).catch(ifGone), target);
  const first: LogLine[] = [];
  let chars = 0;
  const enough = tail === "all" ? 1 : tail;
  while (tail !== "all" || first.length < enough) {
    const next = await rest.next();
    if (next.done) return { target, first, rest: null };
    first.push(next.value);
    chars += next.value.text.length;
    if (until === null && chars > MOST_CHARS) break;
    while (until !== null && first.length > 0 && (first.length > enough || chars > MOST_CHARS)) chars -= first.shift()?.text.length ?? 0;
  }
  return { target, first, rest };
}

/** Removed a moment ago: what it wrote is kept, or gone. */
function ifGone(error: unknown): LogSource {
  if (problemOf(error).code !== "NOT_FOUND") throw error;
  return (async function* () {})();
}

async function* each(chunks: AsyncIterable<LogChunk>, target: LogTarget): AsyncGenerator<LogLine> {
  for await (const chunk of chunks) yield* linesOf(chunk, target);
}

/** The lines in a chunk of the engine: `<moment> <text>\n` each. */
export function* linesOf({ bytes, stream }: LogChunk, target: LogTarget): Generator<LogLine> {
  const its = { id: target.container, container: logName(target), service: target.service, stream };
  for (const line of bytes.toString("utf8").split("\n")) {
    if (line === "") continue;
    const space = line.indexOf(" ");
    const cut = space === -1 ? line.length : space;
    yield { time: line.slice(0, cut), ...its, text: line.slice(cut + 1).replace(/\r$/, "") };
  }
}

async function* linesFrom({ first, rest }: Read): AsyncGenerator<LogLine> {
  try {
    yield* first;
    if (rest !== null) yield* rest;
  } finally {
    await rest?.return(undefined);
  }
}

interface Group {
  sources: KeptSource[];
  tail: number | "all";
}

/** Which kept lines come before those of the engine: all of them, or as many of each place as its containers there do not have. */
function missing(sources: readonly KeptSource[], reads: readonly Read[], tail: number | "all"): Group[] {
  if (tail === "all") return sources.length === 0 ? [] : [{ sources: [...sources], tail }];
  const places = new Map<string, KeptSource[]>();
  for (const source of sources) places.set(source.label, [...(places.get(source.label) ?? []), source]);
  return [...places].flatMap(([label, its]) => {
    const there = reads.filter(({ target }) => target.label === label);
    const given = there.some(({ rest }) => rest !== null) ? tail : there.reduce((sum, { first }) => sum + first.length, 0);
    return given < tail ? [{ sources: its, tail: tail - given }] : [];
  });
}

async function* keptLines(ctx: OpContext, { kept }: OpenLogs, input: PastLogsInput, { sources, tail }: Group, reads: readonly Read[]): AsyncGenerator<LogLine> {
  const here = new Map(reads.map((read) => [read.target.container, read]));
  const before = new Map<string, string>();
  const names = new Map<string, Pick<LogLine, "id" | "container" | "service">>();
  for (const { key, container, service, label, revision } of sources) {
    const read = here.get(container);
    const [first] = read?.first ?? [];
    if (first !== undefined) before.set(key, canonical(first.time));
    names.set(key, { id: container, service, container: read === undefined ? `${label}(r${revision})` : logName(read.target) });
  }
  const { since, until } = input;
  const filter = { ...NO_KEPT_FILTER, sources: [...names.keys()], since, until };
  for await (const lines of ctx.keptLogs.lines(kept, filter, { tail, before, person: ctx.actor.userId }))
    for (const { source, time, stream, text } of lines) {
      const name = names.get(source);
      if (name !== undefined) yield { time, ...name, stream, text: text.replace(/\r$/, "") };
    }
}
