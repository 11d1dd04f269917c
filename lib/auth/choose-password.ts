import type { Actor } from "@/lib/core/access";
import { fail } from "@/lib/core/errors";
import { beginSession, type SignInDeps } from "./sign-in";

export interface ChooseContext extends SignInDeps {
  actor: Actor;
  address: string;
  now: () => number;
}

/**
 * A password of one's own in place of the one an administrator gave out. What was begun with that one ends, this session too: the browser gets the
 * new one that is answered.
 */
export async function choosePassword({ ctx, input, device }: { ctx: ChooseContext; input: { next: string }; device: string }): Promise<{ sessionId: string }> {
  const { accounts, passwords, actor, address } = ctx;
  const { userId, username } = actor;
  const account = await accounts.credentials(username);
  if (account?.oneTimeUntil === null) throw fail("BLOCKED", { action: "choose-password", reason: "it was chosen already", wayOut: [] });
  if (await passwords.verify(account?.passwordHash ?? null, input.next)) {
    throw fail("INVALID_INPUT", { field: "New password", reason: "it is the one that the administrator gave you" });
  }
  const passwordHash = await passwords.hash(input.next);
  const now = ctx.now();
  const { secondFactor } = (await accounts.sessions(userId, now)).find(({ id }) => id === actor.sessionId) ?? { secondFactor: false };
  await accounts.transaction(async (tx) => {
    await tx.setPassword(userId, passwordHash);
    await tx.revokeSessions(userId);
    await tx.audit(
      { actor: { userId, username }, address, action: "password.change", stackId: null, subject: username, before: null, after: { first: true } },
      now,
    );
  });
  return { sessionId: await beginSession(accounts, { userId, username, method: "password", secondFactor }, { address, device, now }) };
}
