import { type Permission, scopeOf, siteRoleFor } from "@/lib/core/access";
import { fail } from "@/lib/core/errors";
import type { EnvironmentRow, OfferRow, ProjectRow, StackRecord } from "@/lib/registry/types";
import { auditProject } from "./audit-project";
import type { Tx } from "./change-stack";
import { errorsOfRevision } from "./check-revision";
import type { OpArgs, OpContext } from "./context";
import { noteInHistory } from "./note-in-history";
import { ownOf } from "./own-secrets";
import type { AnswerOfferInput, OfferStackInput } from "./project-inputs";
import { requireFresh } from "./require-fresh";
import { requireOpen } from "./require-open";
import { requireRight } from "./require-permission";
import { requireRoom } from "./require-room";
import { requireEnvironment, requireStack } from "./require-stack";

/** Offers a stack to another project. Nothing changes until somebody there accepts. */
export async function offerStack({ ctx, input }: OpArgs<OfferStackInput>): Promise<void> {
  await requireStack(ctx, input, "stack.transfer");
  await requireFresh(ctx);
  await ctx.registry.transaction(async (tx) => {
    const { stack } = await requireStack(ctx, input, "stack.transfer", tx);
    if (stack.removing) throw fail("BLOCKED", { action: "transfer", reason: "being-removed", wayOut: [] });
    // Whoever offers need not be in the other project, so its name is looked up as it is typed.
    const project = await tx.project({ kind: "all" }, ctx.actor.userId, input.project);
    if (!project) throw fail("NOT_FOUND", { what: "project" });
    if (project.id === stack.projectId) throw fail("INVALID_INPUT", { field: "Project", reason: "the stack is in this project already" });
    const { userId, username } = ctx.actor;
    await tx.offerStack({ stackId: stack.id, projectId: project.id, by: { userId, username }, at: ctx.now() });
    await told(ctx, tx, stack, "stack.transfer", `offered to \`${project.name}\``);
    await auditProject(ctx, tx, { action: "transfer.offer", stackId: stack.id, subject: stack.name, after: { from: stack.project, to: project.name } });
  });
}

/** The side that offered changes its mind. */
export async function withdrawOffer({ ctx, input }: OpArgs<AnswerOfferInput>): Promise<void> {
  await ctx.registry.transaction(async (tx) => {
    const { stack } = await requireStack(ctx, input, "stack.transfer", tx);
    if (!stack.offer) throw fail("NOT_FOUND", { what: "offer" });
    await tx.dropOffer(stack.id);
    await told(ctx, tx, stack, "stack.transfer", `the offer to \`${stack.offer.to}\` was withdrawn`);
    await auditProject(ctx, tx, { action: "transfer.withdraw", stackId: stack.id, subject: stack.name, before: { to: stack.offer.to } });
  });
}

export async function declineOffer({ ctx, input }: OpArgs<AnswerOfferInput>): Promise<void> {
  await ctx.registry.transaction(async (tx) => {
    const { offer, stack } = await requireOffer(ctx, tx, input);
    await tx.dropOffer(offer.stackId);
    await noteInHistory(ctx, tx, stack, { kind: "transfer", detail: `\`${offer.to}\` did not take it` });
    await auditProject(ctx, tx, { action: "transfer.decline", stackId: offer.stackId, subject: offer.stack, before: { from: offer.from, to: offer.to } });
  });
}

/** The stack moves with its leases, containers and history; it is judged as what the new project may have. */
export async function acceptOffer({ ctx, input }: OpArgs<AnswerOfferInput>): Promise<void> {
  await ctx.registry.transaction(async (tx) => {
    const { offer, project, stack, environment } = await requireOffer(ctx, tx, input);
    if (stack.removing) throw fail("BLOCKED", { action: "transfer", reason: "being-removed", wayOut: [] });
    requireOpen(ctx, environment, project.id);
    await refuseUngranted(ctx, tx, stack, project, environment);
    await requireRoom(tx, project, environment, () => tx.moveStack(stack.id, project.id));
    const asRole = siteRoleFor(ctx.actor, "stack.create", project.member);
    await noteInHistory(ctx, tx, { ...stack, projectId: project.id }, { kind: "transfer", detail: `from \`${offer.from}\` to \`${offer.to}\``, asRole });
    const [before, after] = [{ project: offer.from, offeredBy: offer.by }, { project: offer.to }];
    await auditProject(ctx, tx, { action: "transfer.accept", stackId: stack.id, subject: stack.name, before, after });
  });
  // Its grants are the new project's from the next deploy on; nothing that runs is touched.
}

interface Offered {
  offer: OfferRow;
  /** The one it is offered to. */
  project: ProjectRow;
  stack: StackRecord;
  environment: EnvironmentRow;
}

/** An offer to a project that is not the actor's answers like none. */
async function requireOffer(ctx: OpContext, tx: Tx, input: AnswerOfferInput): Promise<Offered> {
  const environment = await requireEnvironment(tx, input.environment);
  const offer = await tx.offer({ environmentId: environment.id, stack: input.stack });
  const project = offer && (await tx.project(scopeOf(ctx.actor), ctx.actor.userId, offer.to));
  // Known by its id alone: whoever takes a stack over does not see it yet.
  const stack = offer && (await tx.stack({ kind: "all" }, ctx.actor.userId, { id: offer.stackId }));
  if (!offer || !project || !stack) throw fail("NOT_FOUND", { what: "offer" });
  requireRight(ctx.actor, "stack.create", project);
  return { offer, project, stack, environment };
}

/** What the old project was granted and the new one is not would go along unseen. */
async function refuseUngranted(ctx: OpContext, tx: Tx, stack: StackRecord, project: ProjectRow, { policy }: EnvironmentRow): Promise<void> {
  const file = stack.revision === 0 ? null : await tx.revision({ kind: "all" }, stack.id, stack.revision);
  if (!file) return;
  const own = await ownOf(tx, stack);
  const reading = { readCompose: ctx.readCompose, numbersOf: tx.numbersOf };
  const before = new Set((await errorsOfRevision(reading, stack, file, policy, own)).map(({ rule, path }) => `${rule} ${path}`));
  const after = await errorsOfRevision(reading, { name: stack.name, project: project.name }, { ...file, author: ctx.actor.username }, policy, own);
  const issue = after.find(({ rule, path }) => !before.has(`${rule} ${path}`));
  if (!issue) return;
  const { rule, line, message } = issue;
  throw fail("POLICY_REFUSED", {
    action: "transfer",
    service: stack.name,
    revision: stack.revision,
    ...{ rule, line, reason: message, wayOut: ["ask-administrator"] },
  });
}

const told = (ctx: OpContext, tx: Tx, stack: StackRecord, permission: Permission, detail: string): Promise<string> =>
  noteInHistory(ctx, tx, stack, { kind: "transfer", detail, asRole: siteRoleFor(ctx.actor, permission, stack.member) });
