import type { ForwardState } from "@/lib/core/audit-forward";
import type { OpArgs } from "./context";
import { requireAuditReading } from "./require-permission";

/** Whether the log is sent elsewhere, and how far that is behind. For those who may read all of it. */
export async function readAuditState({ ctx }: Pick<OpArgs<never>, "ctx">): Promise<{ forward: ForwardState | null }> {
  requireAuditReading(ctx.actor);
  return { forward: await ctx.auditForward.state() };
}
