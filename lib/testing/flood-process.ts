import type { Actor } from "@/lib/core/access";
import type { ObservedContainer } from "@/lib/core/observed";
import { createDockerEngine } from "@/lib/engine/docker";
import { createEngineMirror } from "@/lib/engine/mirror";
import type { Engine, EngineMirror, LogChunk, LogOptions, Place } from "@/lib/engine/port";
import { ContainerKeeper } from "@/lib/logs/keep-container";
import { Shelf } from "@/lib/logs/shelf";
import { Turns } from "@/lib/logs/turns";
import type { OpenLogs } from "@/lib/ops/open-logs";
import { LogChannel } from "@/lib/realtime/log-channel";
import { readData } from "@/lib/realtime/protocol";
import { eventually } from "./live-engine";

/**
 * A server whose one container writes as much as it can, up to 100 MB a second, beside one that writes a line every 20 ms: `seconds folder`. Both are
 * kept, and a quick page looks at both. Prints what it cost. With `endpoint instance loud quiet` they are two containers of a real engine.
 */
const [seconds = "60", folder = "", endpoint = "", instanceId = "", loudId = "loud", quietId = "quiet"] = process.argv.slice(2);
const RATE = 100_000_000;
const LINE = 100;
const LINES = 640;

const momentNow = (count: number): string => `${new Date().toISOString().slice(0, 23)}${String(count % 1_000_000).padStart(6, "0")}Z`;
/** To the page, which asks for no lines from before, and to the store. */
const told = { page: 0, store: 0 };

async function* flood({ signal, tail }: LogOptions): AsyncGenerator<LogChunk> {
  const begun = performance.now();
  const template = Array.from({ length: LINES }, (_, at) => `${momentNow(at)} ${String(at).padStart(6, "0")} ${"x".repeat(LINE - 39)}\n`).join("");
  for (let sent = 0; !signal.aborted; sent += template.length) {
    const ahead = sent / RATE - (performance.now() - begun) / 1000;
    // As a socket has it: each read is a turn of its own.
    await (ahead > 0.005 ? new Promise((resolve) => setTimeout(resolve, ahead * 1000)) : new Promise(setImmediate));
    const to = tail === 0 ? "page" : "store";
    told[to] += LINES;
    const bytes = Buffer.from(template, "latin1");
    const moment = momentNow(told[to] / LINES);
    for (let at = 0; at < LINES; at += 1) bytes.write(moment, at * LINE, "latin1");
    yield { stream: "stdout", bytes, lines: LINES };
  }
}

async function* quiet({ signal }: LogOptions): AsyncGenerator<LogChunk> {
  for (let count = 0; !signal.aborted; count += 1) {
    await new Promise((resolve) => setTimeout(resolve, 20));
    yield { stream: "stdout", bytes: Buffer.from(`${momentNow(count)} quiet ${count}\n`), lines: 1 };
  }
}

const madeUp = (): Place => {
  const logs = async (id: string, options: LogOptions) =>
    options.follow ? (id === "loud" ? flood(options) : quiet(options)) : quiet({ ...options, signal: AbortSignal.abort() });
  return {
    engine: { logs } as unknown as Engine,
    mirror: { container: (id: string) => ({ id, state: "running" }) as ObservedContainer } as unknown as EngineMirror,
  };
};

/** Counts what its containers bring, as the made up one does. */
async function real(): Promise<Place> {
  const engine = createDockerEngine({ endpoint, instanceId });
  const mirror = createEngineMirror(engine, { now: Date.now });
  mirror.start();
  await eventually(mirror.status, ({ state }) => state === "up", 60_000);
  const counted = async function* (id: string, options: LogOptions): AsyncGenerator<LogChunk> {
    for await (const chunk of await engine.logs(id, options)) {
      if (id === loudId && options.follow) {
        told[options.tail === 0 ? "page" : "store"] += chunk.lines;
        bytes += chunk.bytes.length;
      }
      yield chunk;
    }
  };
  return { engine: { ...engine, logs: async (id, options) => counted(id, options) }, mirror };
}

let bytes = 0;
const { engine, mirror } = endpoint === "" ? madeUp() : await real();
const shelf = new Shelf(folder);
const errors: unknown[] = [];
const keeperOf = (key: string, container: string) =>
  new ContainerKeeper(
    { key, container, stackId: "stack", serviceId: key, service: key, label: key, generation: 1, revision: 1 },
    { engine, mirror },
    {
      shelf,
      sizes: () => ({ block: 256 * 1024, segment: 4 * 1024 * 1024 }),
      full: () => false,
      turns: new Turns(1),
      grown: () => undefined,
      failed: (error) => errors.push(error),
    },
  );

const delays: number[] = [];
let shown = 0;
let skipped = 0;
const target = (label: string, container: string) => ({ container, service: label, label, generation: "new" as const, revision: 1 });
const logs: OpenLogs = {
  stackId: "stack",
  kept: { stackId: "stack", services: [] },
  engine,
  mirror,
  targets: async () => [target("loud", loudId), target("quiet", quietId)],
  rules: async () => [],
  watch: () => () => undefined,
};
const channel: LogChannel = new LogChannel(
  1,
  {
    send: (message) => {
      if (message.type === "skipped") skipped += message.lines;
    },
    sendData: (frame) => {
      const data = readData(new Uint8Array(frame).buffer);
      if (data === null) return;
      const text = Buffer.from(data.bytes).toString("latin1");
      if (data.source === 1) for (const line of text.trimEnd().split("\n")) delays.push(Date.now() - Date.parse(`${line.slice(0, 23)}Z`));
      else shown += text.split("\n").length - 1;
      setImmediate(() => channel.ack(data.bytes.length));
    },
  } as ConstructorParameters<typeof LogChannel>[1],
  { now: Date.now, authorise: async () => logs },
  { kind: "logs", environment: "e", stack: "s", service: null, containers: null, tail: 0, since: null },
);

await new Promise((resolve) => setTimeout(resolve, 1_000));
globalThis.gc?.();
const before = process.memoryUsage.rss();
const keepers = [keeperOf("loud", loudId), keeperOf("quiet", quietId)];
await channel.start({ userId: "u", username: "u", role: "user", sessionId: "s" } as Actor);
let most = 0;
const watch = setInterval(() => {
  most = Math.max(most, process.memoryUsage.rss());
}, 50);
const heldBack = () => shelf.sources().find(({ facts }) => facts.key === "quiet")?.tail?.to ?? "";
const keptDelays: number[] = [];
const look = setInterval(() => {
  const to = heldBack();
  if (to) keptDelays.push(Date.now() - Date.parse(`${to.slice(0, 23)}Z`));
}, 50);
await new Promise((resolve) => setTimeout(resolve, Number(seconds) * 1000));
clearInterval(watch);
clearInterval(look);
channel.close();
await Promise.all(keepers.map((keeper) => keeper.close()));
const p95 = (values: number[]) => values.sort((one, other) => one - other)[Math.floor(values.length * 0.95)] ?? Number.NaN;
console.log(
  JSON.stringify({
    before,
    most,
    delayP95: p95(delays),
    keptDelayP95: p95(keptDelays),
    told,
    bytes,
    shown,
    skipped,
    delays: delays.length,
    errors: errors.map(String),
  }),
);
process.exit(0);
