import type { KeptLogs } from "@/lib/core/kept-logs";
import type { LiveCounts, SelfWatch } from "@/lib/core/self-watch";
import type { StackEvents } from "@/lib/core/stack-events";
import type { Places } from "@/lib/engine/port";
import type { Registry } from "@/lib/registry/types";
import { countOperations } from "./operations";
import { carriesToken } from "./token";

export interface SelfWatchDeps {
  token: string | undefined;
  registry: Registry;
  places: Places;
  events: StackEvents;
  live: () => LiveCounts;
  keptLogs: Pick<KeptLogs, "keptBytes">;
  now: () => number;
  log: (error: unknown) => void;
}

export interface RunningSelfWatch extends SelfWatch {
  /** From now on it is not ready. */
  leave(): void;
}

/** Anybody may ask, so the database is asked at most so often. */
const READY_MS = 1_000;
/** An answer is the same for everybody who asks so soon after. */
const METRICS_MS = 1_000;

export function createSelfWatch(deps: SelfWatchDeps): RunningSelfWatch {
  const operations = countOperations(deps.events);
  let leaving = false;
  let tried: { at: number; ready: Promise<boolean> } | null = null;
  let scraped: { at: number; text: Promise<{ contentType: string; text: string }> } | null = null;

  const writes = async (): Promise<boolean> => {
    try {
      const at = deps.now();
      await deps.registry.writeEvents({
        put: [],
        drop: [],
        belongs: new Map(),
        marks: [{ engine: "readyz", mark: { watchedUntil: at, lastEventAt: null, recent: [] } }],
      });
      return true;
    } catch (error) {
      deps.log(error);
      return false;
    }
  };

  return {
    leave: () => {
      leaving = true;
    },
    async ready() {
      if (leaving) return false;
      if (tried === null || deps.now() - tried.at >= READY_MS) tried = { at: deps.now(), ready: writes() };
      return tried.ready;
    },
    async engines(authorization) {
      if (!carriesToken(authorization, deps.token)) return null;
      const environments = await deps.registry.environments();
      return Object.fromEntries(environments.map(({ id, name }) => [name, deps.places.of(id).mirror.status().state]));
    },
    async metrics(authorization) {
      if (!carriesToken(authorization, deps.token)) return null;
      if (scraped === null || deps.now() - scraped.at >= METRICS_MS) {
        const text = import("./collect").then(({ collect }) => collect({ ...deps, operations }));
        scraped = { at: deps.now(), text };
        text.catch(() => {
          scraped = null;
        });
      }
      return scraped.text;
    },
  };
}
