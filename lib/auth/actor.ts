import type { Actor } from "@/lib/core/access";
import type { SignInSettings } from "@/lib/core/sign-in";
import type { AccountStore } from "@/lib/registry/types";
import { sessionIdIn } from "./cookies";

export interface ActorDeps {
  accounts: Pick<AccountStore, "session" | "touchSession">;
  signIn: Pick<SignInSettings, "administratorsNeedSecondFactor">;
  secret: string;
  now: () => number;
}

/** What somebody who is signed in must do before anything else works. */
export type Pending = "password" | "second-factor";

export interface Standing {
  actor: Actor;
  pending: Pending | null;
}

/** A row is written at most this often for a session that is used all the time. */
const TOUCH_MS = 60_000;
const touched = new Map<string, number>();

/** The one place where a cookie becomes an actor. Reads the session row each time, so that a revoked one ends at once; null for strangers. */
export async function standingOf(cookie: string | undefined, { accounts, signIn, secret, now }: ActorDeps): Promise<Standing | null> {
  const sessionId = await sessionIdIn(cookie, secret);
  if (sessionId === null) return null;
  const at = now();
  const session = await accounts.session(sessionId, at);
  if (!session) return null;
  if (at - (touched.get(sessionId) ?? 0) >= TOUCH_MS) await touch(accounts, sessionId, at);
  const { id, userId, username, role } = session;
  const lacksFactor = signIn.administratorsNeedSecondFactor && role === "admin" && !session.hasSecondFactor && session.method !== "provider";
  const pending = session.oneTimePassword ? "password" : lacksFactor ? "second-factor" : null;
  return { actor: { userId, username, role, sessionId: id }, pending };
}

/** Null for strangers, and for who must first do something else: every entrance but the one for that is closed to them. */
export async function actorOf(cookie: string | undefined, deps: ActorDeps): Promise<Actor | null> {
  const standing = await standingOf(cookie, deps);
  return standing?.pending === null ? standing.actor : null;
}

async function touch(accounts: ActorDeps["accounts"], sessionId: string, at: number): Promise<void> {
  for (const [id, seen] of touched) if (at - seen >= TOUCH_MS) touched.delete(id);
  touched.set(sessionId, at);
  await accounts.touchSession(sessionId, at);
}
