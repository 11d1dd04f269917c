import type { DesiredService, DesiredStack, Generation, Strategy } from "@/lib/core/desired";
import { confirmedOf, DEFAULT_STRATEGY, isWaiting } from "@/lib/core/desired";
import { droppedBy, keptOf } from "@/lib/core/dropped";
import { fail } from "@/lib/core/errors";
import { groupOf } from "@/lib/core/groups";
import { transition } from "@/lib/core/lifecycle";
import { fixedPorts, type ServiceSpec, type StackSpec } from "@/lib/core/spec";
import { compare, type Verdicts } from "@/lib/core/verdicts";
import { livesIn } from "@/lib/reconcile/roll-back";
import type { EnvironmentRow, StackRecord } from "@/lib/registry/types";
import { askerOf } from "./asker";
import { type Change, changeStack, type Started, type Tx } from "./change-stack";
import { objectionsToReturn, returnRefused } from "./check-revision";
import type { OpArgs, OpContext } from "./context";
import type { UpgradeInput } from "./inputs";
import { withAddresses } from "./keep-addresses";
import { keepIssues, namesIn, refuseOddChoices } from "./kept-services";
import { leasePorts } from "./lease-ports";
import { againFor, chosenDigests } from "./newest-images";
import { ownOf, storeSecrets } from "./own-secrets";
import { type Reviewed, requireReviewed, requireSameRules } from "./read-compose";
import { refuseStaleBase } from "./refuse-stale-base";
import { requestUpgrade } from "./request-approval";
import { mustWait, requireApproved, requireOpen } from "./require-open";
import { requireStack } from "./require-stack";
import { withStored } from "./stored-variables";

interface Scene {
  ctx: OpContext;
  tx: Tx;
  stack: StackRecord;
  environment: EnvironmentRow;
  strategy: Strategy;
  /** Chosen in Review, by service. */
  digests: ReadonlyMap<string, string>;
  revision: number;
  at: number;
}

/** A new revision of the file: changed services begin a two-phase upgrade, the rest is left alone. */
export async function upgradeStack({ ctx, input }: OpArgs<UpgradeInput>): Promise<Started> {
  const { environment, stack } = await requireStack(ctx, input, "stack.deploy");
  const variables = await withStored(ctx.registry, stack, input.variables, input.variablesFrom);
  const own = await ownOf(ctx.registry, stack, Object.keys(input.secrets ?? {}));
  const asker = await askerOf(ctx.registry, ctx.actor, stack);
  const reviewed = await requireReviewed(ctx, { ...input, variables }, environment.policy, asker, own, stack.desired.services);
  if (mustWait(ctx, environment)) return requestUpgrade(ctx, { ...input, variables });
  return changeStack(ctx, input, "stack.deploy", upgradeTo(ctx, { ...input, variables }, reviewed));
}

export interface UpgradeScene {
  tx: Tx;
  stack: StackRecord;
  environment: EnvironmentRow;
  at: number;
}

/** `again`: services that get new containers though the file leaves them as they are. */
export const upgradeTo =
  (ctx: OpContext, input: UpgradeInput, reviewed: Reviewed, again: ReadonlySet<string> = new Set()) =>
  async ({ tx, stack, environment, at }: UpgradeScene): Promise<Change> => {
    if (stack.removing) throw fail("BLOCKED", { action: "upgrade", reason: "being-removed", wayOut: [] });
    await refuseStaleBase(tx, stack, input.baseRevision);
    requireOpen(ctx, environment, stack.projectId);
    // The file as it stands was agreed to when it came.
    if (again.size === 0) requireApproved(ctx, environment);
    requireSameRules(reviewed, environment.policy, await askerOf(tx, ctx.actor, stack), await ownOf(tx, stack, Object.keys(input.secrets ?? {})));
    const { spec, hash } = reviewed;
    const { variables } = input;
    const last = await tx.revision({ kind: "all" }, stack.id, stack.revision);
    const digests = chosenDigests(spec, input.newest);
    const kept = requireSameKept(stack, reviewed, input.dropped);
    const verdicts = compare(stack.desired.services, spec, last?.spec ?? null, new Set([...again, ...againFor(stack, digests)]), kept);
    refuseKeeping(verdicts);
    const touched = [...verdicts.changed.map(({ service }) => service), ...verdicts.removed];
    refuseBlocked(touched, input.replaceCandidate);
    await refuseForbiddenReturn({ ctx, tx, stack, environment }, touched, input.strategy);
    if (input.strategy.order === "start-first") for (const { service, spec } of verdicts.changed) refuseStartFirst(service, spec);
    const revision = await tx.addRevision({
      stackId: stack.id,
      composeText: input.composeText,
      rancherText: input.rancherText,
      variables,
      spec,
      hash,
      authorId: ctx.actor.userId,
      approvedBy: ctx.approval?.by.username ?? null,
      message: input.message,
      at,
      outside: Object.fromEntries(verdicts.kept.map(({ name, outside }) => [name, outside ?? null])),
    });
    const secrets = await storeSecrets(ctx, tx, stack, input.secrets);
    const scene: Scene = { ctx, tx, stack, environment, strategy: input.strategy, digests, revision, at };
    const waits = stack.desired.services.some(isWaiting) || touched.some((service) => everStarted(scene, service, service.target));
    for (const { service, spec } of verdicts.changed)
      await beginChange(scene, service, spec, verdicts.rescaled.find((one) => one.service === service)?.scale ?? null);
    for (const service of verdicts.removed) await beginRetiring(scene, service);
    for (const service of verdicts.added) await addService(scene, service, waits);
    for (const { service, scale } of verdicts.rescaled)
      if (!verdicts.changed.some((one) => one.service === service)) await rescale(scene, service, scale, waits);
    await tx.updateStack(stack.id, { revision, ...(waits ? {} : { confirmedRevision: revision }), ...joined(ctx, stack, spec, verdicts.kept, waits) });
    const services = [...touched.map(({ name }) => name), ...verdicts.added.map(({ name }) => name), ...verdicts.rescaled.map(({ service }) => service.name)];
    return {
      // The first file of a stack that was made empty.
      kind: stack.revision === 0 ? "deploy" : "upgrade",
      service: null,
      services,
      message: input.message,
      fromRevision: stack.revision,
      toRevision: revision,
      before: { revision: stack.revision },
      after: {
        revision,
        hash,
        strategy: input.strategy,
        ...(kept.size > 0 && { kept: [...kept] }),
        ...(Object.keys(secrets).length > 0 && { secrets }),
        ...(digests.size > 0 && { digests: Object.fromEntries(digests) }),
      },
    };
  };

