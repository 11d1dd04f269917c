import { fail } from "@/lib/core/errors";
import type { Proof } from "@/lib/core/sign-in";
import type { OpContext } from "./context";

/**
 * For what cannot be undone or gives rights: whoever sits at the machine must have proved not long ago that it is theirs. Ask before a transaction.
 * Who has no session, such as a token, never has.
 */
export async function requireFresh(ctx: OpContext): Promise<void> {
  const now = ctx.now();
  const session = await ctx.accounts.session(ctx.actor.sessionId, now);
  if (session?.freshAt && now - session.freshAt <= ctx.signIn.freshForMs) return;
  throw fail("REAUTHENTICATE", { ways: await proofsOf(ctx), provider: ctx.signIn.provider?.name ?? null });
}

/** What the asking person can be asked for. */
async function proofsOf({ accounts, actor }: OpContext): Promise<Proof[]> {
  const [identity, factor] = await Promise.all([accounts.identityOf(actor.userId), accounts.secondFactor(actor.userId)]);
  return [identity?.kind === "oidc" ? "provider" : "password", ...(factor?.confirmed ? (["code"] as const) : [])];
}
