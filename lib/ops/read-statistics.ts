import { scopeOf } from "@/lib/core/access";
import { fail } from "@/lib/core/errors";
import { labelOf } from "@/lib/core/facts";
import { type KeptSeries, RANGES, type StatisticsMark, type StatisticsRange, type StatisticsView, stepSecondsOf } from "@/lib/core/statistics";
import { addedUp, type Line, lineOf, rounded } from "@/lib/core/statistics-lines";
import type { OperationView } from "@/lib/core/views";
import type { EngineMirror } from "@/lib/engine/port";
import type { StackRecord } from "@/lib/registry/types";
import type { OpArgs } from "./context";
import { requireStack } from "./require-stack";

interface Input {
  environment: string;
  stack: string;
  /** Null for the whole stack: then a line is a service. */
  service: string | null;
  range: StatisticsRange;
}

/** What was kept of a stack or a service, with what happened to it meanwhile. From rings, registry and mirror, never from the engine. */
export async function readStatistics({ ctx, input }: OpArgs<Input>): Promise<StatisticsView> {
  const { stack } = await requireStack(ctx, input, "stack.see");
  const services = stack.desired.services.filter(({ name }) => input.service === null || name === input.service);
  if (input.service !== null && services.length === 0) throw fail("NOT_FOUND", { what: "service" });
  const stepSeconds = stepSecondsOf(input.range);
  const to = ctx.now();
  const stepMs = stepSeconds * 1000;
  const from = Math.floor(to / stepMs) * stepMs - RANGES[input.range] * 60_000;
  const names = new Map(services.map(({ id, name }) => [id, name]));
  const kept = (await ctx.statistics.read(stack.id, from, stepSeconds)).filter(({ container }) => names.has(container.serviceId));
  const { mirror } = ctx.places.of(stack.environmentId);
  const lines = kept.map((one) => withPlace(one, stack, mirror, lineOf(one, from, stepSeconds)));
  const operations = await ctx.registry.operations(scopeOf(ctx.actor), { environmentId: stack.environmentId, stackId: stack.id, limit: 100 });
  const shown =
    input.service === null
      ? [...names.values()].map((name) =>
          addedUp(
            name,
            lines.filter(({ service }) => service === name),
          ),
        )
      : lines;
  return {
    range: input.range,
    sampling: ctx.statistics.sampling(stack.environmentId),
    from,
    to,
    stepSeconds,
    series: shown.filter((line) => line.steps.length > 0 || line.running).map(rounded),
    marks: [...happened(kept, names), ...done(operations, input.service, from)].sort((a, b) => a.at - b.at),
  };
}

function withPlace({ container }: KeptSeries, { desired }: StackRecord, mirror: EngineMirror, line: Pick<Line, "steps" | "values" | "peaks">): Line {
  const service = desired.services.find(({ id }) => id === container.serviceId);
  const seen = mirror.container(container.id);
  const generation =
    seen === null ? "gone" : service?.target?.number === container.generation ? "new" : service?.kept?.number === container.generation ? "old" : "leaving";
  return {
    ...line,
    key: container.id,
    label: labelOf(service?.name ?? "", container.index),
    service: service?.name ?? "",
    generation,
    revision: container.revision,
    running: seen?.state === "running",
    limits: { cpus: seen?.settings?.cpus ?? 0, memoryBytes: seen?.settings?.memoryBytes ?? 0 },
  };
}

function happened(kept: readonly KeptSeries[], names: ReadonlyMap<string, string>): StatisticsMark[] {
  return kept.flatMap(({ container, marks }) => {
    const label = labelOf(names.get(container.serviceId) ?? "", container.index);
    return marks.flatMap(({ at, kind, exitCode }) => (kind === "restart" || kind === "oom" ? [{ at, kind, container: label, exitCode }] : []));
  });
}

const DONE = ["deploy", "upgrade", "confirm", "roll-back"] as const;
const isDone = (kind: string): kind is (typeof DONE)[number] => (DONE as readonly string[]).includes(kind);

function done(operations: readonly OperationView[], service: string | null, from: number): StatisticsMark[] {
  return operations.flatMap(({ kind: asked, service: of, startedAt: at, actor, toRevision: revision }) => {
    const kind = asked === "create" ? "deploy" : asked;
    return at >= from && isDone(kind) && (service === null || of === null || of === service) ? [{ at, kind, service: of, actor, revision }] : [];
  });
}
