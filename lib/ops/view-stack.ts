import { diffSpecs } from "@/lib/compose/diff";
import { renderService } from "@/lib/compose/render";
import { can, scopeOf } from "@/lib/core/access";
import type { Sight } from "@/lib/core/derive-service";
import { type StackFacts, stackView } from "@/lib/core/derive-stack";
import { maskSpec, type Veil } from "@/lib/core/masking";
import { portRanges } from "@/lib/core/policy";
import { oldSecrets } from "@/lib/core/secrets";
import type { ServiceSpec } from "@/lib/core/spec";
import { rightsOf } from "@/lib/core/stack-rights";
import type { EnvironmentView, OperationView, ServiceView, StackView } from "@/lib/core/views";
import type { EnvironmentRow, StackRecord } from "@/lib/registry/types";
import type { OpArgs, OpContext } from "./context";
import { withProgress } from "./list-operations";
import { storedSecrets } from "./own-secrets";
import { requestsOf } from "./read-request";
import { isOpenTo, mustWait } from "./require-open";
import { requireStack } from "./require-stack";
import { veilFor } from "./veil";
import { outsideThePool, withRoom } from "./view-room";

/** A stack with all its services and containers; from the registry and the mirror, never from the engine. */
export async function getStack({ ctx, input }: OpArgs<{ environment: string; stack: string }>): Promise<StackView> {
  const { stack, environment } = await requireStack(ctx, input, "stack.see");
  const active = await ctx.registry.activeOperation(stack.id);
  const operation = active ? await ctx.registry.operation(scopeOf(ctx.actor), active.id) : null;
  const view = viewOf(ctx, environment, stack, operation && withProgress(ctx, operation));
  const [request] = await requestsOf(ctx, environment, stack.id);
  const veil = await veilOf(ctx, stack);
  const services = (await withRoom(ctx, environment, stack, view.services)).map((service) => withTexts(service, veil));
  return { ...view, ...(request && { request }), services, ...outsideThePool(stack, environment.policy), ...(await withOldSecrets(ctx, stack)) };
}

/** Most stacks have none, and then nothing is asked for. */
async function withOldSecrets(ctx: OpContext, stack: StackRecord): Promise<Pick<StackView, "oldSecrets">> {
  const { services } = stack.desired;
  if (!services.some(({ target }) => target?.spec.secrets) || !can(ctx.actor, "secret.see", stack.member)) return {};
  const old = oldSecrets(await storedSecrets(ctx.registry, stack), services);
  return old.length > 0 ? { oldSecrets: old } : {};
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

type Texts = Pick<ServiceView, "spec" | "keptSpec" | "rendered" | "change">;

/** Rendering is compose's trade, and only a page that shows one stack needs it. */
function withTexts(service: ServiceView, veil: Veil): ServiceView {
  return service.spec
    ? { ...service, ...textsOf(service.spec, service.keptSpec, veil) }
    : { ...service, keptSpec: service.keptSpec && maskSpec(service.keptSpec, veil) };
}

/** Specs are remembered objects that never change, and an open page asks again at every step of an operation. */
const written = new WeakMap<ServiceSpec, Map<string, { kept: ServiceSpec | null; texts: Texts }>>();

function textsOf(target: ServiceSpec, kept: ServiceSpec | null, veil: Veil): Texts {
  const byVeil = written.get(target) ?? new Map<string, { kept: ServiceSpec | null; texts: Texts }>();
  written.set(target, byVeil);
  const eyes = JSON.stringify(veil);
  const before = byVeil.get(eyes);
  if (before?.kept === kept) return before.texts;
  const spec = maskSpec(target, veil);
  const keptSpec = kept && maskSpec(kept, veil);
  const texts = { spec, keptSpec, rendered: renderService(spec), change: keptSpec && diffSpecs(keptSpec, maskSpec(target, veil, kept)) };
  if (byVeil.size > 2) byVeil.clear();
  byVeil.set(eyes, { kept, texts });
  return texts;
}

export async function listEnvironments({ ctx }: { ctx: OpContext }): Promise<EnvironmentView[]> {
  const environments = await ctx.registry.environments();
  // Where every environment is open to everybody, which is usual, nobody's projects need to be known.
  const projects = environments.some(({ openTo }) => openTo !== null) ? await ctx.registry.deployProjects(ctx.actor.userId) : [];
  return Promise.all(environments.map((environment) => environmentView(ctx, environment, projects)));
}

async function environmentView(ctx: OpContext, environment: EnvironmentRow, projects: readonly string[]): Promise<EnvironmentView> {
  const ranges = portRanges(environment.policy);
  const status = ctx.places.of(environment.id).mirror.status();
  const leased = await ctx.registry.leaseCount(environment.id, ranges);
  const engine = can(ctx.actor, "environment.read", null) ? status : { ...status, detail: null };
  const { id, name, colour, baseDomain } = environment;
  return {
    ...{ id, name, colour, engine, hostPorts: { ranges, leased } },
    ...(!isOpenTo(ctx, environment, projects) && { closed: true }),
    ...(mustWait(ctx, environment) && { needsApproval: true }),
    ...(baseDomain !== null && { baseDomain }),
  };
}

function viewOf(ctx: OpContext, environment: EnvironmentRow, record: StackRecord, operation: OperationView | null): StackView {
  return stackView(factsOf(ctx, environment, record), sightOf(ctx, environment, record), operation);
}

export function factsOf({ actor }: Pick<OpContext, "actor">, environment: EnvironmentRow, record: StackRecord): StackFacts {
  const { id, name, project, owner, revision, confirmedRevision, lastChange, offer } = record;
  const facts = { id, name, environment: environment.name, project, owner, revision, confirmedRevision, lastChange };
  return { ...facts, ...rightsOf(actor, record), ...(offer && { offer }) };
}

export function sightOf(ctx: OpContext, environment: EnvironmentRow, { id, desired }: StackRecord): Sight {
  const { mirror } = ctx.places.of(environment.id);
  return {
    stack: desired,
    observed: mirror.stack(id),
    attempts: ctx.reconciler.attempts(id),
    underWay: new Set(ctx.reconciler.underWay(id).keys()),
    engine: mirror.status(),
    policy: environment.policy,
    now: ctx.now(),
  };
}
