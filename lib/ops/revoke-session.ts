import type { OpArgs } from "./context";
import type { RevokeSessionInput } from "./inputs";

/** Ends one of the asking person's own sessions. One that is gone, or somebody else's, is no error and nothing happens: the answer tells nothing. */
export async function revokeSession({ ctx, input }: OpArgs<RevokeSessionInput>): Promise<void> {
  const { userId, username } = ctx.actor;
  const at = ctx.now();

  await ctx.accounts.transaction(async (tx) => {
    const session = (await tx.sessions(userId, at)).find(({ id }) => id === input.sessionId);
    if (!session) return;
    await tx.revokeSession(session.id);
    const { device, address } = session;
    await tx.audit(
      { actor: ctx.actor, address: ctx.address, action: "session.revoke", stackId: null, subject: username, before: { device, address }, after: null },
      at,
    );
  });
}
