import { fail } from "@/lib/core/errors";
import { canonicalText } from "@/lib/core/spec";
import type { Tx } from "./change-stack";
import type { OpArgs, OpContext } from "./context";
import type { SetQuotaInput } from "./quota-inputs";
import { requireFresh } from "./require-fresh";
import { requirePolicyAdministration } from "./require-permission";
import { requireEnvironment } from "./require-stack";

/** What projects may hold from now on, with the reason. What they hold already stays: a smaller quota only stops growth. */
export async function setQuota({ ctx, input }: OpArgs<SetQuotaInput>): Promise<null> {
  requirePolicyAdministration(ctx.actor);
  await requireFresh(ctx);
  await ctx.registry.transaction((tx) => (input.for === "project" ? forProject(ctx, tx, input) : forEnvironment(ctx, tx, input)));
  return null;
}

async function forEnvironment(ctx: OpContext, tx: Tx, input: Extract<SetQuotaInput, { for: "environment" }>): Promise<void> {
  const { id, name, policy } = await requireEnvironment(tx, input.environment);
  if (canonicalText(policy.quota) === canonicalText(input.quota)) return;
  await tx.setPolicy(id, { ...policy, quota: input.quota });
  await note(ctx, tx, "environment.quota", name, policy.quota, { quota: input.quota, reason: input.reason });
}

async function forProject(ctx: OpContext, tx: Tx, input: Extract<SetQuotaInput, { for: "project" }>): Promise<void> {
  const environment = await requireEnvironment(tx, input.environment);
  const project = await tx.projectNamed(input.project);
  if (!project) throw fail("NOT_FOUND", { what: "project" });
  const before = await tx.quotaOverride(project.id, environment.id);
  const { limits, reason } = input;
  if (before === null && limits === null) return;
  const after = limits && { limits, reason, setBy: ctx.actor.username, setAt: ctx.now() };
  await tx.setQuotaOverride(project.id, environment.id, after);
  await note(ctx, tx, "project.quota", `${project.name} in ${environment.name}`, before?.limits ?? null, { limits, reason });
}

async function note(ctx: OpContext, tx: Tx, action: string, subject: string, before: unknown, after: unknown): Promise<void> {
  const actor = { userId: ctx.actor.userId, username: ctx.actor.username };
  await tx.audit({ actor, address: ctx.address, action, stackId: null, subject, before, after }, ctx.now());
}
