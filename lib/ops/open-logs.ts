import type { DesiredService, DesiredStack } from "@/lib/core/desired";
import { fail } from "@/lib/core/errors";
import { labelOf } from "@/lib/core/facts";
import type { KeptPlaceOf } from "@/lib/core/kept-logs";
import type { LogRule } from "@/lib/core/log-rules";
import type { ObservedContainer } from "@/lib/core/observed";
import type { Engine, EngineMirror } from "@/lib/engine/port";
import type { OpArgs, OpContext } from "./context";
import { readLogRules } from "./log-rules";
import { noteLogsRead } from "./note-in-history";
import { requireStack } from "./require-stack";

export interface OpenLogsInput {
  environment: string;
  stack: string;
  /** Null for every service of the stack. */
  service: string | null;
  /** Null for every container, also those that come later. */
  containers: string[] | null;
  /** Those that are gone can be named as well, while lines of them are kept. */
  past?: true;
}

export interface LogTarget {
  container: string;
  service: string;
  /** `web-1`. */
  label: string;
  generation: "new" | "old" | "leaving";
  revision: number;
}

/** `web-1`; one that is not what should run says so: `web-1(old)`. */
export const logName = ({ label, generation }: Pick<LogTarget, "label" | "generation">): string => (generation === "new" ? label : `${label}(${generation})`);

export interface OpenLogs {
  stackId: string;
  /** Of which services, for what is kept of them. */
  kept: KeptPlaceOf;
  /** Where they are read. */
  engine: Pick<Engine, "logs">;
  mirror: Pick<EngineMirror, "container">;
  /** Containers whose log belongs here now, by label and newest first; NOT_FOUND once the stack is gone. */
  targets(): Promise<LogTarget[]>;
  /** What happened to them and was asked for, from a moment on; null for what is known of before. */
  rules(from: string | null): Promise<LogRule[]>;
  /** Told when the targets may have changed. Returns the way to stop. */
  watch(listener: () => void): () => void;
}

/** Lets a person read logs of a stack they may see: names the containers, now and after every change. */
export async function openLogs({ ctx, input }: OpArgs<OpenLogsInput>): Promise<OpenLogs> {
  const { stack } = await requireStack(ctx, input, "logs.read");
  if (input.service !== null && !stack.desired.services.some((service) => service.name === input.service)) throw fail("NOT_FOUND", { what: "service" });
  const wanted = input.containers === null ? null : new Set(input.containers);
  const { engine, mirror } = ctx.places.of(stack.environmentId);
  const present = targetsIn(stack.desired, mirror.stack(stack.id).containers, input.service, wanted);
  const services = stack.desired.services.filter(({ name }) => input.service === null || name === input.service);
  const kept = { stackId: stack.id, services: services.map(({ id, name }) => ({ id, name })) };
  const here = new Set(present.map(({ container }) => container));
  const gone = [...(wanted ?? [])].filter((id) => !here.has(id));
  if (gone.length > 0 && !(input.past && (await areKept(ctx, kept, gone)))) throw fail("NOT_FOUND", { what: "container" });

  await noteLogsRead(ctx, stack, input.service);
  return {
    stackId: stack.id,
    kept,
    engine,
    mirror,
    targets: async () => {
      const desired = await ctx.registry.desired(stack.id);
      if (desired === null) throw fail("NOT_FOUND", { what: "stack" });
      return targetsIn(desired, mirror.stack(stack.id).containers, input.service, wanted);
    },
    rules: (from) => readLogRules(ctx, { environmentId: stack.environmentId, stackId: stack.id, service: input.service, from, before: null }),
    watch: (listener) => {
      const stops = [
        mirror.subscribe((change) => (change.type === "status" || change.stackId === stack.id) && listener()),
        ctx.registry.subscribe((change) => change.type === "stack" && change.stackId === stack.id && listener()),
      ];
      return () => stops.forEach((stop) => void stop());
    },
  };
}

async function areKept({ keptLogs }: OpContext, of: KeptPlaceOf, containers: readonly string[]): Promise<boolean> {
  const known = new Set((await keptLogs.sources(of)).sources.map(({ container }) => container));
  return containers.every((id) => known.has(id));
}

function targetsIn(desired: DesiredStack, containers: ObservedContainer[], service: string | null, wanted: ReadonlySet<string> | null): LogTarget[] {
  const byId = new Map(desired.services.map((each) => [each.id, each]));
  const targets: (LogTarget & { order: number })[] = [];
  for (const container of containers) {
    const owner = byId.get(container.serviceId);
    if (owner === undefined || (service !== null && owner.name !== service) || (wanted !== null && !wanted.has(container.id))) continue;
    targets.push({
      container: container.id,
      service: owner.name,
      label: labelOf(owner.name, container.index),
      generation: generationWord(owner, container.generation),
      revision: container.revision,
      order: container.generation,
    });
  }
  targets.sort((a, b) => a.label.localeCompare(b.label, "en", { numeric: true }) || b.order - a.order);
  return targets.map(({ order, ...target }) => target);
}

function generationWord(service: DesiredService, generation: number): LogTarget["generation"] {
  if (service.target?.number === generation) return "new";
  return service.kept?.number === generation ? "old" : "leaving";
}
