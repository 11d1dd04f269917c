import { scopeOf } from "@/lib/core/access";
import { type QuotasView, type QuotaView, quotaWith } from "@/lib/core/quota";
import type { OpArgs } from "./context";
import { requireEnvironmentReading } from "./require-permission";
import { requireEnvironment } from "./require-stack";

/** What the projects that the actor is a member of hold here, of what each may. */
export async function listOwnQuotas({ ctx, input }: OpArgs<{ environment: string }>): Promise<QuotaView[]> {
  const environment = await requireEnvironment(ctx.registry, input.environment);
  const rows = await ctx.registry.projectQuotas({ kind: "projects-of", userId: ctx.actor.userId }, environment.id);
  return rows.map(({ projectId, project, personal, usage, override }) => ({
    ...{ projectId, project, personal, used: usage },
    allowed: quotaWith(environment.policy.quota, override?.limits ?? null),
    reason: override?.reason ?? null,
  }));
}

/** Every project with what it holds, and what was said for it. */
export async function listQuotas({ ctx, input }: OpArgs<{ environment: string }>): Promise<QuotasView> {
  requireEnvironmentReading(ctx.actor);
  const { id, name, policy } = await requireEnvironment(ctx.registry, input.environment);
  const rows = await ctx.registry.projectQuotas(scopeOf(ctx.actor), id);
  return {
    environment: name,
    quota: policy.quota,
    projects: rows.map(({ usage, override, ...row }) => ({
      ...{ ...row, used: usage, override },
      allowed: quotaWith(policy.quota, override?.limits ?? null),
      reason: override?.reason ?? null,
    })),
  };
}
