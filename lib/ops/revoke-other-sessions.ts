import type { OpContext } from "./context";

/** Ends every session of the asking person but this one. */
export async function revokeOtherSessions({ ctx }: { ctx: OpContext }): Promise<{ ended: number }> {
  const { userId, username, sessionId } = ctx.actor;
  const at = ctx.now();

  return ctx.accounts.transaction(async (tx) => {
    const others = (await tx.sessions(userId, at)).filter(({ id }) => id !== sessionId);
    if (others.length === 0) return { ended: 0 };
    for (const { id } of others) await tx.revokeSession(id);
    const before = { sessions: others.length };
    await tx.audit({ actor: ctx.actor, address: ctx.address, action: "session.revoke", stackId: null, subject: username, before, after: null }, at);
    return { ended: others.length };
  });
}
