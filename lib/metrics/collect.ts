import { collectDefaultMetrics, Gauge, Registry as Metrics } from "prom-client";
import type { KeptLogs } from "@/lib/core/kept-logs";
import { bytesByStack } from "@/lib/core/overview";
import type { LiveCounts } from "@/lib/core/self-watch";
import type { Places } from "@/lib/engine/port";
import type { Registry } from "@/lib/registry/types";
import type { OperationCount } from "./operations";

interface Sources {
  registry: Registry;
  places: Places;
  live: () => LiveCounts;
  operations: () => OperationCount[];
  keptLogs: Pick<KeptLogs, "keptBytes">;
}

/** Beyond this many stacks of one environment the rest is one line: labels must not grow with what people make. */
const MOST_STACKS = 500;
const OTHERS = "(others)";

/** Process, garbage collector and event loop: begun with the first scrape, so that nobody pays who does not ask. */
const own = new Metrics();
collectDefaultMetrics({ register: own });

/** Everything as it is now, in Prometheus's own text. */
export async function collect(sources: Sources): Promise<{ contentType: string; text: string }> {
  const metrics = new Metrics();
  const gauge = <Label extends string>(name: string, help: string, labelNames: Label[]) => new Gauge({ name, help, labelNames, registers: [metrics] });
  const live = sources.live();
  gauge("spindle_sockets", "Pages that are connected.", []).set(live.sockets);
  gauge("spindle_shells", "Shells that are open.", []).set(live.shells);
  await ofEngines(sources, gauge);
  // A counter in all but its class: it is counted elsewhere, since the start.
  const lines = sources.operations().map(({ kind, result, count }) => `spindle_operations_total{kind="${kind}",result="${result}"} ${count}`);
  const operations = ["# HELP spindle_operations_total Operations that ended since Spindle started.", "# TYPE spindle_operations_total counter", ...lines];
  const text = [await own.metrics(), await metrics.metrics(), operations.join("\n")].map((part) => part.trimEnd()).join("\n");
  return { contentType: metrics.contentType, text: `${text}\n` };
}

type MakeGauge = <Label extends string>(name: string, help: string, labelNames: Label[]) => Gauge<Label>;

async function ofEngines({ registry, places, keptLogs }: Sources, gauge: MakeGauge): Promise<void> {
  const up = gauge("spindle_engine_up", "1 while the engine of an environment answers.", ["environment"]);
  const lost = gauge("spindle_engine_reconnects", "How often the line to it was lost since Spindle started.", ["environment"]);
  const containers = gauge("spindle_containers", "Containers of a stack by their state.", ["environment", "stack", "state"]);
  const health = gauge("spindle_containers_health", "Running containers that have a check, by what it says.", ["environment", "stack", "health"]);
  const restarts = gauge("spindle_container_restarts", "Restarts by the engine's own policy, of the containers there are.", ["environment", "stack"]);
  const stacksOf = gauge("spindle_stacks", "Stacks of an environment.", ["environment"]);
  const kept = gauge("spindle_kept_log_bytes", "Bytes of log lines that are kept.", ["environment", "stack"]);
  const bytes = bytesByStack(await keptLogs.keptBytes());
  for (const { id, name: environment } of await registry.environments()) {
    const { mirror } = places.of(id);
    const { state } = mirror.status();
    up.set({ environment }, state === "up" || state === "reads-only" ? 1 : 0);
    lost.set({ environment }, mirror.line().reconnects);
    const stacks = await registry.stacks({ kind: "all" }, "", id);
    stacksOf.set({ environment }, stacks.length);
    for (const [at, { id: stackId, name }] of stacks.entries()) {
      const stack = at < MOST_STACKS ? name : OTHERS;
      restarts.inc({ environment, stack }, 0);
      if (bytes.has(stackId)) kept.inc({ environment, stack }, bytes.get(stackId) ?? 0);
      for (const container of mirror.stack(stackId).containers) {
        containers.inc({ environment, stack, state: container.state });
        restarts.inc({ environment, stack }, container.restartCount);
        if (container.state === "running" && container.health !== "none") health.inc({ environment, stack, health: container.health });
      }
    }
  }
}