/** Who runs on is a part of what was reviewed; in the meantime somebody may have come or gone. */
function requireSameKept(stack: StackRecord, { spec, hash, rendered, kept }: Reviewed, choices: UpgradeInput["dropped"]): ReadonlySet<string> {
  const dropped = droppedBy(stack.desired.services, namesIn(spec), choices);
  refuseOddChoices(stack.desired.services, dropped, choices);
  const names = keptOf(dropped).map(({ name }) => name);
  if (names.join() !== kept.join()) throw fail("STALE_REVIEW", { reviewed: hash, current: "", rendered });
  return new Set(names);
}

function refuseKeeping(verdicts: Verdicts): void {
  const issues = keepIssues(verdicts);
  const [first] = issues;
  if (!first) return;
  const { message, line, column, rule, path } = first;
  throw fail("COMPOSE_REFUSED", { errors: issues.length, first: message, line, column, rule, path });
}

function refuseBlocked(services: DesiredService[], replaceCandidate: boolean): void {
  const verdicts = services.map((service) => ({ service, verdict: transition(service, "upgrade") }));
  for (const { verdict } of verdicts) if (!verdict.allowed) throw fail("BLOCKED", { action: "upgrade", reason: verdict.reason, wayOut: verdict.wayOut });
  const waiting = verdicts.filter(({ verdict }) => verdict.allowed && verdict.ask !== null).map(({ service }) => service.name);
  if (waiting.length > 0 && !replaceCandidate) throw fail("UPGRADE_WAITS", { services: waiting });
}

function refuseStartFirst(service: DesiredService, spec: ServiceSpec): void {
  const confirmed = confirmedOf(service);
  const shared = confirmed
    ? fixedPorts(spec).some((port) => fixedPorts(confirmed.spec).some((old) => old.published === port.published && old.protocol === port.protocol))
    : false;
  if (shared) throw fail("START_FIRST_IMPOSSIBLE", { service: service.name, reason: "fixed-port" });
  if (spec.retainIp && confirmed?.spec.retainIp) throw fail("START_FIRST_IMPOSSIBLE", { service: service.name, reason: "kept-address" });
  if (spec.containerName) throw fail("START_FIRST_IMPOSSIBLE", { service: service.name, reason: "container-name" });
}

/** A failed upgrade that rolls back by itself asks nobody, so it is settled now whether that may be. */
async function refuseForbiddenReturn(
  { ctx, tx, stack, environment }: Pick<Scene, "ctx" | "tx" | "stack" | "environment">,
  touched: DesiredService[],
  strategy: Strategy,
): Promise<void> {
  if (strategy.onFailure !== "roll-back" || ctx.actor.role === "admin") return;
  const [objection] = await objectionsToReturn(ctx, tx, stack, touched.filter(isWaiting), environment.policy);
  if (objection) throw returnRefused("upgrade", objection);
}

export const everStarted = ({ ctx, stack }: Pick<Scene, "ctx" | "stack">, service: DesiredService, generation: Generation | null): boolean =>
  generation !== null &&
  ctx.places
    .of(stack.environmentId)
    .mirror.stack(stack.id)
    .containers.some((container) => container.serviceId === service.id && container.generation === generation.number && container.startedAt !== null);

