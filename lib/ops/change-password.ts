import { fail } from "@/lib/core/errors";
import type { OpArgs } from "./context";
import type { ChangePasswordInput } from "./inputs";

/** Gives the asking person a new password and ends their other sessions: whoever knew the old one is out. */
export async function changePassword({ ctx, input }: OpArgs<ChangePasswordInput>): Promise<void> {
  const { userId, username, sessionId } = ctx.actor;
  const account = await ctx.accounts.credentials(username);
  if (!(await ctx.passwords.verify(account?.passwordHash ?? null, input.current))) {
    throw fail("INVALID_INPUT", { field: "Current password", reason: "it is not the password of this account" });
  }
  const passwordHash = await ctx.passwords.hash(input.next);
  const at = ctx.now();

  await ctx.accounts.transaction(async (tx) => {
    await tx.setPassword(userId, passwordHash);
    const others = (await tx.sessions(userId, at)).filter(({ id }) => id !== sessionId);
    for (const { id } of others) await tx.revokeSession(id);
    await tx.audit(
      {
        actor: ctx.actor,
        address: ctx.address,
        action: "password.change",
        stackId: null,
        subject: username,
        before: null,
        after: { sessionsEnded: others.length },
      },
      at,
    );
  });
}
