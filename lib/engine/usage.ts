import { setImmediate as turn } from "node:timers/promises";
import type Docker from "dockerode";
import type { UsageCounters } from "@/lib/core/statistics";
import { type CgroupPlace, locate, readPlace } from "./cgroup-files";
import type { EngineCall } from "./deadline";
import { socketPathOf } from "./endpoint";
import { mapWide } from "./limit";
import type { OwnContainers } from "./own-containers";
import type { ContainerRun, Engine, UsageReading } from "./port";
import { StatsStreams } from "./stats-streams";

/** So many are read without letting anything else of the process happen. */
const READ_AT_ONCE = 20;
const LOOKS_AT_ONCE = 8;
/** Places of containers that are gone are of no use; they go all at once. */
const MOST_KNOWN = 2_000;
/** A kernel that could not be seen is looked for again. */
const BLIND_MS = 10 * 60_000;

interface Known {
  startedAt: number | null;
  place: CgroupPlace;
}

export interface UsageOptions {
  docker: Docker;
  call: EngineCall;
  own: OwnContainers;
  endpoint: string;
  /** Null where it cannot be seen. */
  find?: (pid: number, containerId: string) => CgroupPlace | null;
  now?: () => number;
}

/**
 * What containers have used: from the files of the kernel where the engine is on this machine and they can be seen, which costs the engine nothing;
 * else from the engine itself.
 */
export function usageRoom({ docker, call, own, endpoint, find = locate, now = Date.now }: UsageOptions): Pick<Engine, "usage"> {
  const streams = new StatsStreams(docker, call, now);
  const known = new Map<string, Known>();
  let blindUntil = socketPathOf(endpoint) === null ? Number.POSITIVE_INFINITY : 0;

  /** A run is looked up once: its first process, and the groups it is in. False where the kernel cannot be seen. */
  const lookUp = async ({ id, startedAt }: ContainerRun): Promise<boolean> => {
    const info = await own.require(id).catch(() => null);
    if (!info?.State.Pid) return true;
    const place = find(info.State.Pid, id);
    if (place !== null) known.set(id, { startedAt, place });
    // One that ended just now is no proof of anything.
    return place !== null || (await own.require(id).catch(() => null))?.State.Pid !== info.State.Pid;
  };

  const direct = async (runs: readonly ContainerRun[]): Promise<UsageReading | null> => {
    const unknown = runs.filter(({ id, startedAt }) => known.get(id)?.startedAt !== startedAt);
    if (known.size > MOST_KNOWN) known.clear();
    for (const { id } of unknown) known.delete(id);
    const seen = await mapWide(unknown, LOOKS_AT_ONCE, lookUp);
    if (seen.includes(false)) return null;
    const counters = new Map<string, UsageCounters>();
    for (const [index, { id }] of runs.entries()) {
      if (index > 0 && index % READ_AT_ONCE === 0) await turn();
      const place = known.get(id)?.place;
      if (place === undefined) continue;
      try {
        counters.set(id, readPlace(place, now()));
      } catch {
        known.delete(id);
      }
    }
    return { counters, direct: true };
  };

  const asked = async (runs: readonly ContainerRun[], steady: boolean): Promise<UsageReading> => {
    const counters = new Map<string, UsageCounters>();
    const take = (id: string, one: UsageCounters | null) => one && counters.set(id, one);
    if (steady) for (const { id } of runs) take(id, streams.latest(id));
    // One that cannot be asked leaves a gap, not an error.
    else await Promise.all(runs.map(async ({ id }) => take(id, await streams.once(id).catch(() => null))));
    return { counters, direct: false };
  };

  return {
    usage: async (runs, steady) => {
      if (now() >= blindUntil) {
        const reading = await direct(runs);
        if (reading !== null) return reading;
        blindUntil = now() + BLIND_MS;
        known.clear();
        // Who asked meant a reading that costs nothing: they ask again as they see fit.
        return { counters: new Map(), direct: false };
      }
      return asked(runs, steady);
    },
  };
}
