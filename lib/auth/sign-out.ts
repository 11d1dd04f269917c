import type { AccountStore } from "@/lib/registry/types";

/** Ends a session because its person says so. One that is gone already is no error. */
export async function signOut({ accounts, sessionId, now }: { accounts: AccountStore; sessionId: string; now: number }): Promise<void> {
  await accounts.transaction(async (tx) => {
    const session = await tx.session(sessionId, now);
    await tx.revokeSession(sessionId);
    if (!session) return;
    const { userId, username, role } = session;
    const row = { actor: { userId, username, role, sessionId }, address: null, action: "session.end", stackId: null, subject: username };
    await tx.audit({ ...row, before: null, after: null }, now);
  });
}
