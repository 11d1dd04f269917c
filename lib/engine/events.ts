import type { Readable } from "node:stream";
import type Docker from "dockerode";
import { LABEL } from "@/lib/core/labels";
import type { EventContainer } from "@/lib/core/stack-events";
import type { EngineCall } from "./deadline";
import { READ_SECONDS } from "./deadline";
import type { OwnObjects } from "./objects";
import type { EngineEvent, PastEvents } from "./port";

/**
 * Filtered by the engine, so that health checks and shells of every container (exec_*) cost nothing here.
 * `health_status` matches all of its values.
 */
const ACTIONS = [
  ...["create", "start", "die", "stop", "kill", "oom", "health_status", "pause", "unpause", "rename", "update", "destroy", "restart", "remove"],
  ...["connect", "disconnect"],
];

export interface RawEvent {
  Type?: string;
  Action?: string;
  Actor?: { ID?: string; Attributes?: Record<string, string> };
  timeNano?: number;
  time?: number;
}

/** One event as the mirror wants it; null for what does not concern Spindle. */
export async function toEngineEvent(raw: RawEvent, instanceId: string, ownerOf: OwnObjects["ownerOf"]): Promise<EngineEvent | null> {
  const { Type: type, Action: action } = raw;
  const attributes = raw.Actor?.Attributes ?? {};
  const id = raw.Actor?.ID;
  if (action === undefined || id === undefined) return null;
  const at = raw.timeNano === undefined ? (raw.time ?? 0) * 1000 : Math.trunc(raw.timeNano / 1e6);
  if (type === "container") {
    const ours = attributes[LABEL.instance] === instanceId;
    return { type, action, id, name: attributes.name ?? id, ours, at, ...(ours && detailsOf(id, attributes)) };
  }
  if (type !== "network" && type !== "volume") return null;
  if (action === "connect" || action === "disconnect") {
    // Whose container it is, the mirror knows.
    const { container } = attributes;
    return container === undefined ? null : { type: "container", action: `network-${action}`, id: container, name: container, ours: false, at };
  }
  const owner = await ownerOf(type, attributes.name ?? id);
  return owner === null ? null : { type, action, ...owner, at };
}

/** Events carry the labels of their container, so also one that is gone already can be named. */
function detailsOf(id: string, attributes: Record<string, string>): { about?: EventContainer; exitCode?: number; signal?: number } {
  const stackId = attributes[LABEL.stack];
  const number = (text: string | undefined) => (text !== undefined && /^\d+$/.test(text) ? Number(text) : undefined);
  const [exitCode, signal] = [number(attributes.exitCode), number(attributes.signal)];
  const about = {
    stackId: stackId ?? "",
    id,
    service: attributes[LABEL.serviceName] ?? "",
    generation: number(attributes[LABEL.generation]) ?? 0,
    revision: number(attributes[LABEL.revision]) ?? 0,
    index: number(attributes[LABEL.number]) ?? 0,
  };
  return { ...(stackId !== undefined && { about }), ...(exitCode !== undefined && { exitCode }), ...(signal !== undefined && { signal }) };
}

/** Whole lines of a byte stream, however it is cut; a multi-byte character may lie across two chunks. */
export async function* jsonLines(stream: AsyncIterable<Buffer>): AsyncGenerator<unknown> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of stream) {
    const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    let from = 0;
    for (let end = bytes.indexOf(10, from); end !== -1; end = bytes.indexOf(10, from)) {
      const parsed = parsedLine(bytes.subarray(from, end));
      if (parsed !== undefined) yield parsed;
      from = end + 1;
    }
    rest = bytes.subarray(from);
  }
  const last = parsedLine(rest);
  if (last !== undefined) yield last;
}

/** A line that is no JSON says nothing: the engine writes one when it is cut off in the middle. */
function parsedLine(line: Buffer): unknown {
  try {
    return line.length === 0 ? undefined : JSON.parse(line.toString("utf8"));
  } catch {
    return undefined;
  }
}

/** The engine's event stream, ended by `signal` or by the engine. */
export async function* engineEvents(
  docker: Docker,
  call: EngineCall,
  instanceId: string,
  objects: OwnObjects,
  signal: AbortSignal,
): AsyncGenerator<EngineEvent> {
  const filters = JSON.stringify({ type: ["container", "network", "volume"], event: ACTIONS });
  const stream = (await call({ name: "follow events", seconds: READ_SECONDS, signal }, (abortSignal) =>
    docker.getEvents({ filters, abortSignal }),
  )) as Readable;
  // Between two pulls nobody listens, and an unheard error would end the process.
  stream.on("error", () => undefined);
  const abort = () => stream.destroy();
  signal.addEventListener("abort", abort, { once: true });
  try {
    yield { type: "begun" };
    for await (const raw of jsonLines(stream)) {
      const event = await toEngineEvent(raw as RawEvent, instanceId, objects.ownerOf);
      if (event !== null) yield event;
    }
  } catch {
    // The engine went away or the caller left: either way the stream has ended, and the mirror looks afresh.
  } finally {
    signal.removeEventListener("abort", abort);
    stream.destroy();
  }
}

/** Unfiltered, because how far back an engine remembers shows only in its oldest event, of whatever kind that is. */
export async function pastEvents(docker: Docker, call: EngineCall, instanceId: string, objects: OwnObjects): Promise<PastEvents> {
  return call({ name: "ask what happened", seconds: READ_SECONDS }, async (abortSignal) => {
    const stream = (await docker.getEvents({ since: 1, until: Math.ceil(Date.now() / 1000), abortSignal })) as Readable;
    stream.on("error", () => undefined);
    const past: PastEvents = { events: [], from: null };
    for await (const raw of jsonLines(stream)) {
      const { Action: action = "", timeNano, time = 0 } = raw as RawEvent;
      const at = timeNano === undefined ? time * 1000 : Math.trunc(timeNano / 1e6);
      past.from = Math.min(past.from ?? at, at);
      if (!ACTIONS.includes(action.split(":")[0] ?? "")) continue;
      const event = await toEngineEvent(raw as RawEvent, instanceId, objects.ownerOf);
      if (event !== null) past.events.push(event);
    }
    return past;
  });
}
