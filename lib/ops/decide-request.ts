import { scopeOf } from "@/lib/core/access";
import { fail, problemOf } from "@/lib/core/errors";
import { requestPlace } from "@/lib/core/requests";
import type { DeployRequestStatus } from "@/lib/registry/types";
import type { Started } from "./change-stack";
import type { OpArgs, OpContext } from "./context";
import type { DeclineInput, RequestInput } from "./environment-input";
import type { UpgradeInput } from "./inputs";
import { requirePermission } from "./require-permission";
import { requireStack } from "./require-stack";
import { upgradeStack } from "./upgrade-stack";

/**
 * Deploys exactly what was reviewed, as the person who asked: their rights, their grants and today's policy are looked at anew. The request is decided
 * in the very transaction that deploys it, so it is never deployed twice.
 */
export async function approveRequest({ ctx, input }: OpArgs<RequestInput>): Promise<Started> {
  const { request, stack } = await requireRequest(ctx, input);
  requireDecider(ctx, request.askerId);
  if (request.status !== "waiting") throw over(request);
  const asker = await ctx.accounts.credentials(request.asker);
  if (asker?.id !== request.askerId || asker.disabled) throw fail("ASKER_GONE", { asker: request.asker });
  const asked = JSON.parse(ctx.sealing.open(request.input, requestPlace(request.id))) as UpgradeInput;
  const { userId, username } = ctx.actor;
  const as: OpContext = {
    ...ctx,
    actor: { userId: asker.id, username: asker.username, role: asker.role, sessionId: "" },
    approval: { requestId: request.id, by: { userId, username } },
  };
  return upgradeStack({ ctx: as, input: { ...asked, environment: input.environment, stack: stack.name } }).catch((error: unknown) => {
    const { code, data } = problemOf(error);
    // The asker left the project: to them the stack is missing, to the one who decides it is the asker.
    if (code === "FORBIDDEN" || (code === "NOT_FOUND" && data.what === "stack")) throw fail("ASKER_GONE", { asker: request.asker });
    throw error;
  });
}

/** No, with a reason that the asker reads. */
export async function declineRequest({ ctx, input }: OpArgs<DeclineInput>): Promise<null> {
  const { request } = await requireRequest(ctx, input);
  requireDecider(ctx, request.askerId);
  return decide(ctx, input, ["waiting"], "declined", input.reason);
}

/** The asker, or whoever may deploy the stack, takes it back; or has read the refusal. */
export async function withdrawRequest({ ctx, input }: OpArgs<RequestInput>): Promise<null> {
  await requireStack(ctx, input, "stack.deploy");
  return decide(ctx, input, ["waiting", "declined"], "withdrawn", null);
}

async function decide(ctx: OpContext, input: RequestInput, from: DeployRequestStatus[], status: DeployRequestStatus, reason: string | null): Promise<null> {
  const { request } = await requireRequest(ctx, input);
  const at = ctx.now();
  const { username } = ctx.actor;
  await ctx.registry.transaction(async (tx) => {
    if (!(await tx.decideRequest(request.id, from, { status, by: username, reason }, at))) throw over(request);
    const entry = { actor: ctx.actor, address: ctx.address, stackId: request.stackId, subject: request.stack };
    const action = status === "declined" ? "request.decline" : "request.withdraw";
    await tx.audit({ ...entry, action, before: { request: request.id, asker: request.asker, hash: request.hash }, after: { status, reason } }, at);
  });
  return null;
}

async function requireRequest(ctx: OpContext, input: RequestInput) {
  const { stack } = await requireStack(ctx, input, "stack.see");
  const request = await ctx.registry.request(scopeOf(ctx.actor), input.request);
  if (request?.stackId !== stack.id) throw fail("NOT_FOUND", { what: "request" });
  return { request, stack };
}

function requireDecider({ actor }: OpContext, askerId: string): void {
  requirePermission(actor, "deploy.approve");
  if (askerId === actor.userId) throw fail("OWN_REQUEST", {});
}

const over = ({ status, decidedBy }: { status: DeployRequestStatus; decidedBy: string | null }) =>
  fail("REQUEST_OVER", { status: STATUS[status], by: decidedBy });

const STATUS: Record<DeployRequestStatus, string> = {
  waiting: "decided",
  approved: "approved",
  declined: "declined",
  withdrawn: "withdrawn",
  replaced: "replaced by a newer one",
};
