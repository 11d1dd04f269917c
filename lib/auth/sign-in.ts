import { createHash } from "node:crypto";
import { fail } from "@/lib/core/errors";
import type { Passwords } from "@/lib/core/passwords";
import type { AccountStore } from "@/lib/registry/types";
import { isForgotten, secondsToWait } from "./delay";
import { inTurn } from "./in-turn";

/** The longest a session lives, however much it is used; the registry ends idle ones earlier. */
export const SESSION_MS = 30 * 24 * 3_600_000;

export interface SignInAttempt {
  accounts: AccountStore;
  passwords: Passwords;
  username: string;
  password: string;
  address: string;
  /** For the list of sessions: "Firefox on Linux". */
  device: string;
  now: number;
}

/**
 * Makes a new session. Throws SIGN_IN_FAILED, after the same work, for a wrong password, an unknown name and a disabled account; and
 * TOO_MANY_ATTEMPTS, before any password is looked at, while this account waits for this address.
 */
export function attemptSignIn(attempt: SignInAttempt): Promise<{ userId: string; sessionId: string }> {
  const key = failureKey(attempt.username, attempt.address);
  // One at a time for each key: a thousand guesses sent at once are counted like a thousand in a row.
  return inTurn(key, () => signIn(attempt, key));
}

async function signIn({ accounts, passwords, username, password, address, device, now }: SignInAttempt, key: string) {
  const failures = await accounts.failures(key);
  const retryAfterSeconds = secondsToWait(failures, now);
  if (retryAfterSeconds > 0) throw fail("TOO_MANY_ATTEMPTS", { retryAfterSeconds });
  if (failures && isForgotten(failures, now)) await accounts.clearFailures(key);

  const user = await accounts.credentials(username);
  const matches = await passwords.verify(user?.passwordHash ?? null, password);
  if (!user || !matches || user.disabled) {
    await accounts.recordFailure(key, now);
    throw fail("SIGN_IN_FAILED", {});
  }
  const sessionId = await accounts.transaction(async (tx) => {
    await tx.clearFailures(key);
    const actor = { userId: user.id, username: user.username };
    await tx.audit({ actor, address, action: "session.create", stackId: null, subject: user.username, before: null, after: { device } }, now);
    return tx.createSession({ userId: user.id, expiresAt: now + SESSION_MS, device, address, at: now });
  });
  return { userId: user.id, sessionId };
}

/** A hash, so that a password typed into the name field is not kept. */
const failureKey = (username: string, address: string): string => createHash("sha256").update(`${username.toLowerCase()}\n${address}`).digest("hex");
