import { fail } from "@/lib/core/errors";
import {
  type KeptFilter,
  type KeptHistogram,
  type KeptPlace,
  type KeptPlaceOf,
  type KeptPosition,
  type KeptSearchMessage,
  type KeptSources,
  type KeptWindow,
  keptKey,
} from "@/lib/core/kept-logs";
import type { LogRule } from "@/lib/core/log-rules";
import type { OpArgs, OpContext } from "./context";
import { readLogRules } from "./log-rules";
import { noteLogsRead } from "./note-in-history";
import { requireStack } from "./require-stack";

/** A stack, and what is wanted of its kept lines. */
export interface KeptInput {
  environment: string;
  stack: string;
  filter: KeptFilter;
}

/** The one gate to kept lines: those of the services that the stack has now. */
async function requireKept(ctx: OpContext, { environment, stack: name, filter }: KeptInput): Promise<KeptPlaceOf & { environmentId: string }> {
  const { stack } = await requireStack(ctx, { environment, stack: name }, "logs.read");
  const services = stack.desired.services.map((service) => ({ id: service.id, name: service.name }));
  if (filter.service !== null && !services.some((service) => service.name === filter.service)) throw fail("NOT_FOUND", { what: "service" });
  await noteLogsRead(ctx, stack, filter.service);
  return { stackId: stack.id, environmentId: stack.environmentId, services };
}

/** A window of lines of all containers in the order of time, those that are gone among them. */
export async function readKept({ ctx, input }: OpArgs<KeptInput & { place: KeptPlace; limit: number }>): Promise<KeptWindow> {
  const of = await requireKept(ctx, input);
  const window = await ctx.keptLogs.window(of, input.filter, input.place, input.limit, ctx.actor.userId);
  const { service, sources } = input.filter;
  const span = spanOf(window, input.place);
  if (span === null) return window;
  const rules = await readLogRules(ctx, { ...of, service, ...span });
  const isMeant = (rule: LogRule) => rule.kind === "asked" || (sources?.includes(keptKey(rule.container)) ?? true);
  return rules.some(isMeant) ? { ...window, rules: rules.filter(isMeant) } : window;
}

/** Windows that follow one another leave nothing out and say nothing twice: each begins with its first line, or after the line it goes on from. */
function spanOf({ lines }: KeptWindow, place: KeptPlace): { from: string; before: string } | null {
  const [first, last] = [lines[0], lines.at(-1)];
  if (first === undefined || last === undefined) return null;
  const edge = "direction" in place ? (place.at === "line" ? place.line.time : place.time) : null;
  const direction = "direction" in place ? place.direction : "around";
  return { from: direction === "after" ? (edge ?? first.at) : first.at, before: direction === "before" ? (edge ?? last.at) : last.at };
}

/** Every container whose lines are kept, by service and newest first. */
export async function listKeptSources({ ctx, input }: OpArgs<KeptInput>): Promise<KeptSources> {
  const of = await requireKept(ctx, input);
  const { keeping, sources } = await ctx.keptLogs.sources(of);
  const { service } = input.filter;
  return { keeping, sources: service === null ? sources : sources.filter((source) => source.service === service) };
}

export async function keptHistogram({ ctx, input }: OpArgs<KeptInput & { buckets: number }>): Promise<KeptHistogram> {
  const of = await requireKept(ctx, input);
  return ctx.keptLogs.histogram(of, input.filter, input.buckets, ctx.actor.userId);
}

/** Looks through everything that is kept, newest first. What may not be read is refused before the first word. */
export async function searchKept({
  ctx,
  input,
}: OpArgs<KeptInput & { before: KeptPosition | null; limit: number }>): Promise<AsyncIterable<KeptSearchMessage>> {
  const of = await requireKept(ctx, input);
  const { before, limit } = input;
  return ctx.keptLogs.search(of, input.filter, { before, limit, person: ctx.actor.userId });
}

/** Lines as text, oldest first, read no faster than they are taken. */
export async function downloadKept({ ctx, input }: OpArgs<KeptInput & { gzip: boolean }>): Promise<AsyncIterable<Uint8Array>> {
  const of = await requireKept(ctx, input);
  return ctx.keptLogs.download(of, input.filter, { gzip: input.gzip, person: ctx.actor.userId });
}
