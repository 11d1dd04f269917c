import { diffSpecs } from "@/lib/compose/diff";
import { renderService } from "@/lib/compose/render";
import { scopeOf } from "@/lib/core/access";
import type { Sight } from "@/lib/core/derive-service";
import { type StackFacts, stackView } from "@/lib/core/derive-stack";
import { maskSpec, type Veil } from "@/lib/core/masking";
import type { EnvironmentView, OperationView, ServiceView, StackView } from "@/lib/core/views";
import type { EnvironmentRow, StackRecord } from "@/lib/registry/types";
import type { OpArgs, OpContext } from "./context";
import { withProgress } from "./list-operations";
import { requireStack } from "./require-stack";
import { veilFor } from "./veil";

/** A stack with all its services and containers; from the registry and the mirror, never from the engine. */
export async function getStack({ ctx, input }: OpArgs<{ environment: string; stack: string }>): Promise<StackView> {
  const { stack, environment } = await requireStack(ctx, input, "stack.see");
  const active = await ctx.registry.activeOperation(stack.id);
  const operation = active ? await ctx.registry.operation(scopeOf(ctx.actor), active.id) : null;
  const view = viewOf(ctx, environment, stack, operation && withProgress(ctx, operation));
  const veil = await veilOf(ctx, stack);
  return { ...view, services: view.services.map((service) => withTexts(service, veil)) };
}

async function veilOf(ctx: OpContext, stack: StackRecord): Promise<Veil> {
  const generations = stack.desired.services.flatMap(({ target, kept }) => [target, kept].flatMap((one) => one ?? []));
  const variables = await ctx.registry.variablesOf(stack.id, [...new Set(generations.map(({ revision }) => revision))]);
  return veilFor(
    ctx,
    stack,
    variables,
    generations.map(({ spec }) => spec),
  );
}

/** Rendering is compose's trade, and only a page that shows one stack needs it. */
function withTexts(service: ServiceView, veil: Veil): ServiceView {
  const keptSpec = service.keptSpec && maskSpec(service.keptSpec, veil);
  const spec = service.spec && maskSpec(service.spec, veil);
  const changed = service.spec && maskSpec(service.spec, veil, service.keptSpec);
  return { ...service, spec, keptSpec, rendered: spec && renderService(spec), change: keptSpec && changed && diffSpecs(keptSpec, changed) };
}

export async function listEnvironments({ ctx }: { ctx: OpContext }): Promise<EnvironmentView[]> {
  const environments = await ctx.registry.environments();
  return Promise.all(environments.map((environment) => environmentView(ctx, environment)));
}

export async function environmentView(ctx: OpContext, environment: EnvironmentRow): Promise<EnvironmentView> {
  const { from, to } = environment.policy.hostPorts;
  const status = ctx.mirror.status();
  const leased = await ctx.registry.leaseCount(environment.id);
  const engine = ctx.actor.role === "admin" ? status : { ...status, detail: null };
  return { id: environment.id, name: environment.name, colour: environment.colour, engine, hostPorts: { from, to, leased } };
}

function viewOf(ctx: OpContext, environment: EnvironmentRow, record: StackRecord, operation: OperationView | null): StackView {
  return stackView(factsOf(environment, record), sightOf(ctx, environment, record), operation);
}

export function factsOf(environment: EnvironmentRow, record: StackRecord): StackFacts {
  const { id, name, project, owner, revision, confirmedRevision, lastChange } = record;
  return { id, name, environment: environment.name, project, owner, revision, confirmedRevision, lastChange };
}

export function sightOf(ctx: OpContext, environment: EnvironmentRow, { id, desired }: StackRecord): Sight {
  return {
    stack: desired,
    observed: ctx.mirror.stack(id),
    attempts: ctx.reconciler.attempts(id),
    underWay: new Set(ctx.reconciler.underWay(id).keys()),
    engine: ctx.mirror.status(),
    policy: environment.policy,
    now: ctx.now(),
  };
}
