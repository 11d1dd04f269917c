import { fail } from "@/lib/core/errors";
import { createEngineMirror } from "./mirror";
import { noteOwnCalls, ownCalls } from "./own-calls";
import type { Engine, MirrorChange, Place, Places, Way } from "./port";

export interface PlacesOptions {
  /** Every environment there is, and the way to its engine. */
  ways(): Promise<{ environmentId: string; way: Way }[]>;
  /** May throw: then the engine is away, for the reason given. */
  open(way: Way): Engine;
  /** Of the server's own settings. */
  own: string;
  probe: Places["probe"];
  pin: Places["pin"];
  now: () => number;
  onListenerError?: (error: unknown) => void;
}

export interface LivePlaces extends Places {
  stop(): Promise<void>;
}

interface Kept extends Place {
  environmentIds: string[];
  leave(): Promise<void>;
}

/** One engine and one mirror for each way in use, however many environments live there. Knows no environment before the first `follow`. */
export function createPlaces({ ways, open, own, probe, pin, now, onListenerError }: PlacesOptions): LivePlaces {
  const kept = new Map<string, Kept>();
  const byEnvironment = new Map<string, Kept>();
  const listeners = new Set<Parameters<Places["subscribe"]>[0]>();
  const eventListeners = new Set<Parameters<Places["watchEvents"]>[0]>();
  // One for all: two ways may lead to one engine, and both hear of what was asked over one of them.
  const calls = ownCalls(now);
  const placeOf = (engine: Engine): Place => ({ engine, mirror: createEngineMirror(engine, { now, ...(onListenerError && { onListenerError }) }) });
  const nowhere = placeOf(awayEngine("", new Error("not connected yet"), now()));
  let following = Promise.resolve();

  const settle = async () => {
    const wanted = await ways();
    const left = new Map(kept);
    byEnvironment.clear();
    for (const one of kept.values()) one.environmentIds = [];
    for (const { environmentId, way } of wanted) {
      const key = JSON.stringify(way);
      left.delete(key);
      const place = kept.get(key) ?? begin(way);
      kept.set(key, place);
      place.environmentIds.push(environmentId);
      byEnvironment.set(environmentId, place);
    }
    for (const [key, place] of left) {
      kept.delete(key);
      // One that hangs must not hold back who asked for another.
      void place.leave().catch(onListenerError);
    }
  };

  const begin = (way: Way): Kept => {
    const place = placeOf(noteOwnCalls(opened(way), calls));
    const tell = (change: MirrorChange) => {
      for (const listener of [...listeners]) listener(change, one.environmentIds);
    };
    const unsubscribe = place.mirror.subscribe(tell);
    const unwatch = place.mirror.watchEvents((event) => {
      const where = { ...place, environmentIds: one.environmentIds, own: calls.asked(event) };
      for (const listener of [...eventListeners]) listener(event, where);
    });
    const leave = () => {
      unsubscribe();
      unwatch();
      return place.mirror.stop();
    };
    const one: Kept = { ...place, environmentIds: [], leave };
    place.mirror.start();
    return one;
  };

  const opened = (way: Way): Engine => {
    if (way.broken !== null) return awayEngine(way.endpoint, new Error(way.broken), now());
    try {
      return open(way);
    } catch (error) {
      return awayEngine(way.endpoint, error, now());
    }
  };

  return {
    own,
    probe,
    pin,
    of: (environmentId) => byEnvironment.get(environmentId) ?? nowhere,
    sharing: (environmentId) => {
      const own = byEnvironment.get(environmentId);
      if (own === undefined) return [environmentId];
      const id = own.mirror.engineId();
      return [...kept.values()].filter((other) => other === own || (id !== null && id === other.mirror.engineId())).flatMap((place) => place.environmentIds);
    },
    follow: () => {
      following = following.catch(() => undefined).then(settle);
      return following;
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    watchEvents: (listener) => {
      eventListeners.add(listener);
      return () => eventListeners.delete(listener);
    },
    stop: async () => {
      await following.catch(() => undefined);
      const all = [...kept.values()];
      kept.clear();
      byEnvironment.clear();
      await Promise.all(all.map((place) => place.leave()));
    },
  };
}

/** An engine that cannot even be called: every question is answered with the reason. */
function awayEngine(endpoint: string, reason: unknown, since: number): Engine {
  const refuse = () => Promise.reject(fail("ENGINE_UNREACHABLE", { endpoint, since }, reason));
  return new Proxy({ endpoint } as Engine, { get: (target, name) => (name === "endpoint" ? target.endpoint : refuse) });
}
