import type { Passwords } from "@/lib/core/passwords";
import type { OpContext } from "@/lib/ops/context";
import type { TestDatabase } from "./database";
import type { MadeUser } from "./factories";

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

/** What account ops use of a context, for a session of its own. Everything that would need an engine is left out. */
export async function accountContext(test: TestDatabase, user: MadeUser, now: () => number, passwords: Passwords = countedPasswords()): Promise<OpContext> {
  const at = now();
  const sessionId = await test.accounts.createSession({ userId: user.id, expiresAt: at + 86_400_000, device: "Test", address: "10.0.0.1", at });
  const actor = { userId: user.id, username: user.username, role: user.role, sessionId };
  const { accounts, registry } = test;
  return { accounts, registry, passwords, now, actor, address: "10.0.0.1" } as OpContext;
}
