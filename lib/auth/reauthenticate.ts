import type { Actor } from "@/lib/core/access";
import { checkDirectory } from "./directory-check";
import { guess, guessKey } from "./guesses";
import { secondStep } from "./second-step";
import type { SignInDeps } from "./sign-in";

export interface ReauthenticateContext extends Omit<SignInDeps, "now"> {
  actor: Actor;
  address: string;
  now: () => number;
}

/** The asking person proves once more who they are: by the password or by a code. Guesses count as guesses at the sign-in do. */
export async function reauthenticate({ ctx, input }: { ctx: ReauthenticateContext; input: { password: string; code: string } }): Promise<void> {
  const { accounts, actor, address } = ctx;
  const { userId, username, sessionId } = actor;
  const now = ctx.now();
  const key = guessKey(username, address);
  await guess({ accounts, key, now }, async () =>
    (input.code === "" ? await knowsPassword(ctx, input.password) : await hasCode(ctx, input.code)) ? true : null,
  );
  await accounts.transaction(async (tx) => {
    await tx.clearFailures(key);
    await tx.refreshSession(sessionId, now);
    const after = { by: input.code === "" ? "password" : "code" };
    await tx.audit({ actor: { userId, username }, address, action: "session.refresh", stackId: null, subject: username, before: null, after }, now);
  });
}

const hasCode = async (ctx: ReauthenticateContext, code: string) => (await secondStep(ctx, ctx.actor.userId, code, ctx.now())) === "right";

async function knowsPassword({ accounts, passwords, signIn, actor }: ReauthenticateContext, password: string): Promise<boolean> {
  const account = await accounts.credentials(actor.username);
  if (account?.passwordHash) return passwords.verify(account.passwordHash, password);
  const identity = await accounts.identityOf(actor.userId);
  if (identity?.kind !== "ldap") return false;
  const person = await checkDirectory(signIn, actor.username, password);
  return person !== null && person.key.issuer === identity.issuer && person.key.subject === identity.subject;
}
