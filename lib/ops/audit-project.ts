import type { Tx } from "./change-stack";
import type { OpContext } from "./context";

interface Entry {
  /** `noun.verb`. */
  action: string;
  subject: string;
  stackId?: string | null;
  before?: unknown;
  after?: unknown;
}

/** The audit row of whatever is done to a project, its members and its offers. */
export function auditProject(ctx: OpContext, tx: Tx, { action, subject, stackId = null, before = null, after = null }: Entry): Promise<number> {
  return tx.audit({ actor: ctx.actor, address: ctx.address, action, stackId, subject, before, after }, ctx.now());
}
