import { DEFAULT_STRATEGY } from "@/lib/core/desired";
import { fail } from "@/lib/core/errors";
import { requestPlace } from "@/lib/core/requests";
import type { StackRecord } from "@/lib/registry/types";
import { recordOperation, type Started, type Tx } from "./change-stack";
import type { OpContext } from "./context";
import type { DeployInput, UpgradeInput } from "./inputs";
import { refuseStaleBase } from "./refuse-stale-base";
import { requireOpen } from "./require-open";
import { requireHome } from "./require-project";
import { requireRoom } from "./require-room";
import { requireEnvironment, requireStack } from "./require-stack";

type Target = Pick<StackRecord, "id" | "name" | "environmentId" | "projectId">;

/** An upgrade that was reviewed, kept until somebody else says yes. What waited for this stack before gives way. */
export async function requestUpgrade(ctx: OpContext, input: UpgradeInput): Promise<Started> {
  return keep(ctx, async (tx) => {
    const { stack, environment } = await requireStack(ctx, input, "stack.deploy", tx);
    if (stack.removing) throw fail("BLOCKED", { action: "upgrade", reason: "being-removed", wayOut: [] });
    requireOpen(ctx, environment, stack.projectId);
    await refuseStaleBase(tx, stack, input.baseRevision);
    return { stack, input };
  });
}

/** A new stack has its name at once, and no file before somebody says yes. */
export async function requestDeploy(ctx: OpContext, input: DeployInput): Promise<Started> {
  return keep(ctx, async (tx, at) => {
    const { actor } = ctx;
    const environment = await requireEnvironment(tx, input.environment);
    const project = await requireHome(ctx, input.project, tx);
    requireOpen(ctx, environment, project.id);
    const made = { name: input.stack, environmentId: environment.id, projectId: project.id, createdBy: actor.userId };
    const id = await requireRoom(tx, project, environment, () => tx.createStack(made));
    const stack = { id, name: input.stack, environmentId: environment.id, projectId: project.id };
    // What a repeated request is answered with is the request for a yes.
    await recordOperation({ ...ctx, begun: undefined }, tx, stack, { kind: "create", service: null, services: [] }, at);
    return { stack, input: { ...input, strategy: DEFAULT_STRATEGY, baseRevision: 0, replaceCandidate: false } };
  });
}

async function keep(ctx: OpContext, settle: (tx: Tx, at: number) => Promise<{ stack: Target; input: UpgradeInput }>): Promise<Started> {
  const at = ctx.now();
  const { userId, username } = ctx.actor;
  const done = await ctx.registry.transaction(async (tx) => {
    const { stack, input } = await settle(tx, at);
    const kind = input.baseRevision === 0 ? ("deploy" as const) : ("upgrade" as const);
    const { reviewedHash: hash, baseRevision, message } = input;
    const about = { stackId: stack.id, environmentId: stack.environmentId, askerId: userId, asker: username, kind, hash, baseRevision, message };
    const request = await tx.addRequest({ ...about, input: (id) => ctx.sealing.seal(JSON.stringify(input), requestPlace(id)) }, at);
    const entry = { actor: ctx.actor, address: ctx.address, action: "request.ask", stackId: stack.id, subject: stack.name };
    await tx.audit({ ...entry, before: { revision: baseRevision }, after: { request, kind, hash, message } }, at);
    await ctx.begun?.(tx, { operationId: null, request });
    return { stackId: stack.id, request };
  });
  ctx.reconciler.wake(done.stackId);
  return { operationId: null, request: done.request };
}
