import { fail } from "@/lib/core/errors";
import { type SecondFactorView, secondFactorPlace } from "@/lib/core/sign-in";
import type { OpArgs, OpContext } from "./context";
import type { CodeInput } from "./inputs";
import { requireFresh } from "./require-fresh";

/** Of the asking person. */
export async function getSecondFactor({ ctx: { accounts, actor } }: { ctx: OpContext }): Promise<SecondFactorView> {
  const [factor, recoveryCodes, identity] = await Promise.all([
    accounts.secondFactor(actor.userId),
    accounts.recoveryCodeCount(actor.userId),
    accounts.identityOf(actor.userId),
  ]);
  return { on: factor?.confirmed ?? false, recoveryCodes, from: identity === null ? "here" : identity.kind === "ldap" ? "directory" : "provider" };
}

/** A new secret for the authenticator, shown once. Nothing is asked for at the sign-in until a first code proved that the device has it. */
export async function beginSecondFactor({ ctx }: { ctx: OpContext }): Promise<{ secret: string; address: string }> {
  await requireFresh(ctx);
  const { userId, username } = ctx.actor;
  const { on, from } = await getSecondFactor({ ctx });
  if (on) throw fail("BLOCKED", { action: "turn-on", reason: "it is on already", wayOut: [] });
  if (from === "provider") throw fail("BLOCKED", { action: "turn-on", reason: "your sign-in is the provider’s, and so is its second factor", wayOut: [] });
  const secret = ctx.codes.newSecret();
  await ctx.accounts.transaction((tx) => tx.beginSecondFactor(userId, ctx.sealing.seal(secret, secondFactorPlace(userId))));
  return { secret, address: ctx.codes.address(secret, username) };
}

/** Turns it on with a first code, and ends the sessions that were begun without. The recovery codes are answered this once. */
export async function confirmSecondFactor({ ctx, input }: OpArgs<CodeInput>): Promise<{ recoveryCodes: string[] }> {
  const { userId, sessionId } = ctx.actor;
  const at = ctx.now();
  const factor = await ctx.accounts.secondFactor(userId);
  if (!factor || factor.confirmed) throw fail("BLOCKED", { action: "turn-on", reason: "it was not begun", wayOut: [] });
  const step = ctx.codes.stepOf(ctx.sealing.open(factor.sealed, secondFactorPlace(userId)), input.code, at);
  if (step === null) throw fail("CODE_WRONG", {});
  const recoveryCodes = ctx.codes.newRecoveryCodes();
  await ctx.accounts.transaction(async (tx) => {
    await tx.confirmSecondFactor(userId, step, at);
    await tx.setRecoveryCodes(userId, recoveryCodes.map(ctx.codes.hashRecoveryCode));
    for (const { id } of await tx.sessions(userId, at)) if (id !== sessionId) await tx.revokeSession(id);
    await tx.audit(own(ctx, "second-factor.on"), at);
  });
  return { recoveryCodes };
}

export async function renewRecoveryCodes({ ctx }: { ctx: OpContext }): Promise<{ recoveryCodes: string[] }> {
  await requireFresh(ctx);
  const { userId } = ctx.actor;
  if (!(await getSecondFactor({ ctx })).on) throw fail("BLOCKED", { action: "new-codes", reason: "there is no second factor", wayOut: [] });
  const recoveryCodes = ctx.codes.newRecoveryCodes();
  await ctx.accounts.transaction(async (tx) => {
    await tx.setRecoveryCodes(userId, recoveryCodes.map(ctx.codes.hashRecoveryCode));
    await tx.audit(own(ctx, "second-factor.codes"), ctx.now());
  });
  return { recoveryCodes };
}

export async function removeSecondFactor({ ctx }: { ctx: OpContext }): Promise<void> {
  await requireFresh(ctx);
  if (!(await getSecondFactor({ ctx })).on) return;
  await ctx.accounts.transaction(async (tx) => {
    await tx.removeSecondFactor(ctx.actor.userId);
    await tx.audit(own(ctx, "second-factor.off"), ctx.now());
  });
}

function own({ actor, address }: OpContext, action: string) {
  return { actor, address, action, stackId: null, subject: actor.username, before: null, after: null };
}
