import { Secret, TOTP } from "otpauth";
import { oneTimeCodes } from "@/lib/auth/codes";
import type { Passwords } from "@/lib/core/passwords";
import { PLAIN_SIGN_IN } from "@/lib/core/sign-in";
import type { OpContext } from "@/lib/ops/context";
import type { AccountStore } from "@/lib/registry/types";
import type { TestDatabase } from "./database";
import type { MadeUser } from "./factories";
import { testSealing } from "./sealing";

export interface CountedPasswords extends Passwords {
  /** What was compared, in order: a stored hash or null. */
  verified: (string | null)[];
}

/** Hashing that costs nothing and can be counted; the real one has its own test. */
export function countedPasswords(): CountedPasswords {
  const verified: (string | null)[] = [];
  return {
    verified,
    hash: async (password) => `hash of ${password}`,
    verify: async (hash, password) => {
      verified.push(hash);
      return hash === `hash of ${password}`;
    },
  };
}

/** What signing in uses; the sealing is made anew, so keep what this answers where secrets are sealed. */
export const signInDeps = ({ accounts }: TestDatabase, passwords: Passwords = countedPasswords(), signIn = PLAIN_SIGN_IN) => ({
  accounts,
  passwords,
  sealing: testSealing(),
  codes: oneTimeCodes,
  signIn,
});

/** What the authenticator shows. */
export const codeNow = (secret: string, at: number): string => new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: at });

/** Sessions as the registry has them, and one named "s" that was begun a moment ago, for people of a test who never signed in. */
export const withFreshSession = (accounts: AccountStore): AccountStore => ({
  ...accounts,
  session: async (id, at) =>
    id === "s"
      ? { id, userId: "", username: "", role: "user", freshAt: at, method: "password", oneTimePassword: false, hasSecondFactor: false }
      : accounts.session(id, at),
});

/** What account ops use of a context, for a session of its own. Everything that would need an engine is left out. */
export async function accountContext(test: TestDatabase, user: MadeUser, now: () => number, passwords: Passwords = countedPasswords()): Promise<OpContext> {
  const at = now();
  const sessionId = await test.accounts.createSession({ userId: user.id, expiresAt: at + 86_400_000, device: "Test", address: "10.0.0.1", at });
  const actor = { userId: user.id, username: user.username, role: user.role, sessionId };
  const { registry } = test;
  return { ...signInDeps(test, passwords), registry, now, actor, address: "10.0.0.1" } as OpContext;
}
