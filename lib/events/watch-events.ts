import { EventBook } from "@/lib/core/event-book";
import type { StackEvents, StackNews } from "@/lib/core/stack-events";
import type { EngineMirror, Places } from "@/lib/engine/port";
import type { Registry } from "@/lib/registry/types";
import { EngineLine } from "./engine-line";
import { EventWriter } from "./event-writer";
import { watchOperations } from "./watch-operations";

export interface EventWatchDeps {
  registry: Registry;
  places: Places;
  now: () => number;
  log: (error: unknown) => void;
  newId: () => string;
}

export interface EventWatch extends StackEvents {
  /** Before engines are followed, so that their first word is heard. */
  start(): Promise<void>;
  /** What was heard so far is written down and told. */
  settled(): Promise<void>;
  stop(): Promise<void>;
}

const BEAT_MS = 30_000;
const TRIM_BEATS = 720;
const RECALL_MS = 15 * 60_000;
const MOST_KEYS = 8_000;

/** Hears every engine, writes down what happened to each stack, and tells those who pass it on. */
export function createEventWatch({ registry, places, now, log, newId: anyId }: EventWatchDeps): EventWatch {
  let made = 0;
  // In the order they came in: several may be of one moment.
  const newId = () => {
    made += 1;
    return `${String(now()).padStart(14, "0")}-${String(made).padStart(9, "0")}-${anyId().slice(0, 8)}`;
  };
  const listeners = new Set<(news: StackNews) => void>();
  const tell = (news: StackNews) => {
    for (const listener of [...listeners]) {
      try {
        listener(news);
      } catch (error) {
        log(error);
      }
    }
  };
  const book = new EventBook(newId);
  const writer = new EventWriter({ registry, now, log, newId, tell });
  const lines = new Map<EngineMirror, EngineLine>();
  const keys = new Set<string>();
  const stops: (() => void)[] = [];
  let beats = 0;

  const isNew = (key: string): boolean => {
    if (keys.has(key)) return false;
    keys.add(key);
    const [oldest] = keys;
    if (keys.size > MOST_KEYS && oldest !== undefined) keys.delete(oldest);
    return true;
  };

  const lineOf = (mirror: EngineMirror): EngineLine => {
    const line = lines.get(mirror) ?? new EngineLine({ registry, book, writer, isNew, now, log, newId });
    lines.set(mirror, line);
    return line;
  };

  const beat = () => {
    for (const [mirror, line] of lines) if (mirror.status().state === "up") line.beat();
    beats += 1;
    if (beats % TRIM_BEATS === 1) void trimAll().catch(log);
  };
  const trimAll = async () => writer.trim((await registry.stackIds()).map(({ id }) => id));
  const settled = async () => {
    await Promise.all([...lines.values()].map((line) => line.settled()));
    await writer.flush();
  };

  return {
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async start() {
      const recent = await registry.eventsSince(now() - RECALL_MS);
      book.recall(recent);
      writer.recall(recent);
      stops.push(places.watchEvents((event, where) => lineOf(where.mirror).hear(event, where)));
      stops.push(watchOperations({ registry, now, log, tell }));
      const heart = setInterval(beat, BEAT_MS);
      heart.unref();
      stops.push(() => clearInterval(heart));
    },
    settled,
    async stop() {
      for (const stop of stops.splice(0)) stop();
      for (const [mirror, line] of lines) if (mirror.status().state === "up") line.beat();
      await settled();
      await writer.stop();
    },
  };
}
