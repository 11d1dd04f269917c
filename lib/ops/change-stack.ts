import { type Permission, type SiteRole, siteRoleFor } from "@/lib/core/access";
import type { DesiredService } from "@/lib/core/desired";
import { fail } from "@/lib/core/errors";
import { groupOf, groupVerdict } from "@/lib/core/groups";
import { type Action, transition } from "@/lib/core/lifecycle";
import type { OperationKind } from "@/lib/core/views";
import type { EnvironmentRow, RegistryReads, RegistryWrites, StackRecord } from "@/lib/registry/types";
import type { OpContext } from "./context";
import { measureRoom, takesRoom } from "./require-room";
import { requireEngine, requireStack } from "./require-stack";

export interface Change {
  kind: OperationKind;
  /** Null when the whole stack is meant. */
  service: string | null;
  services: string[];
  message?: string | null;
  fromRevision?: number | null;
  toRevision?: number | null;
  detail?: string | null;
  /** Set for the owner to see, where a site role alone allowed it. */
  asRole?: SiteRole | null;
  /** For the audit row, without secrets. */
  before?: unknown;
  after?: unknown;
}

export type Tx = RegistryReads & RegistryWrites;

export interface Started {
  operationId: string | null;
  /** What was asked for waits for somebody's yes instead. */
  request?: string;
}

/**
 * The shape of every write to a stack: authorise, decide and write in one transaction together with the operation and the audit row, then wake the reconciler.
 * `work` returns what was changed, or null when there is nothing to do.
 */
export async function changeStack(
  ctx: OpContext,
  key: { environment: string; stack: string },
  permission: Permission,
  work: (scene: { tx: Tx; stack: StackRecord; environment: EnvironmentRow; at: number }) => Promise<Change | null>,
): Promise<Started> {
  const at = ctx.now();
  const done = await ctx.registry.transaction(async (tx) => {
    const { stack, environment } = await requireStack(ctx, key, permission, tx);
    requireEngine(ctx.places.of(environment.id));
    const room = await measureRoom(tx, { id: stack.projectId, name: stack.project }, environment);
    const change = await work({ tx, stack, environment, at });
    if (change && takesRoom(change.kind)) await room.refuseExcess();
    const asRole = siteRoleFor(ctx.actor, permission, stack.member);
    return change && { stackId: stack.id, operationId: await recordOperation(ctx, tx, stack, { ...change, asRole }, at) };
  });
  if (!done) return { operationId: null };
  ctx.reconciler.wake(done.stackId);
  return { operationId: done.operationId };
}

/** A new operation takes the place of the one that runs, which says by whom it was superseded. */
export async function recordOperation(
  ctx: OpContext,
  tx: Tx,
  stack: Pick<StackRecord, "id" | "name" | "environmentId" | "projectId">,
  change: Change,
  at: number,
): Promise<string> {
  const actor = { userId: ctx.actor.userId, username: ctx.actor.username };
  const running = await tx.activeOperation(stack.id);
  if (running) await tx.endOperation(running.id, "superseded", { code: "SUPERSEDED", data: { by: ctx.actor.username } }, at);
  const { kind, service, services, message = null, fromRevision = null, toRevision = null, detail = null, asRole = null, before = null, after = null } = change;
  const operation = {
    kind,
    service,
    services,
    message,
    fromRevision,
    toRevision,
    detail,
    asRole,
    actor,
    approvedBy: ctx.approval?.by.username ?? null,
    environmentId: stack.environmentId,
    projectId: stack.projectId,
    stackId: stack.id,
    stack: stack.name,
  };
  const operationId = await tx.createOperation(operation, at);
  if (ctx.approval) await settleRequest(tx, ctx.approval, operationId, at);
  await ctx.begun?.(tx, { operationId });
  await tx.audit(
    {
      actor: ctx.actor,
      address: ctx.address,
      action: `${service === null ? "stack" : "service"}.${kind}`,
      stackId: stack.id,
      subject: service === null ? stack.name : `${stack.name}/${service}`,
      before,
      after: ctx.approval ? { ...(after as object), approvedBy: ctx.approval.by } : after,
      outcome: "started",
      operationId,
    },
    at,
  );
  return operationId;
}

/** Two who say yes at once: the second finds it decided, and deploys nothing. */
async function settleRequest(tx: Tx, { requestId, by }: NonNullable<OpContext["approval"]>, operationId: string, at: number): Promise<void> {
  if (!(await tx.decideRequest(requestId, ["waiting"], { status: "approved", by: by.username, operationId }, at)))
    throw fail("REQUEST_OVER", { status: "decided", by: null });
}

/** The services an action is for: the named one, which must allow it, with its group, or all that do. */
export function servicesFor(stack: StackRecord, name: string | null, action: Action): DesiredService[] {
  const all = stack.desired.services;
  const removing = stack.removing !== null;
  const meant = name === null ? all : all.filter((service) => service.name === name);
  if (name !== null && meant.length === 0) throw fail("NOT_FOUND", { what: "service" });
  const verdicts = meant.map((service) => ({ service, verdict: groupVerdict(all, service, action, removing) }));
  const allowed = withFellows(
    all,
    verdicts.filter(({ verdict }) => verdict.allowed).map(({ service }) => service),
    action,
    removing,
  );
  const blocked = verdicts.find(({ verdict }) => !verdict.allowed)?.verdict;
  if (allowed.length === 0 && blocked && !blocked.allowed) throw fail("BLOCKED", { action, reason: blocked.reason, wayOut: blocked.wayOut });
  return allowed;
}

/** Whoever of the groups allows the action too. */
function withFellows(all: readonly DesiredService[], services: DesiredService[], action: Action, removing: boolean): DesiredService[] {
  const meant = new Set(services.flatMap((service) => groupOf(all, service)));
  return all.filter((service) => services.includes(service) || (meant.has(service) && transition(service, action, removing).allowed));
}

/** The phase that the transition table gives; only for services that `servicesFor` let through. */
export function nextPhase(service: DesiredService, action: Action): DesiredService["phase"] {
  const verdict = transition(service, action);
  return verdict.allowed ? verdict.next : service.phase;
}
