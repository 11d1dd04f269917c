import { fail } from "@/lib/core/errors";
import type { AccountTransaction } from "@/lib/registry/types";
import type { OpArgs, OpContext } from "./context";
import type { UserInput } from "./inputs";
import { requireFresh } from "./require-fresh";
import { requireUserAdministration } from "./require-permission";

/** A password that an administrator gives out lets in for this long. */
export const ONE_TIME_MS = 72 * 3_600_000;

/**
 * Gives somebody a password that lets them in only to choose another, and ends their sessions. It is answered this once. Administrators only, and
 * not for oneself, nor for people whose password is kept by a directory.
 */
export async function resetPassword({ ctx, input }: OpArgs<UserInput>): Promise<{ password: string; until: number }> {
  const password = ctx.codes.newOneTimePassword();
  const hash = await ctx.passwords.hash(password);
  const until = ctx.now() + ONE_TIME_MS;
  await reset(ctx, input.userId, "password.reset", async (tx) => {
    if ((await tx.identityOf(input.userId)) !== null) {
      throw fail("BLOCKED", { action: "reset", reason: "the password of this account is kept by the directory or provider it comes from", wayOut: [] });
    }
    await tx.setPassword(input.userId, hash, until);
    // Whoever knew the old password may have made some.
    await tx.revokeApiTokens(input.userId);
  });
  return { password, until };
}

/** For who lost both the device and the recovery codes. Ends their sessions. */
export async function resetSecondFactor({ ctx, input }: OpArgs<UserInput>): Promise<void> {
  await reset(ctx, input.userId, "second-factor.reset", (tx) => tx.removeSecondFactor(input.userId));
}

async function reset(ctx: OpContext, userId: string, action: string, work: (tx: AccountTransaction) => Promise<void>): Promise<void> {
  requireUserAdministration(ctx.actor);
  await requireFresh(ctx);
  if (userId === ctx.actor.userId) throw fail("BLOCKED", { action: "reset", reason: "your own is changed under Account", wayOut: [] });
  await ctx.accounts.transaction(async (tx) => {
    const user = (await tx.users()).find(({ id }) => id === userId);
    if (!user) throw fail("NOT_FOUND", { what: "user" });
    await work(tx);
    await tx.revokeSessions(userId);
    await tx.audit({ actor: ctx.actor, address: ctx.address, action, stackId: null, subject: user.username, before: null, after: null }, ctx.now());
  });
}
