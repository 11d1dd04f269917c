import { join } from "node:path";
import type { LiveCounts } from "@/lib/core/self-watch";
import type { Env } from "@/lib/env";
import { createEventWatch } from "@/lib/events/watch-events";
import { Desk } from "@/lib/logs/desk";
import { createKeptLogs } from "@/lib/logs/kept-logs";
import { createSelfWatch } from "@/lib/metrics/self-watch";
import { createOutbox } from "@/lib/notify/outbox";
import { createPost } from "@/lib/notify/post";
import { createWatch } from "@/lib/notify/watch";
import { createLookout } from "@/lib/ops/look-for-trouble";
import { createStatistics } from "@/lib/statistics/statistics";
import type { Runtime } from "./runtime";

type Watching = Pick<Runtime, "keptLogs" | "statistics" | "post" | "selfWatch">;
type Base = Pick<Runtime, "registry" | "places" | "sealing" | "newId" | "now" | "log">;

export interface RuntimeWatch extends Watching {
  /** Engine events are heard from the first: before the engines are followed. */
  listen(): Promise<void>;
  /** Lines are kept before any container is removed. */
  keep(): void;
  /** For a container that is about to be removed. */
  lastLines(stackId: string, containerId: string): Promise<void>;
  /** The rest, once everything else runs. */
  start(runtime: Runtime, counts: () => LiveCounts): Promise<void>;
  /** Says that Spindle is about to go. */
  leave(): void;
  stop(): Promise<void>;
}

/** What looks at containers while they run: their lines, their figures, what happens to them, and who is told. */
export function createRuntimeWatch(base: Base, env: Env, dataDir: string, worker: URL): RuntimeWatch {
  const { registry, places, sealing, newId, now, log } = base;
  const keptLogs = createKeptLogs({ folder: join(dataDir, "logs"), world: registry, places, desk: new Desk({ worker }), now, log });
  const statistics = createStatistics({
    folder: join(dataDir, "statistics"),
    places,
    environments: async () => (await registry.environments()).map(({ id, policy }) => ({ id, on: policy.watch.statistics })),
    stacks: registry.stackIds,
    changed: (listener) => registry.subscribe(({ type }) => (type === "stack" || type === "environments") && listener()),
    now,
    log,
  });
  const post = createPost({ registry, sealing, privateHosts: env.SPINDLE_PRIVATE_HOSTS, now });
  const events = createEventWatch({ registry, places, now, log, newId });
  let live = (): LiveCounts => ({ sockets: 0, shells: 0 });
  const selfWatch = createSelfWatch({ token: env.SPINDLE_METRICS_TOKEN, registry, places, events, live: () => live(), keptLogs, now, log });
  const stops: (() => Promise<void>)[] = [];
  return {
    keptLogs,
    statistics,
    post,
    selfWatch,
    listen: () => events.start(),
    keep: keptLogs.start,
    lastLines: keptLogs.finish,
    async start(runtime, counts) {
      live = counts;
      void statistics.start().catch(log);
      const outbox = createOutbox({ registry, post, sealing, origin: runtime.site.origin, newId, now, log });
      const watch = createWatch({ registry, lookout: createLookout(runtime), now, log, onDeliveries: outbox.wake });
      stops.push(() => watch.stop());
      stops.push(() => outbox.stop());
      await outbox.start();
      await watch.start();
    },
    leave: () => selfWatch.leave(),
    async stop() {
      for (const stop of stops) await stop();
      await keptLogs.stop();
      await statistics.stop();
      await events.stop();
    },
  };
}
