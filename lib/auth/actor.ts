import type { Actor } from "@/lib/core/access";
import type { AccountStore } from "@/lib/registry/types";
import { sessionIdIn } from "./cookies";

export interface ActorDeps {
  accounts: Pick<AccountStore, "session" | "touchSession">;
  secret: string;
  now: () => number;
}

/** A row is written at most this often for a session that is used all the time. */
const TOUCH_MS = 60_000;
const touched = new Map<string, number>();

/** The one place where a cookie becomes an actor. Reads the session row each time, so that a revoked one ends at once; null for strangers. */
export async function actorOf(cookie: string | undefined, { accounts, secret, now }: ActorDeps): Promise<Actor | null> {
  const sessionId = await sessionIdIn(cookie, secret);
  if (sessionId === null) return null;
  const at = now();
  const session = await accounts.session(sessionId, at);
  if (!session) return null;
  if (at - (touched.get(sessionId) ?? 0) >= TOUCH_MS) await touch(accounts, sessionId, at);
  return { userId: session.userId, username: session.username, role: session.role, sessionId: session.id };
}

async function touch(accounts: ActorDeps["accounts"], sessionId: string, at: number): Promise<void> {
  for (const [id, seen] of touched) if (at - seen >= TOUCH_MS) touched.delete(id);
  touched.set(sessionId, at);
  await accounts.touchSession(sessionId, at);
}
