import type { AuditCheck } from "@/lib/core/audit";
import type { OpArgs } from "./context";
import { requireAuditReading } from "./require-permission";

/** Checks the whole log beside the event loop, telling how far it is; what it came to is written down. For those who may read all of it. */
export async function verifyAuditLog({ ctx }: Pick<OpArgs<never>, "ctx">): Promise<AsyncIterable<AuditCheck>> {
  requireAuditReading(ctx.actor);
  return checking(ctx);
}

async function* checking(ctx: OpArgs<never>["ctx"]): AsyncGenerator<AuditCheck> {
  for await (const said of ctx.auditVerifier.verify()) {
    yield said;
    if (!("verdict" in said)) continue;
    const { verdict } = said;
    const after = { sound: verdict.sound, rows: verdict.rows, ...("fault" in verdict && { fault: verdict.fault }) };
    const row = { actor: ctx.actor, address: ctx.address, action: "audit.verify", stackId: null, subject: "everything", before: null, after };
    await ctx.registry.transaction((tx) => tx.audit(row, ctx.now()));
  }
}