async function beginChange(scene: Scene, service: DesiredService, spec: ServiceSpec, scale: number | null): Promise<void> {
  const { ctx, tx, stack, environment, strategy, digests, revision, at } = scene;
  const confirmed = confirmedOf(service);
  // A generation that never ran is no way back: the new one simply takes its place.
  const isUpgrade = isWaiting(service) || everStarted(scene, service, confirmed);
  const portSet = portSetFor(confirmed, spec, strategy);
  const targetGeneration = await tx.addGeneration({ serviceId: service.id, revision, spec, portSet, at, wantedDigest: digests.get(service.name) ?? null });
  const scaleBefore = scale !== null && isUpgrade ? ((await tx.scaleBefore(service.id)) ?? service.scale) : undefined;
  await leasePorts(ctx, tx, { environment, stackId: stack.id, serviceId: service.id, spec, scale: scale ?? service.scale, portSet, held: service.leases });
  await tx.updateService(service.id, {
    targetGeneration,
    keptGeneration: isUpgrade ? (confirmed?.number ?? null) : null,
    phase: isUpgrade ? "upgrading" : "steady",
    phaseSince: at,
    phaseProblem: null,
    running: true,
    strategy,
    ...(scale === null ? {} : { scale }),
    ...(scaleBefore === undefined ? {} : { scaleBefore }),
  });
}

/** Old and new share their host ports unless they must run side by side or ask for different ones. */
export function portSetFor(confirmed: Generation | null, spec: ServiceSpec, strategy: Strategy): 0 | 1 {
  if (!confirmed) return 0;
  const published = (one: ServiceSpec) =>
    fixedPorts(one)
      .map((port) => `${port.published}:${port.target}/${port.protocol}`)
      .sort()
      .join();
  const apart = strategy.order === "start-first" || published(confirmed.spec) !== published(spec);
  return apart ? (confirmed.portSet === 0 ? 1 : 0) : confirmed.portSet;
}

async function beginRetiring(scene: Scene, service: DesiredService): Promise<void> {
  const { tx, strategy, at } = scene;
  const confirmed = confirmedOf(service);
  // A group leaves and comes back as one.
  const isUpgrade = confirmed !== null && groupOf(scene.stack.desired.services, service).some((one) => everStarted(scene, one, confirmedOf(one)));
  await tx.updateService(service.id, {
    targetGeneration: null,
    keptGeneration: isUpgrade ? confirmed.number : null,
    phase: isUpgrade ? "upgrading" : "steady",
    phaseSince: at,
    phaseProblem: null,
    strategy,
  });
}

/** A service new in this file waits for the decision together with the changed ones, so that rolling back takes it away again. */
async function addService({ ctx, tx, stack, environment, strategy, digests, revision, at }: Scene, spec: ServiceSpec, waits: boolean): Promise<void> {
  const leaving = stack.desired.services.find(({ name }) => name === spec.name);
  if (leaving) throw fail("BLOCKED", { action: "upgrade", reason: "being-removed", wayOut: [] });
  const serviceId = await tx.createService({
    stackId: stack.id,
    name: spec.name,
    scale: spec.scale,
    phase: waits ? "upgrading" : "steady",
    at,
    strategy: waits ? strategy : DEFAULT_STRATEGY,
  });
  const targetGeneration = await tx.addGeneration({ serviceId, revision, spec, portSet: 0, at, wantedDigest: digests.get(spec.name) ?? null });
  await tx.updateService(serviceId, { targetGeneration });
  await leasePorts(ctx, tx, { environment, stackId: stack.id, serviceId, spec, scale: spec.scale, portSet: 0, held: [] });
}

async function rescale({ ctx, tx, stack, environment }: Scene, service: DesiredService, scale: number, waits: boolean): Promise<void> {
  const { target } = service;
  if (target)
    await leasePorts(ctx, tx, {
      environment,
      stackId: stack.id,
      serviceId: service.id,
      spec: target.spec,
      scale,
      portSet: target.portSet,
      held: service.leases,
    });
  const scaleBefore = waits && isWaiting(service) ? ((await tx.scaleBefore(service.id)) ?? service.scale) : null;
  await tx.updateService(service.id, { scale, scaleBefore });
}

/** While a decision waits, both generations' networks exist, and always those of whoever runs on outside of the file; volumes are never dropped by a new one. */
function joined(
  ctx: OpContext,
  stack: StackRecord,
  spec: StackSpec,
  outside: DesiredService[],
  waits: boolean,
): { networks: DesiredStack["networks"]; volumes: string[] } {
  const kept = stack.desired.networks.filter((old) => !spec.networks.some(({ name }) => name === old.name) && (waits || livesIn(old.name, outside)));
  const networks = withAddresses(spec, stack.desired.networks, ctx.places.of(stack.environmentId).mirror.stack(stack.id).networks);
  return { networks: [...networks, ...kept], volumes: [...new Set([...stack.desired.volumes, ...spec.volumes.map(({ name }) => name)])].sort() };
}
