import { can, scopeOf } from "@/lib/core/access";
import { fail } from "@/lib/core/errors";
import { containersOf, labelOf } from "@/lib/core/facts";
import { type EventContainer, eventLabel, type HealthHistory, type HealthProbe, type StackEvent, type TimelinePage } from "@/lib/core/stack-events";
import type { OperationView } from "@/lib/core/views";
import type { StackRecord } from "@/lib/registry/types";
import type { OpArgs, OpContext } from "./context";
import { requireStack } from "./require-stack";

const EVENTS = 200;
const OPERATIONS = 100;
const CHANGES = 100;
const CONTAINERS = 20;

interface Key {
  environment: string;
  stack: string;
}

/** What happened to a stack and what was asked of it, newest first, as much as fits a page. */
export async function readTimeline({ ctx, input }: OpArgs<Key & { before: number | null }>): Promise<TimelinePage> {
  const { stack } = await requireStack(ctx, input, "stack.see");
  const before = input.before === null ? {} : { before: input.before };
  const scope = scopeOf(ctx.actor);
  const [events, operations] = await Promise.all([
    ctx.registry.stackEvents(stack.id, { limit: EVENTS, ...before }),
    ctx.registry.operations(scope, { environmentId: stack.environmentId, stackId: stack.id, limit: OPERATIONS, ...before }),
  ]);
  // A page ends where the shorter of the two lists ends: what lies before is the next page's.
  const cut = Math.max(events.length < EVENTS ? 0 : (events.at(-1)?.at ?? 0), operations.length < OPERATIONS ? 0 : (operations.at(-1)?.startedAt ?? 0));
  const here = { events: events.filter(({ at }) => at >= cut), operations: operations.filter(({ startedAt }) => startedAt >= cut) };
  const known = new Set(here.operations.map(({ id }) => id));
  const missing = [...new Set(here.events.flatMap(({ operationId }) => (operationId === null || known.has(operationId) ? [] : [operationId])))];
  const more = (await Promise.all(missing.map((id) => ctx.registry.operation(scope, id)))).filter((one) => one !== null);
  const reads = mayRead(ctx, stack);
  return {
    events: here.events.map((event) => (reads ? event : withoutOutput(event))),
    operations: [...here.operations, ...more].map(brief),
    before: cut === 0 ? null : cut,
  };
}

/** The checks of a service's containers: what they said last, and when they changed their mind, also of containers that are gone. */
export async function readHealth({ ctx, input }: OpArgs<Key & { service: string }>): Promise<HealthHistory> {
  const { stack } = await requireStack(ctx, input, "container.inspect");
  const service = stack.desired.services.find(({ name }) => name === input.service);
  if (!service) throw fail("NOT_FOUND", { what: "service" });
  const { engine, mirror } = ctx.places.of(stack.environmentId);
  const reads = mayRead(ctx, stack);
  const changes = await ctx.registry.stackEvents(stack.id, { service: service.name, kinds: ["health"], limit: CHANGES });
  const here = containersOf(service, mirror.stack(stack.id)).filter(
    ({ health, id }) => health !== "none" || changes.some(({ container }) => container?.id === id),
  );
  const probesOf = (id: string): Promise<HealthProbe[]> =>
    engine
      .probes(id)
      .then((probes) => probes.reverse())
      .catch(() => []);
  const mine = (id: string) => changes.filter(({ container }) => container?.id === id).map((event) => (reads ? event : withoutOutput(event)));
  const living = await Promise.all(
    here.map(async ({ id, index, generation }) => ({
      ...{ id, generation, here: true, label: labelOf(service.name, index) },
      probes: reads ? await probesOf(id) : null,
      changes: mine(id),
    })),
  );
  const gone = goneOf(changes, new Set(here.map(({ id }) => id))).map(({ id, generation, ...container }) => ({
    ...{ id, generation, here: false, label: eventLabel(container) },
    probes: reads ? [] : null,
    changes: mine(id),
  }));
  return { containers: [...living, ...gone].slice(0, CONTAINERS) };
}

function goneOf(changes: readonly StackEvent[], here: ReadonlySet<string>): Omit<EventContainer, "stackId">[] {
  const gone = new Map<string, Omit<EventContainer, "stackId">>();
  for (const { container } of changes) if (container !== null && !here.has(container.id)) gone.set(container.id, container);
  return [...gone.values()];
}

/** What a check says is what a container says. */
const mayRead = (ctx: OpContext, { member, switches }: StackRecord): boolean => can(ctx.actor, "logs.read", member, switches);

const withoutOutput = (event: StackEvent): StackEvent =>
  event.what.kind === "health" && event.what.probe !== null ? { ...event, what: { ...event.what, probe: { ...event.what.probe, output: "" } } } : event;

/** Of its steps only the pulls: the rest shows in what happened, and each operation has a page of its own. */
const brief = (operation: OperationView): OperationView => ({ ...operation, steps: operation.steps.filter(({ title }) => title.startsWith("Pull ")) });
