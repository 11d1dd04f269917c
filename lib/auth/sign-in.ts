import type { Passwords } from "@/lib/core/passwords";
import type { SignInMethod, SignInSettings } from "@/lib/core/sign-in";
import type { AccountStore } from "@/lib/registry/types";
import { admitPerson } from "./admit-person";
import { checkDirectory, noSoonerThan } from "./directory-check";
import { guess, guessKey } from "./guesses";
import { noteFailedSignIn } from "./note-failed-sign-in";
import { type SecondStepDeps, secondStep } from "./second-step";

/** The longest a session lives, however much it is used; the registry ends idle ones earlier. */
export const SESSION_MS = 30 * 24 * 3_600_000;

/** Of people whom a directory or provider vouches for: who is removed there is out by the next day. */
export const VOUCHED_SESSION_MS = 12 * 3_600_000;

export interface SignInDeps extends SecondStepDeps {
  accounts: AccountStore;
  passwords: Passwords;
  signIn: SignInSettings;
}

export interface SignInAttempt extends SignInDeps {
  username: string;
  password: string;
  /** Of the second factor; empty where none was given. */
  code: string;
  address: string;
  /** For the list of sessions: "Firefox on Linux". */
  device: string;
  now: number;
}

export interface Proven {
  userId: string;
  username: string;
  method: SignInMethod;
  secondFactor: boolean;
}

/**
 * Makes a new session. Throws SIGN_IN_FAILED, after the same work, for a wrong password, an unknown name, a disabled account and a code that is
 * wrong or missing; and TOO_MANY_ATTEMPTS, before anything is looked at, while this account waits for this address.
 */
export async function attemptSignIn(attempt: SignInAttempt): Promise<{ userId: string; sessionId: string }> {
  const { accounts, username, address, now } = attempt;
  const key = guessKey(username, address);
  const proven = await guess({ accounts, key, now }, () => noSoonerThan(attempt.signIn, () => prove(attempt))).catch((error: unknown) => {
    void noteFailedSignIn(attempt, error);
    throw error;
  });
  return { userId: proven.userId, sessionId: await beginSession(accounts, proven, { ...attempt, key }) };
}

export interface SessionStart {
  address: string;
  device: string;
  now: number;
  /** Of the failures that this ends. */
  key?: string;
}

export function beginSession(accounts: AccountStore, { userId, username, method, secondFactor }: Proven, { address, device, now, key }: SessionStart) {
  return accounts.transaction(async (tx) => {
    if (key !== undefined) await tx.clearFailures(key);
    const after = { device, method, secondFactor };
    await tx.audit({ actor: { userId, username }, address, action: "session.create", stackId: null, subject: username, before: null, after }, now);
    return tx.createSession({
      userId,
      expiresAt: now + (method === "password" ? SESSION_MS : VOUCHED_SESSION_MS),
      device,
      address,
      at: now,
      method,
      secondFactor,
    });
  });
}

/** Null where anything is wrong, without saying what. */
async function prove(attempt: SignInAttempt): Promise<Proven | null> {
  const { accounts, passwords, username, password, now } = attempt;
  const user = await accounts.credentials(username);
  // The same hashing for everybody, also for people whose password is not kept here.
  const matches = await passwords.verify(user?.passwordHash ?? null, password);
  if (user?.passwordHash) {
    const locked = user.disabled || (user.oneTimeUntil !== null && user.oneTimeUntil <= now);
    return matches && !locked ? proveSecond(attempt, { userId: user.id, username: user.username, method: "password" }) : null;
  }
  const person = await checkDirectory(attempt.signIn, username, password);
  if (!person) return null;
  const known = await accounts.byIdentity(person.key);
  const proven = known && (await proveSecond(attempt, { userId: known.id, username: known.username, method: "directory" }));
  if (known && !proven) return null;
  const account = await admitPerson({ ...attempt, rules: attempt.signIn.directory }, person);
  return { secondFactor: false, ...proven, userId: account.userId, username: account.username, method: "directory" };
}

async function proveSecond(attempt: SignInAttempt, who: Omit<Proven, "secondFactor">): Promise<Proven | null> {
  const step = await secondStep(attempt, who.userId, attempt.code, attempt.now);
  return step === "wrong" ? null : { ...who, secondFactor: step === "right" };
}
